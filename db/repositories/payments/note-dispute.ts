import { and, eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import { changesBy, type PaymentFact } from "../../../domain/payment/payment-machine.ts";
import { PAYMENT_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";
import { tickets } from "../../schema/tickets.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { resumeCancellation } from "../refunds/resume-cancellation.ts";
import { changePayment, notePayment } from "./change-payment.ts";
import { followPayment } from "./follow-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

type Outcome = "opened" | "won" | "lost";

const FACT_OF = { opened: "dispute_opened", won: "dispute_won", lost: "dispute_lost" } as const satisfies Record<
  Outcome,
  PaymentFact
>;

/**
 * `Payments.noteDispute`. Tickets follow what the payment has become: held, valid again, or void before the seats are free.
 * The news may come in any order: what was won is not opened again. A dispute about money that is on its way back, or gone, is
 * written down and flagged; a refund that the provider then refuses finds the flag.
 */
export async function noteDispute(
  db: Database,
  id: PaymentId,
  outcome: Outcome,
  reason: string,
  outboxId: string,
  { requestId, traceparent }: Trace,
): Promise<void> {
  await db.batch([
    lockBookingOf(db, id),
    notePayment(db, {
      id,
      set: sql`flag = ${FACT_OF[outcome]}`,
      when: sql`status in ${statusesWithout(FACT_OF[outcome])} and flag is distinct from ${FACT_OF.won}`,
      why: `dispute ${outcome}: ${reason}`,
      requestId,
    }),
    changePayment(db, {
      id,
      fact: FACT_OF[outcome],
      set: sql`flag = ${FACT_OF[outcome]}`,
      ...(outcome === "opened" ? { when: sql`payments.flag is distinct from ${FACT_OF.won}` } : {}),
      why: `dispute ${outcome}: ${reason}`,
      requestId,
    }),
    turnTickets(db, id, "disputed", "valid", "held"),
    turnTickets(db, id, "completed", "held", "valid"),
    voidTickets(db, id),
    db.execute(sql`
      insert into outbox (id, message, request_id, traceparent)
      select 'booking.revoked:' || booking_id, jsonb_build_object('type', 'booking.revoked', 'bookingId', booking_id),
        ${requestId}, ${traceparent}
      from payments where id = ${id} and status = 'charged_back'
      on conflict (id) do nothing`),
    resumeCancellation(db, id, id, { requestId, traceparent }),
    followPayment(db, id),
    consumeOutboxRow(db, outboxId),
  ]);
}

/** In which the fact has no place. */
function statusesWithout(fact: PaymentFact): readonly PaymentStatus[] {
  const placed = new Set(changesBy(fact).map(([from]) => from));
  return PAYMENT_STATUSES.filter((status) => !placed.has(status));
}

function turnTickets(
  db: Database,
  id: PaymentId,
  status: "disputed" | "completed",
  from: "valid" | "held",
  to: "valid" | "held",
) {
  return db
    .update(tickets)
    .set({ status: to })
    .where(and(eq(tickets.bookingId, bookingOf(id, status)), eq(tickets.status, from)));
}

function voidTickets(db: Database, id: PaymentId) {
  return db
    .update(tickets)
    .set({ status: "void", voidedAt: sql`now()` })
    .where(and(eq(tickets.bookingId, bookingOf(id, "charged_back")), sql`${tickets.status} <> 'void'`));
}

/** The booking of the attempt, where that has become so. */
function bookingOf(id: PaymentId, status: string) {
  return sql`(select booking_id from ${payments} where id = ${id} and status = ${status})`;
}
