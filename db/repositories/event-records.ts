import { sql } from "drizzle-orm";
import type { EventConfig } from "../../domain/contract/event-object.ts";
import type { Runs } from "../../domain/plan/run-length.ts";
import { events } from "../schema/events.ts";
import { plans } from "../schema/plans.ts";
import { venues } from "../schema/venues.ts";

type EventRow = typeof events.$inferSelect;

const lowestPrice = sql`(select min(price_minor) from price_categories where event_id = ${events.id})`;
const highestPrice = sql`(select max(price_minor) from price_categories where event_id = ${events.id})`;

/** The members of `EventSummary`; for a selection from events joined with venues. */
export const eventSummaryColumns = {
  id: events.id,
  name: events.name,
  description: events.description,
  type: events.type,
  provider: events.provider,
  venue: venues.name,
  city: venues.city,
  startsAt: events.startsAt,
  saleFrom: events.saleFrom,
  saleUntil: events.saleUntil,
  currency: events.currency,
  priceFromMinor: sql<number>`coalesce(${lowestPrice}, 0)`.mapWith(Number),
  priceToMinor: sql<number>`coalesce(${highestPrice}, 0)`.mapWith(Number),
};

/** The members of `EventDetail` that are in one row; joined with plans besides. */
export const eventDetailColumns = {
  ...eventSummaryColumns,
  maxPerBuyer: events.maxPerBuyer,
  holdTtlMs: events.holdTtlMs,
  paymentTtlMs: events.paymentTtlMs,
  paymentProvider: events.paymentProvider,
  paymentMethods: events.paymentMethods,
  buyerRefundUntil: events.buyerRefundUntil,
  buyerRefundPercent: events.buyerRefundPercent,
  cancelledAt: events.cancelledAt,
  seatCount: plans.seatCount,
};

/** The columns that an event's object hears of. */
export type EventTerms = Pick<
  EventRow,
  | "id"
  | "configVersion"
  | "currency"
  | "blockedSeats"
  | "maxPerBuyer"
  | "maxOpenBookings"
  | "holdTtlMs"
  | "paymentTtlMs"
  | "saleFrom"
  | "saleUntil"
  | "gates"
  | "queue"
  | "guardsSingleSeats"
  | "accessibleSeats"
  | "house"
  | "cancelledAt"
>;

export function toEventConfig(
  event: EventTerms,
  seatCategories: Runs,
  categories: readonly { readonly name: string; readonly priceMinor: number }[],
  areas: EventConfig["areas"],
): EventConfig {
  return {
    eventId: event.id,
    version: event.configVersion,
    currency: event.currency,
    categories: categories.map(({ name, priceMinor }) => ({ name, priceMinor })),
    seatCategories,
    blockedSeats: event.blockedSeats,
    areas: areas.map(({ name, category, capacity }) => ({ name, category, capacity })),
    maxPerBuyer: event.maxPerBuyer,
    maxOpenBookingsPerBuyer: event.maxOpenBookings,
    holdTtlMs: event.holdTtlMs,
    paymentTtlMs: event.paymentTtlMs,
    saleFromMs: event.saleFrom?.getTime() ?? null,
    saleUntilMs: event.saleUntil?.getTime() ?? null,
    gates: event.gates,
    guardsSingleSeats: event.guardsSingleSeats,
    ...(event.cancelledAt === null ? {} : { isCancelled: true }),
    ...(event.queue === null ? {} : { queue: event.queue }),
    ...(event.house === null ? {} : { house: { ...event.house, accessibleSeats: event.accessibleSeats } }),
  };
}
