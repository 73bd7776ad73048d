import { sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { OPEN_STATUSES } from "../../../domain/payment/payment-statuses.ts";
import { consumeOutboxRow } from "../outbox-rows.ts";
import { notePayment } from "./change-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/** `Payments.recordDecline`. Of an attempt that has ended meanwhile, nothing is noted. */
export async function recordDecline(
  db: Database,
  id: PaymentId,
  message: string,
  outboxId: string,
  { requestId }: Trace,
): Promise<void> {
  const isNews = sql`status in ${OPEN_STATUSES}
    and not exists (select from outbox where outbox.id = ${outboxId} and consumed_at is not null)`;
  await db.batch([
    lockBookingOf(db, id),
    notePayment(db, { id, set: sql`last_error = ${message}`, when: isNews, why: "declined", requestId }),
    consumeOutboxRow(db, outboxId),
  ]);
}
