import { describe, expect, it } from "vitest";
import { ledger, openShop, paid, valueOf } from "../../../local/stripe/testing/test-shop.ts";

describe("a Stripe session", () => {
  it("asks for the booking's amount, authorised only, under the payment's ids", async () => {
    const { provider, request, stripe, act } = await openShop();
    const session = valueOf(await provider.createSession(request));
    expect(session).toMatchObject({ state: "open", intentId: null, amount: { amountMinor: 12_250, currency: "eur" } });
    expect(session.url).toMatch(/\/pay\/cs_test_/);
    await act(session.id, "pay");
    const wire = await stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
    const metadata = { payment_id: request.paymentId, booking_id: request.bookingId };
    expect(wire).toMatchObject({ client_reference_id: request.paymentId, metadata, customer_email: "ada@example.com" });
    expect(wire.expires_at).toBe(Math.floor(request.expiresAt.getTime() / 1_000));
    expect(wire.payment_intent).toMatchObject({ capture_method: "manual", metadata });
  });

  it("is made once for one payment", async () => {
    const { provider, request, stripe } = await openShop();
    const first = valueOf(await provider.createSession(request));
    expect(valueOf(await provider.createSession(request))).toEqual(first);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it("is made once even if the first answer is lost", async () => {
    const { provider, request, stripe, chaos } = await openShop();
    await chaos({ dropAnswer: 1 });
    const { id } = valueOf(await provider.createSession(request));
    expect((await stripe.checkout.sessions.list()).data).toMatchObject([{ id }]);
  });

  it("goes from open over authorised to captured", async () => {
    const shop = await openShop();
    const { id, intentId } = await paid(shop);
    expect(valueOf(await shop.provider.session(id))).toMatchObject({ state: "authorised", url: null, intentId });
    expect(await shop.provider.capture(shop.request.paymentId, intentId)).toEqual({
      ok: true,
      value: { captured: true },
    });
    expect(valueOf(await shop.provider.session(id)).state).toBe("captured");
  });

  it("is still open after a decline", async () => {
    const { provider, request, act } = await openShop();
    const { id } = valueOf(await provider.createSession(request));
    await act(id, "decline");
    expect(valueOf(await provider.session(id)).state).toBe("open");
  });

  it("has ended once it was expired, and again is the same answer", async () => {
    const { provider, request } = await openShop();
    const { id } = valueOf(await provider.createSession(request));
    const expired = await provider.expireSession(id);
    expect(valueOf(expired)).toMatchObject({ state: "ended", url: null });
    expect(await provider.expireSession(id)).toEqual(expired);
    expect(valueOf(await provider.session(id)).state).toBe("ended");
  });

  it("cannot be expired when the buyer was faster", async () => {
    const shop = await openShop();
    const { id } = await paid(shop);
    expect(await shop.provider.expireSession(id)).toMatchObject({
      ok: false,
      refusal: { reason: "payment_provider_error" },
    });
    expect(valueOf(await shop.provider.session(id)).state).toBe("authorised");
  });

  it("has ended when its authorisation was cancelled", async () => {
    const shop = await openShop();
    const { id } = await paid(shop);
    await shop.act(id, "lapse");
    expect(valueOf(await shop.provider.session(id)).state).toBe("ended");
  });
});

describe("a Stripe capture", () => {
  it("of money that was captured before is a success", async () => {
    const shop = await openShop();
    const { intentId } = await paid(shop);
    await shop.stripe.paymentIntents.capture(intentId);
    const capture = await shop.provider.capture(shop.request.paymentId, intentId);
    expect(capture).toEqual({ ok: true, value: { captured: true } });
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 12_250, voided_minor: 0 }]);
  });

  it("that failed at Stripe's end, but was done, is a success", async () => {
    const shop = await openShop();
    const { intentId } = await paid(shop);
    await shop.stripe.paymentIntents.capture(intentId);
    await shop.chaos({ fail: 2, status: 500 });
    const capture = await shop.provider.capture(shop.request.paymentId, intentId);
    expect(capture).toEqual({ ok: true, value: { captured: true } });
  });

  it("that failed at Stripe's end, and was not done, may be repeated", async () => {
    const shop = await openShop();
    const { intentId } = await paid(shop);
    await shop.chaos({ fail: 2, status: 500 });
    const capture = await shop.provider.capture(shop.request.paymentId, intentId);
    expect(capture).toMatchObject({ ok: false, refusal: { reason: "payment_provider_unavailable" } });
    expect((await shop.provider.capture(shop.request.paymentId, intentId)).ok).toBe(true);
  });

  it("of a lapsed authorisation is refused for good", async () => {
    const shop = await openShop();
    const { id, intentId } = await paid(shop);
    await shop.act(id, "lapse");
    const capture = await shop.provider.capture(shop.request.paymentId, intentId);
    expect(capture).toEqual({ ok: true, value: { captured: false } });
  });

  it("that the bank refuses leaves no money blocked", async () => {
    const shop = await openShop();
    const { intentId } = await paid(shop);
    await shop.chaos({ refuseCaptures: 1 });
    const capture = await shop.provider.capture(shop.request.paymentId, intentId);
    expect(capture).toEqual({ ok: true, value: { captured: false } });
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 0, voided_minor: 12_250, intent_status: "canceled" }]);
  });

  it("of money that was never authorised is an error, not a refusal of the bank", async () => {
    const shop = await openShop();
    const { id } = valueOf(await shop.provider.createSession(shop.request));
    await shop.act(id, "decline");
    const { intentId } = valueOf(await shop.provider.session(id));
    const capture = await shop.provider.capture(shop.request.paymentId, intentId ?? "");
    expect(capture).toMatchObject({ ok: false, refusal: { providerCode: "payment_intent_unexpected_state" } });
  });
});

describe("money that goes back", () => {
  it("is voided before it was captured, twice like once", async () => {
    const shop = await openShop();
    const { intentId } = await paid(shop);
    expect((await shop.provider.void(shop.request.paymentId, intentId)).ok).toBe(true);
    expect((await shop.provider.void(shop.request.paymentId, intentId)).ok).toBe(true);
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 0, voided_minor: 12_250 }]);
  });

  it("counts as voided when the authorisation was cancelled by somebody else", async () => {
    const shop = await openShop();
    const { id, intentId } = await paid(shop);
    await shop.act(id, "lapse");
    expect((await shop.provider.void(shop.request.paymentId, intentId)).ok).toBe(true);
  });

  it("cannot be voided once it was captured", async () => {
    const shop = await openShop();
    const { intentId } = await paid(shop);
    await shop.provider.capture(shop.request.paymentId, intentId);
    const voided = await shop.provider.void(shop.request.paymentId, intentId);
    expect(voided).toMatchObject({ ok: false, refusal: { reason: "payment_provider_error" } });
  });
});
