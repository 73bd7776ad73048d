import type { BookingId } from "../../../domain/contract/ids.ts";
import type { RefundWire } from "../../../domain/contract/wire/refunds.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";
import { refundView } from "./refund-view.ts";

/** What went back of a booking, newest first. */
export async function listRefunds(
  { bookings, refunds }: Pick<Services, "bookings" | "refunds">,
  booking: BookingId,
): Promise<Result<readonly RefundWire[]>> {
  const [record, found] = await Promise.all([bookings.find(booking), refunds.ofBooking(booking)]);
  return record === undefined ? refuse("booking_not_found") : ok(found.map(refundView));
}
