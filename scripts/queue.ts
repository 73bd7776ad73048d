/** `npm run queue`: how an event's waiting room stands, and the operator's hand on it. In force within two seconds. */
import { parseArgs } from "node:util";
import type { QueueChangeWire, QueueStateWire } from "../domain/contract/wire/queue.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { readEnvironment } from "./environment.ts";
import { queueChangeOf } from "./queue/queue-change-of.ts";
import { queueTable } from "./queue/queue-table.ts";

const TIMEOUT_MS = 10_000;
const USAGE = `npm run queue -- --event evt_… [--url https://HOST] [--rate 200] [--cap 2000] [--pause | --resume]
  [--message "…" | --no-message] [--mode on|off|automatic] [--opens-at ISO] [--lobby-from ISO]
Without any of the changes it shows how the queue stands. The key is OPERATOR_KEY; the local stack's is found by itself.`;

async function queue(): Promise<void> {
  const options = readOptions();
  const environment = readEnvironment();
  const url = options.url ?? environment["PUBLIC_URL"] ?? "http://127.0.0.1:8787";
  // The local stack's key is nobody else's business.
  const isLocalStack = url === environment["PUBLIC_URL"];
  const key = process.env["OPERATOR_KEY"] || (isLocalStack ? environment["OPERATOR_KEY"] : undefined);
  if (options.event === undefined) throw new CommandFailure("Which event? --event evt_…", USAGE);
  if (!URL.canParse(url)) throw new CommandFailure(`--url ${url} is not an address`, USAGE);
  if (key === undefined) {
    throw new CommandFailure(`OPERATOR_KEY of ${url} is not set in this shell.`, USAGE);
  }
  const state = await change(`${url.replace(/\/$/, "")}/api/operations/events/${options.event}/queue`, key, options);
  for (const line of queueTable(state)) console.log(line);
}

function readOptions() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values } = parseArgs({
      options: {
        event: text,
        url: text,
        rate: text,
        cap: text,
        mode: text,
        message: text,
        "no-message": flag,
        "opens-at": text,
        "lobby-from": text,
        pause: flag,
        resume: flag,
      },
    });
    return { ...values, change: queueChangeOf(values) };
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

async function change(
  address: string,
  key: string,
  { change: body }: { readonly change: QueueChangeWire },
): Promise<QueueStateWire> {
  const answer = await fetch(address, {
    method: "PATCH",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    // The key goes where it was sent, and nowhere else.
    redirect: "error",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new CommandFailure(`${new URL(address).origin} does not answer: ${String(error)}`);
  });
  const text = await answer.text();
  if (!answer.ok) throw new CommandFailure(`refused (${answer.status}): ${text}`);
  return JSON.parse(text) as QueueStateWire;
}

await runCommand(queue);
