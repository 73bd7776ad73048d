import { randomUUID } from "node:crypto";
import { Client } from "pg";
import type { DatabaseEnvironment } from "../../db/connect.ts";
import { migrateDatabase } from "../../db/migrate.ts";
import { testEnvironment } from "./sale.ts";

/** An empty database beside the shared one, for what a test can only see alone. It goes with the server. */
export async function createTestDatabase({ migrated = true } = {}): Promise<DatabaseEnvironment> {
  const { DATABASE_URL, NEON_LOCAL_PROXY } = testEnvironment();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(DATABASE_URL);
  url.pathname = name;
  if (migrated) await migrateDatabase(url.href);
  return { DATABASE_URL: url.href, NEON_LOCAL_PROXY };
}
