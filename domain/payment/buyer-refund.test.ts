import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buyerRefund } from "./buyer-refund.ts";

const UNTIL = new Date("2027-05-01T10:00:00Z");
const terms = (buyerRefundPercent: number, buyerRefundUntil: Date | null = UNTIL) => ({
  buyerRefundPercent,
  buyerRefundUntil,
});
const paid = (amountMinor: number, refundedMinor = 0) => ({ amountMinor, refundedMinor });
const BEFORE = UNTIL.getTime() - 1;

describe("what a buyer gets who gives a booking back", () => {
  it("is his share of what he paid, rounded down", () => {
    expect(buyerRefund(terms(100), paid(4_501), BEFORE)).toEqual({ ok: true, value: 4_501 });
    expect(buyerRefund(terms(50), paid(4_501), BEFORE)).toEqual({ ok: true, value: 2_250 });
    expect(buyerRefund(terms(50), paid(1), BEFORE)).toEqual({ ok: true, value: 0 });
  });

  it("is never more than is left", () => {
    expect(buyerRefund(terms(100), paid(4_500, 1_000), BEFORE)).toEqual({ ok: true, value: 3_500 });
    expect(buyerRefund(terms(50), paid(4_500, 1_000), BEFORE)).toEqual({ ok: true, value: 2_250 });
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 100 }), (a, b, percent) => {
        const [refundedMinor, amountMinor] = [Math.min(a, b), Math.max(a, b)];
        const refund = buyerRefund(terms(percent), paid(amountMinor, refundedMinor), BEFORE);
        expect(refund.ok && refund.value + refundedMinor).toBeLessThanOrEqual(amountMinor);
      }),
    );
  });

  it("is nothing from the last moment on, nor where the event has no such terms", () => {
    const until = UNTIL.toISOString();
    for (const [refused, nowMs, evidence] of [
      [terms(100), UNTIL.getTime(), { until, percent: 100 }],
      [terms(0), BEFORE, { until, percent: 0 }],
      [terms(100, null), BEFORE, { until: null, percent: 100 }],
    ] as const) {
      const answer = { ok: false, refusal: { reason: "refund_not_allowed", ...evidence } };
      expect(buyerRefund(refused, paid(4_500), nowMs)).toEqual(answer);
    }
  });

  it("can be asked for at any time when nothing was paid", () => {
    expect(buyerRefund(terms(0, null), paid(0), UNTIL.getTime())).toEqual({ ok: true, value: 0 });
  });
});
