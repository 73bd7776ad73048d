import { ok, refuse, type Result } from "../result.ts";

/** By what a buyer may give a paid booking back; `buyerRefundUntil` null: never. */
export interface RefundTerms {
  readonly buyerRefundUntil: Date | null;
  /** Of what he paid, 0 to 100. */
  readonly buyerRefundPercent: number;
}

/**
 * How much a buyer gets who gives his booking back, minor units: his share rounded down, and never more than is left of what
 * he paid. What was free can always be given back. Refusal: refund_not_allowed {until}.
 */
export function buyerRefund(
  terms: RefundTerms,
  payment: { readonly amountMinor: number; readonly refundedMinor: number },
  nowMs: number,
): Result<number> {
  const { amountMinor, refundedMinor } = payment;
  if (amountMinor === 0) return ok(0);
  const { buyerRefundUntil: until, buyerRefundPercent: percent } = terms;
  if (until === null || nowMs >= until.getTime() || percent === 0) {
    return refuse("refund_not_allowed", { until: until?.toISOString() ?? null, percent });
  }
  return ok(Math.min(Math.floor((amountMinor * percent) / 100), amountMinor - refundedMinor));
}
