import { eq } from "drizzle-orm";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";
import { bookings } from "../../schema/bookings.ts";
import { payments } from "../../schema/payments.ts";

/**
 * Statement: first of every transaction that changes an attempt. The statements behind it see all that others have done
 * to the booking's attempts, and none of them changes meanwhile.
 */
export function lockBookingOf(db: Database, id: PaymentId) {
  const booking = db.select({ id: payments.bookingId }).from(payments).where(eq(payments.id, id));
  return db.select({ id: bookings.id }).from(bookings).where(eq(bookings.id, booking)).for("no key update");
}
