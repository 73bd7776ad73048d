import type { CommandAnswer, RepeatKey } from "../../domain/contract/event-object.ts";
import type { BookingId, EventId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import type { Services } from "../services.ts";
import type { NamedItems } from "./named-items.ts";

/** Gives seats and places back. Without a booking, the one of the buyer's that holds the first seat is meant. */
export function releaseSeats(
  services: Services,
  buyer: Pick<User, "id">,
  repeat: RepeatKey,
  event: EventId,
  bookingId: BookingId | null,
  items: NamedItems,
): Promise<CommandAnswer> {
  return services.inventory.execute(event, { type: "release", bookingId, buyerId: buyer.id, repeat, ...items });
}
