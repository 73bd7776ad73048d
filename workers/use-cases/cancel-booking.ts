import type { RepeatKey } from "../../domain/contract/event-object.ts";
import type { BookingId, EventId } from "../../domain/contract/ids.ts";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";
import { bookingView } from "./booking-view.ts";
import { getBooking } from "./get-booking.ts";
import { giveBackBooking } from "./refunds/give-back-booking.ts";

/**
 * Ends a booking. Before payment, what it held is free at once; a provider's session that is open is closed by the step
 * that the journal calls for. A paid booking is given back by the event's terms: its answer says that the money is on its
 * way, and the seats are free once it is back.
 */
export async function cancelBooking(
  services: Services,
  buyer: User,
  repeat: RepeatKey,
  ids: { readonly event: EventId; readonly booking: BookingId },
): Promise<Result<{ readonly booking: BookingWire; readonly replayed: boolean }>> {
  const { result, replayed } = await services.inventory.execute(ids.event, {
    type: "cancel",
    bookingId: ids.booking,
    buyerId: buyer.id,
    repeat,
  });
  if (result.ok) return ok({ booking: bookingView(result.value), replayed });
  const { reason } = result.refusal;
  if (reason !== "booking_confirmed" && reason !== "booking_refunded") return result;

  const given = await giveBackBooking(services, buyer, repeat, ids);
  // Taken back otherwise than by a refund: the object has said so already.
  if (!given.ok) return reason === "booking_refunded" ? result : given;
  const booking = await getBooking(services, buyer, ids);
  return booking.ok ? ok({ booking: booking.value, replayed: given.value.replayed }) : booking;
}
