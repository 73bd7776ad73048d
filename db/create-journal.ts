import type { Journal } from "../domain/ports/bookings.ts";
import { connectDatabase, type DatabaseEnvironment } from "./connect.ts";
import { saveJournal } from "./repositories/journal.ts";

/** The journal of the event's object. Each save has a client of its own, because the signal belongs to the client. */
export function createJournal(environment: DatabaseEnvironment): Journal {
  return { save: (snapshots, trace, signal) => saveJournal(connectDatabase(environment, signal), snapshots, trace) };
}
