import type { BookingSnapshot, CommandAnswer, RepeatKey } from "../../domain/contract/event-object.ts";
import type { BookingId, EventId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok } from "../../domain/result.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { freeSeats } from "../steps/free-seats.ts";

/**
 * Ends a booking. Before payment, what it held is free at once; a provider's session that is open is closed by the step
 * that the journal calls for. A paid booking can be given back here only when nothing was paid for it.
 */
export async function cancelBooking(
  services: Services,
  buyer: User,
  repeat: RepeatKey,
  { event, booking }: { readonly event: EventId; readonly booking: BookingId },
): Promise<CommandAnswer> {
  const cancelled = await services.inventory.execute(event, {
    type: "cancel",
    bookingId: booking,
    buyerId: buyer.id,
    repeat,
  });
  if (cancelled.result.ok) return cancelled;
  const { reason } = cancelled.result.refusal;
  if (reason !== "booking_confirmed" && reason !== "booking_refunded") return cancelled;

  const current = await services.inventory.booking(event, booking);
  if (!current.ok || !isFreeOfCharge(current.value, buyer)) return cancelled;
  if (current.value.status === "refunded") return { result: ok(current.value), replayed: true };

  const paid = await services.bookings.find(booking);
  if (paid?.payment?.status !== "completed") return cancelled;
  const outboxId = await services.payments.revoke(booking, "given back by the buyer", currentContext().trace);
  return { result: await freeSeats(services, booking, outboxId), replayed: false };
}

function isFreeOfCharge(booking: BookingSnapshot, buyer: User): boolean {
  return booking.buyerId === buyer.id && booking.totalMinor === 0;
}
