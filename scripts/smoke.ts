/** `npm run smoke`: buys a seat of the marked test event on any deployment, and gives it back. */
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { readEnvironment } from "./environment.ts";
import { TEST_EVENT } from "./seed/demo-events.ts";
import { DEMO_PASSWORD, demoUser } from "./seed/demo-users.ts";
import { ApiClient } from "./smoke/api-client.ts";
import type { Account } from "./smoke/api-client.ts";
import { runSmoke } from "./smoke/run-smoke.ts";
import type { SmokeStep } from "./smoke/run-smoke.ts";

const USAGE = `npm run smoke -- [--url https://HOST] [--event evt_…] [--email … --password …]
Without them: the local stack, or SMOKE_EVENT_ID, SMOKE_EMAIL and SMOKE_PASSWORD (npm run seed -- --smoke prints them).`;

async function smoke(): Promise<void> {
  const options = readOptions();
  const environment = readEnvironment();
  const url = options.url ?? environment["PUBLIC_URL"] ?? "http://127.0.0.1:8787";
  if (!URL.canParse(url)) throw new CommandFailure(`--url ${url} is not an address`, USAGE);
  const account = accountFor(url, {
    email: options.email ?? environment["SMOKE_EMAIL"],
    password: options.password ?? environment["SMOKE_PASSWORD"],
  });
  const eventId = options.event ?? environment["SMOKE_EVENT_ID"] ?? TEST_EVENT.id;
  console.log(`${url}, event ${eventId}, as ${account.email}\n`);
  const isWell = await runSmoke({
    api: new ApiClient(url, account),
    eventId,
    onStep: (step) => console.log(stepLine(step)),
    nowMs: () => performance.now(),
    sleep,
  });
  if (!isWell) throw new CommandFailure("", "The smoke run failed.");
  console.log("\nA seat was bought and given back.");
}

function readOptions() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ options: { url: text, event: text, email: text, password: text } }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

/** The demo buyer signs in on a laptop only: his password is public. */
function accountFor(
  url: string,
  { email, password }: { email: string | undefined; password: string | undefined },
): Account {
  if (email !== undefined && password !== undefined) return { email, password };
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
  if (isLocal && email === undefined && password === undefined) {
    return { email: demoUser(1).email, password: DEMO_PASSWORD };
  }
  throw new CommandFailure("Give both --email and --password of a buyer of this deployment.", USAGE);
}

function stepLine({ name, tookMs, error }: SmokeStep): string {
  const line = `${error === undefined ? "ok    " : "FAILED"}  ${name.padEnd(26)}${Math.round(tookMs).toString().padStart(7)} ms`;
  return error === undefined ? line : `${line}  ${error.message}`;
}

await runCommand(smoke);
