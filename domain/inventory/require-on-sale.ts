import type { EventConfig } from "../contract/event-object.ts";
import { ok, refuse, type Result } from "../result.ts";

/** On sale from ≤ now < until; null is open-ended. Refusals, in this order: event_cancelled, event_not_on_sale. */
export function requireOnSale({ isCancelled, saleFromMs, saleUntilMs }: EventConfig, nowMs: number): Result<null> {
  if (isCancelled === true) return refuse("event_cancelled");
  const isOpen = (saleFromMs === null || saleFromMs <= nowMs) && (saleUntilMs === null || nowMs < saleUntilMs);
  return isOpen ? ok(null) : refuse("event_not_on_sale");
}
