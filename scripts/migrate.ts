/**
 * `npm run migrate`: brings the database of this shell, of `.dev.vars` or of the running stack to the newest schema. Safe
 * to run twice, and at once.
 */
import { migrateDatabase } from "../db/migrate.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { databaseOf, readEnvironment } from "./environment.ts";

async function migrate(): Promise<void> {
  const { DATABASE_URL } = databaseOf(readEnvironment());
  try {
    await migrateDatabase(DATABASE_URL);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`The migration failed, nothing was changed: ${why}`);
  }
  console.log("The database has the newest schema.");
}

await runCommand(migrate);
