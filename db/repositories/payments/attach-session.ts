import { eq, sql } from "drizzle-orm";
import type { Trace } from "../../../domain/contract/event-object.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { OPEN_STATUSES, PAID_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { payments } from "../../schema/payments.ts";
import { notePayment } from "./change-payment.ts";
import { lockBookingOf } from "./lock-booking.ts";

/** Statuses in which the session is, or was, for the buyer. */
const STILL_WANTED: ReadonlySet<PaymentStatus> = new Set([...OPEN_STATUSES, ...PAID_STATUSES]);

/** `Payments.attachSession`, whatever became of the attempt meanwhile: somebody may pay in that session. */
export async function attachSession(
  db: Database,
  id: PaymentId,
  session: { readonly id: string; readonly url: string | null },
  { requestId }: Trace,
): Promise<boolean> {
  const [, , [payment]] = await db.batch([
    lockBookingOf(db, id),
    notePayment(db, {
      id,
      set: sql`session_id = ${session.id}, session_url = ${session.url}`,
      when: sql`session_id is null`,
      why: "session created",
      requestId,
    }),
    db.select({ status: payments.status }).from(payments).where(eq(payments.id, id)),
  ]);
  return payment !== undefined && STILL_WANTED.has(payment.status);
}
