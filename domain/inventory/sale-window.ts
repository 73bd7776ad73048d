import type { EventConfig } from "../contract/event-object.ts";

/** On sale from ≤ now < until; null is open-ended. */
export function isOnSale({ saleFromMs, saleUntilMs }: EventConfig, nowMs: number): boolean {
  return (saleFromMs === null || saleFromMs <= nowMs) && (saleUntilMs === null || nowMs < saleUntilMs);
}
