import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePorts } from "../../../local/testing/free-ports.ts";
import type { Contender } from "../contender.ts";
import type { Processes } from "../processes.ts";
import { startPeer } from "./start-peer.ts";

const NAME = "redis-lua";

/** Undefined where there is no redis-server. */
export async function startRedisPeer(processes: Processes): Promise<Contender | undefined> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) return undefined;
  const [port = 0] = await freePorts(1);
  const directory = join(processes.directory, NAME);
  mkdirSync(directory);
  return startPeer(processes, {
    name: NAME,
    title: "(b) Node + Redis Lua, fsync always",
    env: { REDIS_PORT: String(port), REDIS_DIR: directory },
    behind: [],
    prepare: () => emptyRedis(port),
  });
}

/** Of a seat that is not in the hash of its house nobody has ever heard: it is free. */
async function emptyRedis(port: number): Promise<void> {
  const client = new Redis({ port, host: "127.0.0.1" });
  try {
    await client.flushall();
    // Refused while one is under way: then the log is short anyway.
    await client.bgrewriteaof().catch(() => undefined);
  } finally {
    client.disconnect();
  }
}
