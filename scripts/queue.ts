/** `npm run queue`: how an event's waiting room stands, and the operator's hand on it. In force within two seconds. */
import { parseArgs } from "node:util";
import type { QueueStateWire } from "../domain/contract/wire/queue.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { operatorApi } from "./operator-api.ts";
import { queueChangeOf } from "./queue/queue-change-of.ts";
import { queueTable } from "./queue/queue-table.ts";

const USAGE = `npm run queue -- --event evt_… [--url https://HOST] [--rate 200] [--cap 2000] [--pause | --resume]
  [--message "…" | --no-message] [--mode on|off|automatic] [--opens-at ISO] [--lobby-from ISO]
Without any of the changes it shows how the queue stands. The key is OPERATOR_KEY; the local stack's is found by itself.`;

async function queue(): Promise<void> {
  const options = readOptions();
  if (options.event === undefined) throw new CommandFailure("Which event? --event evt_…", USAGE);
  const path = `/operations/events/${options.event}/queue`;
  const state = await operatorApi(options.url).patch<QueueStateWire>(path, options.change);
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

await runCommand(queue);
