import type { EventConfig } from "../contract/event-object.ts";
import type { EventId } from "../contract/ids.ts";
import type { PaymentMethod } from "../payment/payment-methods.ts";
import type { ProviderName } from "../payment/provider-names.ts";
import type { PlanLayout } from "../plan/plan-layout.ts";

/** A page of a list; `page` counts from 1. */
export interface PageRequest {
  readonly page: number;
  readonly pageSize: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

export interface EventSummary {
  readonly id: EventId;
  readonly name: string;
  readonly description: string;
  /** concert, theatre, sport, … */
  readonly type: string;
  /** Who runs the sale, as the organiser names it. */
  readonly provider: string;
  readonly venue: string;
  readonly city: string;
  readonly startsAt: Date;
  readonly saleFrom: Date | null;
  readonly saleUntil: Date | null;
  readonly currency: string;
  /** Lowest and highest price, minor units. */
  readonly priceFromMinor: number;
  readonly priceToMinor: number;
}

export interface EventDetail extends EventSummary {
  readonly categories: readonly { readonly name: string; readonly color: string | null; readonly priceMinor: number }[];
  readonly areas: readonly { readonly name: string; readonly category: number; readonly capacity: number }[];
  readonly seatCount: number;
  readonly maxPerBuyer: number;
  readonly holdTtlMs: number;
  readonly paymentTtlMs: number;
  readonly paymentProvider: ProviderName;
  readonly paymentMethods: readonly PaymentMethod[];
  /** Until then a buyer may give a paid booking back by himself; null: never. */
  readonly buyerRefundUntil: Date | null;
  /** Of what he paid. */
  readonly buyerRefundPercent: number;
  /** The event does not take place. */
  readonly cancelledAt: Date | null;
}

export interface EventFilter {
  readonly type?: string | undefined;
  readonly provider?: string | undefined;
  readonly dateFrom?: Date | undefined;
  readonly dateTo?: Date | undefined;
}

/** What can be bought. Reads only; Postgres behind caches. */
export interface Catalogue {
  events(filter: EventFilter, page: PageRequest): Promise<Page<EventSummary>>;
  /** Full text over name, description, venue and city, best match first. */
  searchEvents(query: string, page: PageRequest): Promise<Page<EventSummary>>;
  event(id: EventId): Promise<EventDetail | undefined>;
  plan(id: EventId): Promise<PlanLayout | undefined>;
  /** What the event's object must know. */
  eventConfig(id: EventId): Promise<EventConfig | undefined>;
}
