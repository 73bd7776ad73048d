import type { EventId } from "../../domain/contract/ids.ts";
import type { Catalogue, EventDetail } from "../../domain/ports/catalogue.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { SECOND_MS } from "../../domain/time.ts";

const EVENT_TTL_MS = 30 * SECOND_MS;
const EVENTS_MAX = 500;
/** A stadium's plan takes some 10 MB of an isolate's 128. */
const PLANS_MAX = 4;

/**
 * The catalogue with single events and plans kept in the isolate: every seat list and every mail needs them. Values are
 * kept, never promises: a promise belongs to the request that made it.
 */
export function cacheCatalogue(catalogue: Catalogue, now: () => number = Date.now): Catalogue {
  const events = new Map<EventId, { readonly event: EventDetail; readonly untilMs: number }>();
  const plans = new Map<EventId, PlanLayout>();

  return {
    events: (filter, page) => catalogue.events(filter, page),
    searchEvents: (query, page) => catalogue.searchEvents(query, page),
    eventConfig: (id) => catalogue.eventConfig(id),

    async event(id) {
      const kept = events.get(id);
      if (kept !== undefined && now() < kept.untilMs) return kept.event;
      const event = await catalogue.event(id);
      if (event !== undefined) keep(events, EVENTS_MAX, id, { event, untilMs: now() + EVENT_TTL_MS });
      return event;
    },

    async plan(id) {
      const plan = plans.get(id) ?? (await catalogue.plan(id));
      if (plan !== undefined) keep(plans, PLANS_MAX, id, plan);
      return plan;
    },
  };
}

/** The one that was kept or used longest ago goes first. */
function keep<V>(map: Map<EventId, V>, max: number, key: EventId, value: V): void {
  map.delete(key);
  for (const oldest of map.keys()) {
    if (map.size < max) break;
    map.delete(oldest);
  }
  map.set(key, value);
}
