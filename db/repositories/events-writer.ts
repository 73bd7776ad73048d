import { eq, sql } from "drizzle-orm";
import type { Point } from "../../domain/best-available/focal-point.ts";
import { measureHouse } from "../../domain/best-available/measure-house.ts";
import type { EventConfig } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import type { QueueSettings } from "../../domain/contract/waiting-room.ts";
import type { PaymentMethod } from "../../domain/payment/payment-methods.ts";
import type { ProviderName } from "../../domain/payment/provider-names.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { encodeRuns } from "../../domain/plan/run-length.ts";
import type { Database } from "../connect.ts";
import { eventAreas } from "../schema/event-areas.ts";
import { events } from "../schema/events.ts";
import { plans } from "../schema/plans.ts";
import { priceCategories } from "../schema/price-categories.ts";
import { venues } from "../schema/venues.ts";
import { toEventConfig } from "./event-records.ts";

export interface NewEvent {
  readonly id: EventId;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly provider: string;
  readonly venue: { readonly name: string; readonly city: string };
  readonly plan: { readonly layout: PlanLayout; /** Of the file it was read from, in hex. */ readonly sha256: string };
  readonly startsAt: Date;
  readonly saleFrom: Date | null;
  readonly saleUntil: Date | null;
  readonly currency: string;
  /** One for every category of the plan, by name, in any order; more for areas that are dearer or cheaper. */
  readonly prices: readonly { readonly category: string; readonly priceMinor: number }[];
  readonly areas: readonly { readonly name: string; readonly category: string; readonly capacity: number }[];
  readonly blockedSeats: readonly number[];
  readonly maxPerBuyer: number;
  readonly maxOpenBookingsPerBuyer: number;
  readonly holdTtlMs: number;
  readonly paymentTtlMs: number;
  readonly isTest: boolean;
  /** Gate objects that combine the event's commands; none unless set. */
  readonly gates?: number;
  /** The waiting room as announced; none unless set. */
  readonly queue?: QueueSettings;
  /** What everybody looks at, pixels of the plan's drawing; what the plan suggests unless set. */
  readonly focal?: Point;
  readonly guardsSingleSeats?: boolean;
  readonly accessibleSeats?: readonly number[];
  /** Stripe unless set, by card unless set. */
  readonly paymentProvider?: ProviderName;
  readonly paymentMethods?: readonly PaymentMethod[];
  /** Until when a buyer may give a paid booking back by himself, for so many percent (100 unless set); never unless set. */
  readonly buyerRefundUntil?: Date;
  readonly buyerRefundPercent?: number;
}

const FIRST_CONFIG_VERSION = 1;

/**
 * Writes an event with its venue, plan, prices and areas, in one transaction; a venue or plan that exists is used again.
 * False when the event exists: then nothing is written. Throws when a category has no price or an area no category.
 */
export async function createEvent(db: Database, event: NewEvent): Promise<boolean> {
  const categories = categoryRows(event);
  const areas = areaRows(event, categories);
  const existing = await db.select({ id: events.id }).from(events).where(eq(events.id, event.id));
  if (existing.length > 0) return false;
  await db.batch([
    db.insert(venues).values(event.venue).onConflictDoNothing(),
    db.insert(plans).values(planRow(event.plan)).onConflictDoNothing(),
    db.insert(events).values(eventRow(event)),
    ...(categories.length === 0 ? [] : [db.insert(priceCategories).values(categories)]),
    ...(areas.length === 0 ? [] : [db.insert(eventAreas).values(areas)]),
  ]);
  return true;
}

/** What the event's object will be told once the event is written. Throws as `createEvent` does. */
export function configOf(event: NewEvent): EventConfig {
  const categories = categoryRows(event);
  const { seatCategories } = planRow(event.plan);
  return toEventConfig({ ...event, ...termsOf(event) }, seatCategories, categories, areaRows(event, categories));
}

function planRow({ sha256, layout }: NewEvent["plan"]) {
  const { category } = layout.seats;
  return { sha256, layout, seatCount: category.length, seatCategories: encodeRuns(category) };
}

/** Columns that are named otherwise, preset or measured. */
function termsOf({ plan, focal, gates, queue, guardsSingleSeats, accessibleSeats, ...event }: NewEvent) {
  return {
    configVersion: FIRST_CONFIG_VERSION,
    maxOpenBookings: event.maxOpenBookingsPerBuyer,
    gates: gates ?? 0,
    queue: queue ?? null,
    focalX: focal?.x ?? null,
    focalY: focal?.y ?? null,
    guardsSingleSeats: guardsSingleSeats ?? false,
    accessibleSeats: accessibleSeats ?? [],
    house: measureHouse(plan.layout, focal ?? null),
    cancelledAt: null,
  };
}

function eventRow(event: NewEvent) {
  const {
    venue,
    plan,
    focal: _focal,
    prices: _prices,
    areas: _areas,
    maxOpenBookingsPerBuyer: _max,
    ...columns
  } = event;
  return {
    ...columns,
    ...termsOf(event),
    venueId: sql`(select id from venues where name = ${venue.name} and city = ${venue.city})`,
    place: `${venue.name} ${venue.city}`,
    planSha256: plan.sha256,
  };
}

/** The plan's categories first, in the plan's order: a seat's category is the position of its price. */
function categoryRows({ id, plan, prices }: NewEvent) {
  const inPlan = plan.layout.categories;
  const unpriced = inPlan.filter(({ name }) => !prices.some(({ category }) => category === name));
  if (unpriced.length > 0) throw new Error(`no price for: ${unpriced.map(({ name }) => name).join(", ")}`);
  const color = new Map(inPlan.map((category) => [category.name, category.color]));
  const names = new Set([...color.keys(), ...prices.map(({ category }) => category)]);
  return [...names].map((name, position) => ({
    eventId: id,
    position,
    name,
    color: color.get(name) ?? null,
    priceMinor: prices.find(({ category }) => category === name)?.priceMinor ?? 0,
  }));
}

function areaRows({ id, areas }: NewEvent, categories: readonly { readonly name: string }[]) {
  return areas.map(({ name, capacity, category }, position) => {
    const index = categories.findIndex((each) => each.name === category);
    if (index === -1) throw new Error(`area ${name}: no category ${category}`);
    return { eventId: id, position, name, category: index, capacity };
  });
}
