import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";

const MIGRATIONS_FOLDER = decodeURIComponent(new URL("./migrations", import.meta.url).pathname);

/** Any number, the same in all versions: what stands behind it is one migration at a time. */
const MIGRATION_LOCK = 7_215_301;

/**
 * Brings a database to the newest schema; does nothing when it is there. All or nothing, and one run at a time: the lock
 * belongs to the transaction, so that it holds on Neon's pooled address too. Throws with the server's error.
 */
export async function migrateDatabase(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await drizzle(client).transaction(async (transaction) => {
      await transaction.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      await migrate(transaction, { migrationsFolder: MIGRATIONS_FOLDER });
    });
  } finally {
    await client.end();
  }
}
