import { NeonDbError } from "@neondatabase/serverless";

/** SQLSTATE classes of a server that cannot serve now: connection (08), resources (53), shutting down or starting (57). */
const OUTAGE_CLASSES = ["08", "53", "57"];

/**
 * Whether an error means that the database did not answer, or could not: nothing is known of the statement then, and it may
 * be tried again. A statement that the database refused is no outage.
 */
export function isDatabaseOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof NeonDbError)) continue;
    return cause.code === undefined || OUTAGE_CLASSES.some((prefix) => cause.code?.startsWith(prefix));
  }
  return false;
}
