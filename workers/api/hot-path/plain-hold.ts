import type { BestWish } from "../../../domain/contract/event-object.ts";
import {
  parseBookingId,
  parseEventId,
  parseSeatId,
  type BookingId,
  type EventId,
} from "../../../domain/contract/ids.ts";
import { MAX_SEATS_PER_REQUEST } from "../../../domain/contract/wire/seats.ts";

/** What most requests of a rush ask for: seats of one event, named or the best. */
export interface PlainHold {
  readonly event: EventId;
  /** Null: a new one. */
  readonly booking: BookingId | null;
  readonly seats: readonly number[];
  readonly best: BestWish | undefined;
}

const MAX_NAME_LENGTH = 200;
const MEMBERS = new Set(["event_id", "booking_id", "seat_id", "seat_ids", "best"]);

/**
 * Reads a good body by hand: a schema does more than a hold in a rush can pay for. Undefined for whatever is not plain: that goes the long
 * way, where the schema says what is wrong, or takes what is rare. Whatever is taken here, the schema takes too, as the same.
 */
export function readPlainHold(body: unknown, names: "event_id" | "booking_id"): PlainHold | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  const members = body as Readonly<Record<string, unknown>>;
  for (const name in members) if (!MEMBERS.has(name)) return undefined;
  const owner = names === "event_id" ? eventOf(members) : bookingOf(members);
  if (owner === undefined) return undefined;
  const seats = seatsOf(members, owner.event);
  const best = members["best"] === undefined ? undefined : bestOf(members["best"]);
  if (seats === undefined || (members["best"] !== undefined && best === undefined)) return undefined;
  return seats.length === 0 && best === undefined ? undefined : { ...owner, seats, best };
}

type Members = Readonly<Record<string, unknown>>;

function eventOf({ event_id, booking_id }: Members): Pick<PlainHold, "event" | "booking"> | undefined {
  const event = typeof event_id === "string" ? parseEventId(event_id) : undefined;
  return event === undefined || booking_id !== undefined ? undefined : { event, booking: null };
}

function bookingOf({ event_id, booking_id }: Members): Pick<PlainHold, "event" | "booking"> | undefined {
  return typeof booking_id === "string" && event_id === undefined ? parseBookingId(booking_id) : undefined;
}

function seatsOf({ seat_id, seat_ids }: Members, event: EventId): readonly number[] | undefined {
  const named: unknown = seat_ids === undefined ? [] : seat_ids;
  if (!Array.isArray(named) || named.length > MAX_SEATS_PER_REQUEST) return undefined;
  const seats: number[] = [];
  for (const id of seat_id === undefined ? named : [seat_id, ...(named as readonly unknown[])]) {
    const parsed = typeof id === "string" ? parseSeatId(id) : undefined;
    if (parsed?.event !== event) return undefined;
    seats.push(parsed.seat);
  }
  return seats;
}

function bestOf(wish: unknown): BestWish | undefined {
  if (typeof wish !== "object" || wish === null) return undefined;
  const { count, category, zone, ...rest } = wish as Members;
  const isPlain = Object.keys(rest).length === 0 && isName(category) && isName(zone);
  if (!isPlain || typeof count !== "number" || !Number.isInteger(count)) return undefined;
  if (count < 1 || count > MAX_SEATS_PER_REQUEST) return undefined;
  return { count, ...(category === undefined ? {} : { category }), ...(zone === undefined ? {} : { zone }) };
}

/** Letters as people write them; what holds control characters is left to the schema. */
function isName(value: unknown): value is string | undefined {
  return (
    value === undefined || (typeof value === "string" && value.length <= MAX_NAME_LENGTH && !/\p{Cc}/u.test(value))
  );
}
