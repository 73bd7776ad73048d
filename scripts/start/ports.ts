import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { CommandFailure } from "../command-failure.ts";

/** In the order of their ports: the product has PORT, the n-th of the others PORT + n. */
export const PORT_NAMES = [
  "product",
  "postgres",
  "neon-proxy",
  "redis",
  "qstash",
  "stripe",
  "mailbox",
  "cron",
  "beacon",
  "gateway",
] as const;

export type PortName = (typeof PORT_NAMES)[number];
export type Ports = Readonly<Record<PortName, number>>;

const DEFAULT_PORT = 8787;

/** The ports that follow from PORT. Throws a plain line when it is not a number with room for all of them. */
export function portsFrom(setting: string | undefined): Ports {
  const first = Number(setting ?? DEFAULT_PORT);
  const last = 65_535 - (PORT_NAMES.length - 1);
  if (!Number.isInteger(first) || first < 1 || first > last) {
    throw new CommandFailure(`PORT must be a whole number from 1 to ${last}, not ${JSON.stringify(setting)}`);
  }
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, first + index])) as Ports;
}

/** Throws a plain line that names the first port which cannot be had, what it is for and, on Linux, who has it. */
export async function assertPortsFree(ports: Ports, needed: ReadonlySet<string>): Promise<void> {
  for (const name of PORT_NAMES) {
    if (!needed.has(name)) continue;
    const port = ports[name];
    const code = await bindError(port);
    if (code === undefined) continue;
    const purpose = name === "product" ? "Sluice" : `its ${name}`;
    if (code === "EACCES")
      throw new CommandFailure(`port ${port} (for ${purpose}) needs more rights: set PORT above 1023`);
    if (code !== "EADDRINUSE") throw new CommandFailure(`port ${port} (for ${purpose}) cannot be used: ${code}`);
    const owner = ownerOf(port);
    throw new CommandFailure(
      `port ${port} (for ${purpose}) is taken${owner === undefined ? "" : ` by process ${owner}`}; ` +
        "stop that, or choose another with PORT=… npm start",
    );
  }
}

function bindError(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}

/** From /proc, so that the line can name a process on a machine without lsof. Undefined where that is not to be had. */
function ownerOf(port: number): number | undefined {
  if (!existsSync("/proc/net/tcp")) return undefined;
  const inode = listeningInode(port);
  if (inode === undefined) return undefined;
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find((pid) => socketsOf(pid).includes(`socket:[${inode}]`));
}

/** The kernel's table has the local address as `0100007F:2253` in column 2, state 0A for listening, inode in column 10. */
function listeningInode(port: number): string | undefined {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find((columns) => columns[3] === "0A" && columns[1]?.endsWith(`:${hexPort}`))?.[9];
}

function socketsOf(pid: number): (string | undefined)[] {
  const descriptors = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return descriptors.map((descriptor) => attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`)));
}

/** Undefined for another user's process, one that has just ended, and a descriptor that was closed meanwhile. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
