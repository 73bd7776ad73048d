import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "../../db/migrate.ts";
import { startNeonProxy } from "../neon-proxy/start-neon-proxy.ts";
import { startPostgres } from "../postgres/start-postgres.ts";

/** A migrated PostgreSQL of this run's own, and the Neon proxy before it. Every test file brings its own rows. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-postgres-"));
  const dataFolder = path.join(folder, "data");
  const postgres = await startPostgres({ dataFolder, port: 0, password: "test", durable: false });
  await migrateDatabase(postgres.url);
  const proxy = await startNeonProxy({ databaseUrl: postgres.url, port: 0 });
  project.provide("databaseUrl", postgres.url);
  project.provide("neonProxy", `127.0.0.1:${proxy.port}`);
  return async () => {
    await proxy.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
