import { sql } from "drizzle-orm";
import type { EventId } from "../domain/contract/ids.ts";
import type { Bookings } from "../domain/ports/bookings.ts";
import type { Catalogue } from "../domain/ports/catalogue.ts";
import type { Outbox } from "../domain/ports/outbox.ts";
import type { Payments } from "../domain/ports/payments.ts";
import type { Reconciler } from "../domain/ports/reconciler.ts";
import type { Refunds } from "../domain/ports/refunds.ts";
import type { Users } from "../domain/ports/users.ts";
import { connectDatabase, type DatabaseEnvironment } from "./connect.ts";
import { createBookingsRepository } from "./repositories/bookings.ts";
import { createCatalogueRepository } from "./repositories/catalogue.ts";
import { createOutboxRepository } from "./repositories/outbox.ts";
import { createPaymentsRepository } from "./repositories/payments/payments.ts";
import { createReconcilerRepository } from "./repositories/reconcile/reconciler.ts";
import { createRefundsRepository } from "./repositories/refunds/refunds.ts";
import { resetBookings } from "./repositories/reset-bookings.ts";
import { events } from "./schema/events.ts";
import { createUsersRepository } from "./repositories/users.ts";

export interface Repositories {
  readonly catalogue: Catalogue;
  readonly users: Users;
  readonly bookings: Bookings;
  readonly outbox: Outbox;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly reconciler: Reconciler;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Of every event there is, test events included. */
  eventIds(): Promise<readonly EventId[]>;
  /** Development only (the caller checks): bookings and all that came of them are gone; users, events and plans stay. */
  reset(): Promise<void>;
}

export function createRepositories(environment: DatabaseEnvironment): Repositories {
  const db = connectDatabase(environment);
  return {
    catalogue: createCatalogueRepository(db),
    users: createUsersRepository(db),
    bookings: createBookingsRepository(db),
    outbox: createOutboxRepository(db),
    payments: createPaymentsRepository(db),
    refunds: createRefundsRepository(db),
    reconciler: createReconcilerRepository(db),
    ping: async () => void (await db.execute(sql`select 1`)),
    eventIds: async () => (await db.select({ id: events.id }).from(events)).map(({ id }) => id),
    reset: () => resetBookings(db),
  };
}
