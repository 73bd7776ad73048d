import type { BookingId, EventId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";
import { bookingState, paymentView } from "./booking-view.ts";
import { newest } from "./newest-snapshot.ts";

export interface PaymentStatusView {
  readonly booking_id: string;
  readonly status: ReturnType<typeof bookingState>;
  readonly payment: ReturnType<typeof paymentView>;
}

/** Where a booking's payment stands; what the return page polls. Changes nothing. */
export async function paymentStatus(
  { inventory, bookings }: Services,
  buyer: User,
  { event, booking }: { readonly event: EventId; readonly booking: BookingId },
): Promise<Result<PaymentStatusView>> {
  const [live, record] = await Promise.all([inventory.booking(event, booking), bookings.find(booking)]);
  const snapshot = newest(live.ok ? live.value : undefined, record?.seats);
  if (snapshot === undefined || snapshot.buyerId !== buyer.id) return refuse("booking_not_found");
  return ok({
    booking_id: booking,
    status: bookingState(snapshot.status, record?.payment?.status ?? null),
    payment: paymentView(record?.payment ?? null),
  });
}
