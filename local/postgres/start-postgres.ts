/**
 * PostgreSQL 18 from an npm package, on loopback, as any user and as root. What was committed survives SIGKILL of the
 * server and of the process that started it; on Linux the server ends with that process.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { clearStalePid, createDataFolder, spawnOptions } from "./data-folder.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { postgresIdentity, type PostgresIdentity } from "./postgres-identity.ts";

export interface PostgresOptions {
  readonly dataFolder: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly password: string;
  readonly user?: string;
  readonly database?: string;
  /** False only for tests: commits are not flushed to disk, and a crash may lose the whole folder. */
  readonly durable?: boolean;
  /** Takes what the server logs. */
  readonly log?: (text: string) => void;
}

export interface Postgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Fulfilled when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Fast shutdown: connections are cut, what is committed is on disk. */
  stop(): Promise<void>;
}

const SETTINGS = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "shared_buffers=64MB",
  "max_connections=100",
];
const NOT_DURABLE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/** Ready for connections when it returns; the database exists. Throws one line that says why it cannot. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { password, user = "sluice", database = "sluice", durable = true, log = () => {} } = options;
  const folder = path.resolve(options.dataFolder);
  const binaries = postgresBinaries();
  const identity = postgresIdentity();
  createDataFolder({ folder, binaries, identity, user, password, durable });
  await clearStalePid(folder);

  const port = options.port === 0 ? await freePort() : options.port;
  const settings = durable ? SETTINGS : [...SETTINGS, ...NOT_DURABLE];
  const args = ["-D", folder, "-p", `${port}`, ...settings.flatMap((setting) => ["-c", setting])];
  const server = await startWhenMemoryIsFree(path.join(binaries, "postgres"), args, identity, log);
  const ended = endOf(server);
  const stop = async () => {
    server.kill("SIGINT");
    await ended;
  };
  const address = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  try {
    await createDatabase(`${address}/postgres`, database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `${address}/${database}`, port, pid: server.pid ?? 0, ended, stop };
}

const MEMORY_TRIES = 50;
const MEMORY_WAIT_MS = 100;

/** The children of a killed server hold its shared memory until they notice; that takes them a moment. */
async function startWhenMemoryIsFree(
  command: string,
  args: readonly string[],
  identity: PostgresIdentity,
  log: (text: string) => void,
): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    const started = await start(command, args, identity, log);
    if (typeof started !== "string") return started;
    if (attempt === MEMORY_TRIES || !started.includes("shared memory block")) {
      throw new Error(`PostgreSQL did not start: ${started.trim()}`);
    }
    await sleep(MEMORY_WAIT_MS);
  }
}

/** The server once it accepts connections, or what it said before it ended. */
function start(
  command: string,
  args: readonly string[],
  identity: PostgresIdentity,
  log: (text: string) => void,
): Promise<ChildProcess | string> {
  const [program = command, ...rest] = [...identity.prefix, command, ...args];
  // A group of its own: Ctrl-C in a terminal must not stop the database before those who still write to it.
  const server = spawn(program, rest, {
    ...spawnOptions(identity),
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  return new Promise((resolve, reject) => {
    let said = "";
    let ready = false;
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      log(text);
      if (ready) return;
      said += text;
      ready = said.includes("ready to accept connections");
      if (ready) resolve(server);
    });
    server.once("error", reject);
    server.once("exit", () => resolve(said));
  });
}

async function endOf(server: ChildProcess): Promise<void> {
  await once(server, "exit");
}

async function createDatabase(url: string, database: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
