/** `npm run migrate`: brings the database at DATABASE_URL to the newest schema. Safe to run twice, and at once. */
import { migrateDatabase } from "../db/migrate.ts";

const { DATABASE_URL } = process.env;
if (!DATABASE_URL) {
  console.error("Set DATABASE_URL to the database to migrate.");
  process.exit(1);
}
try {
  await migrateDatabase(DATABASE_URL);
  console.log("The database has the newest schema.");
} catch (error) {
  console.error(`The migration failed, nothing was changed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
