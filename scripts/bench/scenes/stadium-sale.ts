import type { EventConfig } from "../../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintUserId, type RandomBytes } from "../../../domain/contract/ids.ts";
import { measureHouse } from "../../../domain/best-available/measure-house.ts";
import { applyBooking } from "../../../domain/inventory/apply.ts";
import type { Booking } from "../../../domain/inventory/booking.ts";
import { NO_ANSWERS } from "../../../domain/inventory/remembered-answer.ts";
import { createState, type InventoryState } from "../../../domain/inventory/state.ts";
import type { PlanLayout } from "../../../domain/plan/plan-layout.ts";
import { readPretixPlan } from "../../../domain/plan/parse-pretix-plan.ts";
import { encodeRuns } from "../../../domain/plan/run-length.ts";
import { generateStadium, STADIUM_FOCUS } from "../../seed/generate-stadium.ts";

const zeros: RandomBytes = (length) => new Uint8Array(length);
const EVENT = mintEventId(zeros);

export function stadiumPlan(): PlanLayout {
  const outcome = readPretixPlan(generateStadium());
  if (!outcome.ok) throw new Error(outcome.problems.join("; "));
  return outcome.layout;
}

/** The stadium's sale with a share of its seats sold, at random, one booking each. */
export function stadiumSale(plan: PlanLayout, share: number, random: () => number): InventoryState {
  const state = createState(configOf(plan));
  for (let seat = 0; seat < state.seatStatuses.length; seat++) {
    if (random() < share) applyBooking(state, bookingOf(seat, [seat], "confirmed"));
  }
  return state;
}

/** A buyer's own booking of these seats: another number, another booking. */
export function bookingOf(
  number: number,
  seats: readonly number[],
  status: "created" | "confirmed" | "cancelled",
): Booking {
  return {
    id: mintBookingId(EVENT, number, zeros),
    buyerId: mintUserId(number, zeros),
    status,
    seats: seats.map((seat) => ({ seat, priceMinor: 4_500 })),
    places: [],
    deadlineMs: status === "created" ? 600_000 : null,
    paymentId: null,
    createdAtMs: 0,
    endedAtMs: status === "cancelled" ? 0 : null,
    passNumbers: [],
    version: status === "cancelled" ? 2 : 1,
    answers: NO_ANSWERS,
  };
}

function configOf(plan: PlanLayout): EventConfig {
  const house = measureHouse(plan, STADIUM_FOCUS);
  return {
    eventId: EVENT,
    version: 1,
    currency: "eur",
    categories: plan.categories.map(({ name }) => ({ name, priceMinor: 4_500 })),
    seatCategories: encodeRuns(plan.seats.category),
    blockedSeats: [],
    areas: [],
    maxPerBuyer: 8,
    maxOpenBookingsPerBuyer: 3,
    holdTtlMs: 600_000,
    paymentTtlMs: 900_000,
    saleFromMs: null,
    saleUntilMs: null,
    ...(house === null ? {} : { house: { ...house, accessibleSeats: [] } }),
  };
}
