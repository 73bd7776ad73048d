import { findHouseFault } from "../best-available/find-house-fault.ts";
import type { EventConfig } from "../contract/event-object.ts";
import { findQueueFault } from "../waiting-room/find-queue-fault.ts";

/**
 * A booking and the 80 answers that it remembers must fit into a storage row of 2 MB; a commit that does not fit would
 * take the whole batch with it.
 */
export const MAX_ITEMS_PER_BUYER = 500;
/** So must the configuration, as the object and its command log keep it. */
const MAX_CONFIG_BYTES = 1_900_000;
/** Each is an object that asks the event's one four times a second. */
export const MAX_GATES = 64;

/**
 * Why an inventory cannot work with a configuration, or undefined. Bookings name seats and areas by index and their money
 * has no currency of its own, so what is sold already binds every later configuration.
 */
export function findConfigFault(config: EventConfig, current: EventConfig | undefined): string | undefined {
  const { categories, areas } = config;
  const amounts = categories.map(({ priceMinor }) => priceMinor);
  const counts = [...config.seatCategories.map(([, count]) => count), ...areas.map(({ capacity }) => capacity)];
  const limits = [config.maxPerBuyer, config.maxOpenBookingsPerBuyer, config.holdTtlMs, config.paymentTtlMs];
  const named = [...config.seatCategories.map(([category]) => category), ...areas.map(({ category }) => category)];
  const seats = seatCount(config);

  if (![...amounts, ...counts].every(isCount)) return "prices and capacities are whole numbers from 0";
  if (!limits.every((limit) => isCount(limit) && limit > 0)) return "limits and durations are whole numbers from 1";
  if (config.maxPerBuyer > MAX_ITEMS_PER_BUYER) return `the limit per buyer is at most ${MAX_ITEMS_PER_BUYER}`;
  if (named.some((category) => categories[category] === undefined)) return "a seat or area has no such category";
  if (config.blockedSeats.some((seat) => !isCount(seat) || seat >= seats)) return "a blocked seat is not in the plan";
  if (!isCount(config.gates ?? 0) || (config.gates ?? 0) > MAX_GATES) return `there are at most ${MAX_GATES} gates`;
  const fault = (config.queue && findQueueFault(config.queue)) ?? (config.house && findHouseFault(config.house, seats));
  if (fault !== undefined) return fault;
  if (new TextEncoder().encode(JSON.stringify(config)).length > MAX_CONFIG_BYTES) {
    return `the configuration takes more than ${MAX_CONFIG_BYTES} bytes`;
  }
  if (current === undefined) return undefined;
  if (config.eventId !== current.eventId) return "it is another event";
  if (config.currency !== current.currency) return "the currency cannot change";
  if (seats < seatCount(current) || areas.length < current.areas.length) return "seats and areas cannot disappear";
  return undefined;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function seatCount({ seatCategories }: EventConfig): number {
  return seatCategories.reduce((sum, [, count]) => sum + count, 0);
}
