import { configOf, type NewEvent } from "../../db/repositories/events-writer.ts";
import { DEFAULT_QUEUE } from "../../domain/contract/waiting-room.ts";
import { findConfigFault } from "../../domain/inventory/find-config-fault.ts";
import { seatsByGuid } from "../../domain/plan/find-seat.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import { CommandFailure } from "../command-failure.ts";
import type { EventRequest } from "./seed-arguments.ts";

const PAYMENT_TTL_MS = 15 * MINUTE_MS;
const MAX_OPEN_BOOKINGS = 3;

/** A plan with the hash of the file that it was read from. */
export type SourcedPlan = NewEvent["plan"];

export type EventIdentity = Pick<NewEvent, "id" | "description" | "isTest">;

/**
 * Fits what was asked for to the plan: prices to categories, standing areas to shapes, guids to seats.
 * Throws a CommandFailure that names everything that does not fit, or the one thing that the event's object would refuse;
 * nothing has been written then.
 */
export function composeEvent(request: EventRequest, plan: SourcedPlan, identity: EventIdentity): NewEvent {
  const problems: string[] = [];
  const { layout } = plan;
  checkPrices(request, layout, problems);
  checkStanding(request, layout, problems);
  const blocked = seatsByGuid(layout, request.blockedGuids);
  for (const guid of blocked.missing) problems.push(`--block ${guid}: the plan has no seat with this guid`);
  const accessible = seatsByGuid(layout, request.accessibleGuids);
  for (const guid of accessible.missing) problems.push(`--accessible ${guid}: the plan has no seat with this guid`);
  if (problems.length > 0) throw new CommandFailure(...problems);
  const event = eventOf(request, plan, identity, { blocked: blocked.seats, accessible: accessible.seats });
  const fault = findConfigFault(configOf(event), undefined);
  if (fault !== undefined) throw new CommandFailure(`"${request.name}" cannot be sold: ${fault}`);
  return event;
}

function eventOf(
  request: EventRequest,
  plan: SourcedPlan,
  identity: EventIdentity,
  seats: { readonly blocked: readonly number[]; readonly accessible: readonly number[] },
): NewEvent {
  return {
    ...identity,
    name: request.name,
    type: request.type,
    provider: "Sluice",
    venue: { name: request.venue === "" ? plan.layout.name : request.venue, city: request.city },
    plan,
    startsAt: request.startsAt,
    saleFrom: null,
    saleUntil: null,
    currency: request.currency,
    maxPerBuyer: request.maxPerBuyer,
    maxOpenBookingsPerBuyer: MAX_OPEN_BOOKINGS,
    holdTtlMs: request.holdMinutes * MINUTE_MS,
    paymentTtlMs: PAYMENT_TTL_MS,
    blockedSeats: [...new Set(seats.blocked)],
    accessibleSeats: [...new Set(seats.accessible)],
    guardsSingleSeats: request.guardsSingleSeats,
    gates: request.gates,
    ...(request.focal === null ? {} : { focal: request.focal }),
    ...(request.refund === null
      ? {}
      : { buyerRefundUntil: request.refund.until, buyerRefundPercent: request.refund.percent }),
    ...(Object.keys(request.queue).length === 0 ? {} : { queue: { ...DEFAULT_QUEUE, ...request.queue } }),
    prices: request.prices,
    areas: request.standing.map(({ area, category, capacity }) => ({ name: area, category, capacity })),
  };
}

function checkPrices({ prices }: EventRequest, { categories }: PlanLayout, problems: string[]): void {
  const priced = new Set<string>();
  for (const { category } of prices) {
    if (!categories.some(({ name }) => name === category))
      problems.push(unknownCategory("--price", category, categories));
    if (priced.has(category)) problems.push(`--price ${category}: given twice`);
    priced.add(category);
  }
  for (const { name } of categories) {
    if (!priced.has(name)) problems.push(`category "${name}" needs a price: --price "${name}=4500"`);
  }
}

function checkStanding({ standing }: EventRequest, { categories, shapes }: PlanLayout, problems: string[]): void {
  const texts = new Set(shapes.flatMap(({ text }) => (text === null ? [] : [text])));
  const seen = new Set<string>();
  for (const { area, category } of standing) {
    const option = `--standing ${area}`;
    if (!texts.has(area))
      problems.push(`${option}: the plan has no shape with this text (it has: ${listed([...texts])})`);
    if (seen.has(area)) problems.push(`${option}: given twice`);
    seen.add(area);
    if (!categories.some(({ name }) => name === category)) problems.push(unknownCategory(option, category, categories));
  }
}

function unknownCategory(option: string, category: string, categories: PlanLayout["categories"]): string {
  return `${option}: the plan has no category "${category}" (it has: ${listed(categories.map(({ name }) => name))})`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 10).map((name) => `"${name}"`);
  return names.length === 0 ? "none" : shown.join(", ") + (names.length > 10 ? ", …" : "");
}
