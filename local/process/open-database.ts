import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Opens a stand-in's SQLite file (made when missing, with its folder), so that a committed row survives SIGKILL and a
 * power cut. Without a file, the data lives in memory: for tests.
 */
export function openDatabase(file: string | undefined, schema: string): DatabaseSync {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file ?? ":memory:");
  database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;");
  database.exec(schema);
  return database;
}

/** Runs `work` in one transaction: all of its writes are there afterwards, or, when it throws, none. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}
