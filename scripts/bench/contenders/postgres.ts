import { join } from "node:path";
import { freePorts } from "../../../local/testing/free-ports.ts";
import { standIn } from "../../start/plan/stand-in.ts";
import type { Contender } from "../contender.ts";
import { openPostgresHouse } from "../peers/postgres-house.ts";
import type { Processes } from "../processes.ts";
import { startPeer } from "./start-peer.ts";

const TITLES = {
  "postgres-conditional": "(a) Node + PostgreSQL, conditional update",
  "postgres-batched": "(a) Node + PostgreSQL, batched",
} as const;

/** A peer with a PostgreSQL of its own, flushed at each commit as it comes: fsync and synchronous_commit on. */
export async function startPostgresPeer(processes: Processes, name: keyof typeof TITLES): Promise<Contender> {
  const [port = 0] = await freePorts(1);
  const database = `${name}-database`;
  const password = "bench";
  const env = { PG_PORT: String(port), PG_DATA_DIR: join(processes.directory, database), PG_PASSWORD: password };
  await processes.start({ ...standIn("postgres", env), name: database });
  const url = `postgres://sluice:${password}@127.0.0.1:${port}/sluice`;
  return startPeer(processes, {
    name,
    title: TITLES[name],
    env: { DATABASE_URL: url },
    behind: [database],
    prepare: (event) => openPostgresHouse(url, event),
  });
}
