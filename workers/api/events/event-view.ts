import { areaId } from "../../../domain/contract/ids.ts";
import type { EventSummaryWire, EventWire } from "../../../domain/contract/wire/events.ts";
import type { EventDetail, EventSummary } from "../../../domain/ports/catalogue.ts";

export function eventSummaryView(event: EventSummary): EventSummaryWire {
  const { id, name, description, type, provider, venue, city, currency } = event;
  return {
    id,
    name,
    description,
    type,
    provider,
    venue,
    city,
    starts_at: event.startsAt.toISOString(),
    sale_from: event.saleFrom?.toISOString() ?? null,
    sale_until: event.saleUntil?.toISOString() ?? null,
    currency,
    price_from_minor: event.priceFromMinor,
    price_to_minor: event.priceToMinor,
  };
}

export function eventView(event: EventDetail): EventWire {
  return {
    ...eventSummaryView(event),
    seat_count: event.seatCount,
    max_per_buyer: event.maxPerBuyer,
    hold_seconds: event.holdTtlMs / 1_000,
    payment_seconds: event.paymentTtlMs / 1_000,
    refund_until: event.buyerRefundUntil?.toISOString() ?? null,
    refund_percent: event.buyerRefundPercent,
    cancelled_at: event.cancelledAt?.toISOString() ?? null,
    categories: event.categories.map(({ name, color, priceMinor }) => ({ name, color, price_minor: priceMinor })),
    areas: event.areas.map(({ name, category, capacity }, index) => ({
      id: areaId(event.id, index),
      name,
      category: event.categories[category]?.name ?? "",
      capacity,
      price_minor: event.categories[category]?.priceMinor ?? 0,
    })),
  };
}
