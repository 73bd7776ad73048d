import type { CommandAnswer, RepeatKey } from "../../domain/contract/event-object.ts";
import { mintBookingId, type EventId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import type { Services } from "../services.ts";
import type { NamedItems } from "./named-items.ts";
import type { ByPass } from "./queue/read-pass.ts";

/** Opens a booking for `buyer`, with what it holds from the start, all or nothing. */
export function createBooking(
  services: Services,
  buyer: Pick<User, "id">,
  repeat: RepeatKey,
  event: EventId,
  items: NamedItems & ByPass,
): Promise<CommandAnswer> {
  const bookingId = mintBookingId(event, Date.now());
  return services.inventory.execute(event, { type: "create_booking", bookingId, buyerId: buyer.id, repeat, ...items });
}
