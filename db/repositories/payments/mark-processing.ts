import { sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { changePayment } from "./change-payment.ts";
import { followPayment } from "./follow-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/** `Payments.markProcessing`. News that are older than the bank's answer change nothing. */
export async function markProcessing(
  db: Database,
  id: PaymentId,
  intentId: string | null,
  outboxId: string,
  { requestId }: Trace,
): Promise<void> {
  const set = sql`intent_id = coalesce(${intentId}, payments.intent_id)`;
  await db.batch([
    lockBookingOf(db, id),
    changePayment(db, { id, fact: "processing", set, why: "the bank was asked", requestId }),
    followPayment(db, id),
    consumeOutboxRow(db, outboxId),
  ]);
}
