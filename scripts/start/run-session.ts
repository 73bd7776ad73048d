import { join } from "node:path";
import { seedDemo } from "../seed/seed-demo.ts";
import { dataDirectory } from "./data-directory.ts";
import { plainLine } from "./plain-line.ts";
import { type Ports, portsFrom } from "./ports.ts";
import { readSettings } from "./read-settings.ts";
import { Stack } from "./stack.ts";
import { onStopRequest } from "./stop-request.ts";

/** A stack in the hands of a person at a terminal. */
export interface Session {
  readonly stack: Stack;
  readonly ports: Ports;
  readonly dataDirectory: string;
  /** Aborted when the stop begins. */
  readonly stopping: AbortSignal;
  /** Ends the session, as Ctrl-C does. */
  end(exitCode: number): void;
}

const DEMO_USERS = 1_000;
const EACH_MINUTE_MS = 60_000;

/**
 * Opens a stack on `directory`, brings it up, and exits the process once it was asked to stop (0) or could not start or
 * go on (1). What the person can put right is said in one line.
 */
export async function runSession(directory: string, bringUp: (session: Session) => Promise<void>): Promise<never> {
  try {
    process.exit(await untilStopped(directory, bringUp));
  } catch (error) {
    console.error(plainLine(error) ?? error);
    process.exit(1);
  }
}

async function untilStopped(directory: string, bringUp: (session: Session) => Promise<void>): Promise<number> {
  const ending = Promise.withResolvers<number>();
  const stopping = new AbortController();
  onStopRequest(() => ending.resolve(0));
  const settings = readSettings();
  const ports = portsFrom(settings["PORT"]);
  const stack = await Stack.open({
    settings,
    ports,
    dataDirectory: directory,
    environmentFile: join(dataDirectory(), "env.json"),
    timeScale: 1,
    cronEveryMs: EACH_MINUTE_MS,
    seed: (database) => seedDemo(database, { users: DEMO_USERS }),
    say: (line) => console.error(line),
    onGiveUp: () => ending.resolve(1),
  });
  const session = { stack, ports, dataDirectory: directory, stopping: stopping.signal, end: ending.resolve };
  const up = bringUp(session);
  try {
    return await Promise.race([ending.promise, up.then(() => ending.promise)]);
  } finally {
    stopping.abort();
    await stack.stop();
    // Whatever was still starting fails now, for want of the rest; that is no news.
    await up.catch(() => {});
  }
}
