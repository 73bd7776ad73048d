import { WRITING_TIMEOUT_MS } from "./writing-timeout.ts";
import type { DatabaseEnvironment } from "../../db/connect.ts";
import { connectDatabase } from "../../db/connect.ts";
import { createCatalogueRepository } from "../../db/repositories/catalogue.ts";
import { createEvent } from "../../db/repositories/events-writer.ts";
import { saveUsers } from "../../db/repositories/users-writer.ts";
import { createUsersRepository } from "../../db/repositories/users.ts";
import { DEMO_EVENTS } from "./demo-events.ts";
import type { DemoEvent } from "./demo-events.ts";
import { demoUser, demoUserBatches } from "./demo-users.ts";

/** Two megabytes of statement. */
const USERS_PER_STATEMENT = 5_000;

export interface SeedDemoOptions {
  /** How many demo buyers there should be at least. */
  readonly users: number;
  readonly events?: readonly DemoEvent[];
  readonly nowMs?: number;
}

/** What was missing and has been written. */
export interface SeededDemo {
  readonly events: readonly DemoEvent[];
  readonly users: boolean;
}

/**
 * Brings the demo into a migrated database. What is there stays as it is, so that running it again changes nothing and
 * costs one look. Throws the driver's error when the database does not answer.
 */
export async function seedDemo(environment: DatabaseEnvironment, options: SeedDemoOptions): Promise<SeededDemo> {
  const { users, events = DEMO_EVENTS, nowMs = Date.now() } = options;
  const db = connectDatabase(environment, AbortSignal.timeout(WRITING_TIMEOUT_MS));
  const catalogue = createCatalogueRepository(db);
  // Buyers are written in order, all of a batch or none: the last one stands for all.
  const [lastUser, ...known] = await Promise.all([
    users === 0 ? undefined : createUsersRepository(db).findByEmail(demoUser(users).email),
    ...events.map(({ id }) => catalogue.event(id)),
  ]);
  const missing = events.filter((_, i) => known[i] === undefined);
  for (const event of missing) await createEvent(db, event.compose(nowMs));
  const needsUsers = users > 0 && lastUser === undefined;
  if (needsUsers) for (const batch of demoUserBatches(users, USERS_PER_STATEMENT)) await saveUsers(db, batch);
  return { events: missing, users: needsUsers };
}
