import { areaId, seatId, type BookingId } from "../../../domain/contract/ids.ts";
import type { BookingWire } from "../../../domain/contract/wire/bookings.ts";
import { effect, isGood } from "./caller.ts";
import type { RememberedBooking, Repeatable } from "./memory.ts";
import type { Visit } from "./visit.ts";

/** Holds what he came for; undefined when he got nothing. The choosy name a seat, and take the best ones when it has gone. */
export async function hold(visit: Visit): Promise<RememberedBooking | undefined> {
  const { person, sale, caller, tally, memory } = visit;
  const wishes = person.isChoosy && !sale.isStanding ? [namedSeat(visit), counted(visit)] : [counted(visit)];
  for (const wish of wishes) {
    const request = effect("POST", "/bookings", { event_id: sale.id, ...wish });
    const reply = await caller.insist(request);
    if (reply !== undefined && isGood(reply)) {
      const ask = () => caller.insist(request);
      const repeatable: Repeatable = { what: "a hold", told: essence(reply.body), ask, essence, excuses: [] };
      memory.repeatable.push(repeatable);
      if (person.repeats) await repeatLater(visit, repeatable);
      return remember(visit, reply.body as BookingWire);
    }
    tally.refused(reply?.code ?? "no answer");
  }
  return undefined;
}

/** Writes down what a success said that he holds. */
export function remember({ memory, buyer, person, sale }: Visit, told: BookingWire): RememberedBooking {
  return memory.hold({
    booking: told.id as BookingId,
    buyer,
    event: sale.id,
    seats: told.seats.map(({ id }) => id),
    places: told.places.reduce((sum, { count }) => sum + count, 0),
    totalMinor: told.total_minor,
    acceptsEqualSeats: person.acceptsEqualSeats,
  });
}

/** The same request under the same key a moment later, whatever has been killed meanwhile. */
export async function repeatLater({ memory, person }: Visit, repeatable: Repeatable): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, person.random.between(200, 1_500)));
  const reply = await repeatable.ask();
  if (reply !== undefined) memory.compare(repeatable, reply);
}

function counted({ person, sale }: Visit): object {
  const { party } = person;
  return sale.isStanding ? { places: [{ area_id: areaId(sale.id, 0), count: party }] } : { best: { count: party } };
}

function namedSeat({ person, sale }: Visit): object {
  return { seat_ids: [seatId(sale.id, person.random.below(sale.capacity))] };
}

function essence(body: unknown): string {
  const { id, seats, places, total_minor } = body as BookingWire;
  return JSON.stringify([id, seats.map((seat) => seat.id), places, total_minor]);
}
