import { describe, expect, it } from "vitest";
import { mintRefundId } from "../../../domain/contract/ids.ts";
import type { RefundRequestToProvider } from "../../../domain/ports/payment-provider.ts";
import { ledger, openShop, paid, providerAt } from "../../../local/stripe/testing/test-shop.ts";

/** A payment whose money was taken: what gives back all of it, and what gives back a part under an id of its own. */
async function captured(methods?: ["card"] | ["sepa_debit"]) {
  const shop = await openShop();
  const request = methods === undefined ? shop.request : { ...shop.request, methods };
  const { id, intentId } = await paid({ ...shop, request });
  if (methods?.[0] === "sepa_debit") await shop.act(id, "bank-accepts");
  else await shop.provider.capture(request.paymentId, intentId);
  const { paymentId, amount } = request;
  const whole: RefundRequestToProvider = { id: paymentId, paymentId, intentId, amount };
  const part = (amountMinor: number): RefundRequestToProvider => ({
    ...whole,
    id: mintRefundId(Date.now()),
    amount: { ...amount, amountMinor },
  });
  return { shop, id, intentId, whole, part };
}

describe("a refund of Stripe", () => {
  it("of the whole is given once, twice like once", async () => {
    const { shop, whole } = await captured();
    expect((await shop.provider.refund(whole)).ok).toBe(true);
    expect((await shop.provider.refund(whole)).ok).toBe(true);
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 12_250, refunded_minor: 12_250 }]);
  });

  it("of a part is given once for each id, and bears it", async () => {
    const { shop, part, intentId } = await captured();
    const [first, second] = [part(250), part(250)];
    for (const refund of [first, first, second]) expect((await shop.provider.refund(refund)).ok).toBe(true);
    expect(await ledger(shop)).toMatchObject([{ refunded_minor: 500 }]);
    const { data } = await shop.stripe.refunds.list({ payment_intent: intentId });
    expect(data.map(({ metadata }) => metadata?.["refund_id"])).toEqual([second.id, first.id]);
  });

  it("of a part is not given again after Stripe has forgotten the key", async () => {
    const { shop, part, intentId } = await captured();
    const refund = part(250);
    await shop.stripe.refunds.create(
      { payment_intent: intentId, amount: 250, metadata: { refund_id: refund.id } },
      { idempotencyKey: "of another day" },
    );
    expect((await shop.provider.refund(refund)).ok).toBe(true);
    expect(await ledger(shop)).toMatchObject([{ refunded_minor: 250 }]);
  });

  it("whose answer was lost is found, and not given again", async () => {
    const { shop, part } = await captured();
    const refund = part(250);
    await shop.chaos({ dropAnswer: 1 });
    expect((await shop.provider.refund(refund)).ok).toBe(true);
    expect(await ledger(shop)).toMatchObject([{ refunded_minor: 250 }]);
  });

  it("of more than is left is an error, and changes nothing", async () => {
    const { shop, part } = await captured();
    await shop.provider.refund(part(12_000));
    const tooMuch = await shop.provider.refund(part(251));
    expect(tooMuch).toMatchObject({ ok: false, refusal: { reason: "payment_provider_error" } });
    expect(await ledger(shop)).toMatchObject([{ refunded_minor: 12_000 }]);
  });

  it("of the whole counts as given when somebody else gave it, and not when he gave a part", async () => {
    const { shop, whole, intentId } = await captured();
    await shop.stripe.refunds.create({ payment_intent: intentId, amount: 250 });
    expect(await shop.provider.refund(whole)).toMatchObject({ refusal: { reason: "payment_provider_error" } });
    await shop.stripe.refunds.create({ payment_intent: intentId });
    expect((await shop.provider.refund(whole)).ok).toBe(true);
  });

  it("that the bank sends back is an error for good", async () => {
    const { shop, part } = await captured();
    const refund = part(250);
    await shop.chaos({ refuseRefunds: 1 });
    const lost = { ok: false, refusal: { reason: "payment_provider_error", providerCode: "refund_failed" } };
    expect(await shop.provider.refund(refund)).toEqual(lost);
    expect(await shop.provider.refund(refund)).toEqual(lost);
    expect(await ledger(shop)).toMatchObject([{ refunded_minor: 0 }]);
  });

  it("of a direct debit takes days, and counts as given", async () => {
    const { shop, whole, intentId } = await captured(["sepa_debit"]);
    expect((await shop.provider.refund(whole)).ok).toBe(true);
    const { data } = await shop.stripe.refunds.list({ payment_intent: intentId });
    expect(data).toMatchObject([{ status: "pending", amount: 12_250 }]);
  });

  it("that came to nothing is not given again under its id, and leaves its money to another one", async () => {
    const { shop, part, whole, id } = await captured();
    const refund = part(12_250);
    expect((await shop.provider.refund(refund)).ok).toBe(true);
    expect((await shop.act(id, "refund-fails")).status).toBe(200);
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 12_250, refunded_minor: 0 }]);
    expect(await shop.provider.refund(refund)).toMatchObject({ refusal: { providerCode: "refund_failed" } });
    expect((await shop.provider.refund(whole)).ok).toBe(true);
    expect(await ledger(shop)).toMatchObject([{ refunded_minor: 12_250 }]);
  });

  it.each([401, 403, 404])(
    "waits while Stripe answers HTTP %i: it is about our account, not the money",
    async (status) => {
      const { shop, part } = await captured();
      const refund = part(250);
      await shop.chaos({ fail: 1, status });
      const waits = { reason: "payment_provider_unavailable", providerStatus: status, isAnswered: true };
      expect(await shop.provider.refund(refund)).toMatchObject({ ok: false, refusal: waits });
      expect((await shop.provider.refund(refund)).ok).toBe(true);
      expect(await ledger(shop)).toMatchObject([{ refunded_minor: 250 }]);
    },
  );

  it("waits while the key is wrong", async () => {
    const { shop, whole } = await captured();
    const wrong = await providerAt(shop.url, "sk_test_rotated").refund(whole);
    expect(wrong).toMatchObject({ refusal: { reason: "payment_provider_unavailable", isAnswered: true } });
    expect((await shop.provider.refund(whole)).ok).toBe(true);
  });

  it("that cannot be asked about is unavailable", async () => {
    const { shop, whole } = await captured();
    await shop.chaos({ fail: 2, status: 503 });
    expect(await shop.provider.refund(whole)).toMatchObject({ refusal: { reason: "payment_provider_unavailable" } });
  });
});
