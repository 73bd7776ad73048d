import type { CommandAnswer, RepeatKey } from "../../domain/contract/event-object.ts";
import type { BookingId, EventId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import type { Services } from "../services.ts";
import type { NamedItems } from "./named-items.ts";
import type { ByPass } from "./queue/read-pass.ts";

/** Adds seats and places to a booking, all or nothing. */
export function selectSeats(
  services: Services,
  buyer: Pick<User, "id">,
  repeat: RepeatKey,
  booking: { readonly event: EventId; readonly booking: BookingId },
  items: NamedItems & ByPass,
): Promise<CommandAnswer> {
  const bookingId = booking.booking;
  return services.inventory.execute(booking.event, { type: "select", bookingId, buyerId: buyer.id, repeat, ...items });
}
