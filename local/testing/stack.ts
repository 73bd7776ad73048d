import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEMO_EVENTS } from "../../scripts/seed/demo-events.ts";
import { seedDemo } from "../../scripts/seed/seed-demo.ts";
import { buildWorker } from "../../scripts/start/build-worker.ts";
import { PORT_NAMES, type Ports } from "../../scripts/start/ports.ts";
import type { Settings } from "../../scripts/start/read-settings.ts";
import { Stack } from "../../scripts/start/stack.ts";
import type { WorkerVariables } from "../../scripts/start/worker-variables.ts";
import { freePorts } from "./free-ports.ts";

export interface TestStackOptions {
  /** What QStash's back-off and Stripe's retries are multiplied by. */
  readonly timeScale?: number;
  /** How often the Worker's cron runs. */
  readonly cronEveryMs?: number;
  /** As a person would set them; none unless given. */
  readonly settings?: Settings;
  /** A process died too often and stays down; nobody is told unless given. */
  readonly onGiveUp?: () => void;
}

/** Where a test finds everything; plain JSON, so that it crosses from the setup's process to the tests'. */
export interface StackAddresses {
  readonly url: string;
  readonly mailboxUrl: string;
  readonly simulatorUrl: string;
  readonly beaconUrl: string;
  /** `POST` runs the Worker's cron once and answers when it has run. */
  readonly cronUrl: string;
  readonly databaseUrl: string;
  readonly dataDirectory: string;
  readonly variables: WorkerVariables;
}

export interface TestStack {
  readonly addresses: StackAddresses;
  readonly stack: Stack;
  processes(): { readonly name: string; readonly pid: number }[];
  /** SIGKILL; resolves once its successor listens. `postgres-server` is PostgreSQL itself, not its launcher. */
  kill(name: string): Promise<void>;
  /** Stops everything and deletes its data. */
  stop(): Promise<void>;
}

const USERS = 1_000;

/**
 * A whole Sluice of its own, as `npm start` runs it, on free ports and in a new folder: the demo without the stadium,
 * whose plan takes seconds, and everything that waits sped up.
 */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const { timeScale = 0.01, cronEveryMs = 1_000, onGiveUp = () => {} } = options;
  // A killed provider must not make the tests behind it wait a minute: isolates share their breaker.
  const settings = { CIRCUIT_BREAKER_TIMEOUT_SECONDS: "1", ...options.settings };
  const dataDirectory = mkdtempSync(join(tmpdir(), "sluice-stack-"));
  const ports = await freePortsByName();
  const stack = await Stack.open({
    settings,
    ports,
    dataDirectory,
    environmentFile: join(dataDirectory, "env.json"),
    timeScale,
    cronEveryMs,
    seed: (database) =>
      seedDemo(database, { users: USERS, events: DEMO_EVENTS.filter(({ slug }) => slug !== "stadium") }),
    // Killed processes are the point of these tests: not on the terminal.
    say: (line) => appendFileSync(join(dataDirectory, "logs", "stack.log"), `${line}\n`),
    onGiveUp,
  });
  try {
    await Promise.all([stack.startStandIns(), buildWorker()]);
    await stack.serve();
  } catch (error) {
    // The folder stays: its logs say why.
    await stack.stop();
    throw error;
  }
  return {
    addresses: addressesOf(stack, ports, dataDirectory),
    stack,
    processes: () => stack.processes(),
    async kill(name) {
      if (name === "postgres-server") await stack.crash("postgres", postgresServerPid(dataDirectory));
      else await stack.crash(name);
    },
    async stop() {
      await stack.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

async function freePortsByName(): Promise<Ports> {
  const free = await freePorts(PORT_NAMES.length);
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, free[index]])) as Ports;
}

function addressesOf(stack: Stack, ports: Ports, dataDirectory: string): StackAddresses {
  const { variables } = stack.plan;
  return {
    url: variables.PUBLIC_URL,
    mailboxUrl: variables.MAIL_API_URL,
    simulatorUrl: variables.STRIPE_API_URL,
    beaconUrl: variables.BEACON_URL,
    cronUrl: `http://127.0.0.1:${ports.cron}/`,
    databaseUrl: variables.DATABASE_URL,
    dataDirectory,
    variables,
  };
}

/** The first line of the file that PostgreSQL keeps while it runs. */
function postgresServerPid(dataDirectory: string): number {
  return Number(readFileSync(join(dataDirectory, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}
