import { describe, expect, it, onTestFinished } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentProvider, ProviderEvent } from "../../../domain/ports/payment-provider.ts";
import { signWebhook } from "../../../local/stripe/sign-webhook.ts";
import { startTestSimulator, TEST_KEY, TEST_WEBHOOK_SECRET } from "../../../local/stripe/testing/test-simulator.ts";
import { startWebhookReceiver, type ReceivedWebhook } from "../../../local/stripe/testing/webhook-receiver.ts";
import { createStripeProvider } from "./stripe-provider.ts";

const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
const PAYMENT = mintPaymentId(NOW_MS);
const BOOKING = mintBookingId(mintEventId(), NOW_MS);
const METADATA = { payment_id: PAYMENT, booking_id: BOOKING };

const provider = createStripeProvider(
  { STRIPE_SECRET_KEY: TEST_KEY, STRIPE_WEBHOOK_SECRET: TEST_WEBHOOK_SECRET },
  () => NOW_MS,
);

/** What Stripe would send; the signature is made `ageMs` ago. */
function webhook(type: string, object: object, { secret = TEST_WEBHOOK_SECRET, ageMs = 0 } = {}) {
  const body = JSON.stringify({ id: "evt_1", object: "event", type, data: { object } });
  return { body, headers: new Headers({ "stripe-signature": signWebhook(body, secret, NOW_MS - ageMs) }) };
}

function session(overrides: object = {}): object {
  const amount = { amount_total: 9_000, currency: "eur" };
  const money = { payment_status: "unpaid", payment_intent: "pi_1", status: "complete" };
  return { id: "cs_1", object: "checkout.session", url: null, metadata: METADATA, ...amount, ...money, ...overrides };
}

async function read(type: string, object: object): Promise<ProviderEvent> {
  const { body, headers } = webhook(type, object);
  const result = await provider.verifyWebhook(body, headers);
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
}

describe("a webhook of Stripe", () => {
  it.each([
    ["just now", 0],
    ["300 seconds ago", 300_000],
    ["by a clock that is 300 seconds ahead", -300_000],
  ])("is accepted when signed %s", async (_name, ageMs) => {
    const { body, headers } = webhook("checkout.session.completed", session(), { ageMs });
    expect(await provider.verifyWebhook(body, headers)).toMatchObject({ ok: true });
  });

  it.each([
    ["301 seconds old", { ageMs: 301_000 }],
    ["301 seconds in the future", { ageMs: -301_000 }],
    ["signed with another secret", { secret: "whsec_other" }],
  ])("is refused when %s", async (_name, options) => {
    const { body, headers } = webhook("checkout.session.completed", session(), options);
    const refused = { ok: false, refusal: { reason: "webhook_signature_invalid" } };
    expect(await provider.verifyWebhook(body, headers)).toEqual(refused);
  });

  it.each<[string, (body: string, headers: Headers) => [string, Headers]]>([
    ["its body was altered", (body, headers) => [body.replace("9000", "9001"), headers]],
    ["its body is empty", (_body, headers) => ["", headers]],
    ["it has no signature", (body) => [body, new Headers()]],
    ["its signature is nonsense", (body) => [body, new Headers({ "stripe-signature": "t=now,v1=yes" })]],
  ])("is refused when %s", async (_name, alter) => {
    const { body, headers } = webhook("checkout.session.completed", session());
    const refused = { ok: false, refusal: { reason: "webhook_signature_invalid" } };
    expect(await provider.verifyWebhook(...alter(body, headers))).toEqual(refused);
  });

  it("is accepted while the secret is rolled and there are two signatures", async () => {
    const { body, headers } = webhook("checkout.session.completed", session());
    const both = headers.get("stripe-signature")?.replace("v1=", `v1=${"0".repeat(64)},v1=`) ?? "";
    expect(await provider.verifyWebhook(body, new Headers({ "stripe-signature": both }))).toMatchObject({ ok: true });
  });
});

describe("an event of Stripe", () => {
  const common = { id: "evt_1", kind: "session", paymentId: PAYMENT, bookingId: BOOKING };

  it.each([
    ["checkout.session.completed", { payment_status: "unpaid" }, "authorised", false],
    ["checkout.session.completed", { payment_status: "paid" }, "captured", false],
    ["checkout.session.async_payment_succeeded", { payment_status: "paid" }, "captured", false],
    ["checkout.session.async_payment_failed", { payment_status: "unpaid" }, "ended", true],
    ["checkout.session.expired", { status: "expired", payment_intent: null }, "ended", false],
  ])("%s with %o means a session that is %s", async (type, overrides, state, failed) => {
    const amount = { amountMinor: 9_000, currency: "eur" };
    const expected = { ...common, type, failed, session: { id: "cs_1", state, amount } };
    expect(await read(type, session(overrides))).toMatchObject(expected);
  });

  it("names the declined card's reason", async () => {
    const intent = { id: "pi_1", metadata: METADATA, last_payment_error: { message: "Your card was declined." } };
    expect(await read("payment_intent.payment_failed", intent)).toEqual({
      id: "evt_1",
      type: "payment_intent.payment_failed",
      kind: "declined",
      paymentId: PAYMENT,
      bookingId: BOOKING,
      message: "Your card was declined.",
    });
  });

  it.each([
    ["of another kind", "payment_intent.canceled", { id: "pi_1", metadata: METADATA }],
    ["of a session that is not ours", "checkout.session.completed", session({ metadata: {} })],
    ["of a session without metadata", "checkout.session.completed", session({ metadata: null })],
    [
      "with an invented booking",
      "checkout.session.completed",
      session({ metadata: { ...METADATA, booking_id: "bkg_1" } }),
    ],
    ["of an intent that is not ours", "payment_intent.payment_failed", { id: "pi_1", metadata: {} }],
  ])("%s is ignored", async (_name, type, object) => {
    expect(await read(type, object)).toEqual({ id: "evt_1", type, kind: "ignored" });
  });
});

describe("the simulator's own webhooks", () => {
  it("tell the adapter that a session was authorised, and of a decline", async () => {
    const shop = await startWebhookReceiver();
    onTestFinished(() => shop.stop());
    const { url, act } = await startTestSimulator({ webhook: { url: shop.url, secret: TEST_WEBHOOK_SECRET } });
    const local = createStripeProvider({
      STRIPE_SECRET_KEY: TEST_KEY,
      STRIPE_WEBHOOK_SECRET: TEST_WEBHOOK_SECRET,
      STRIPE_API_URL: url,
    });
    const created = await local.createSession({
      paymentId: PAYMENT,
      bookingId: BOOKING,
      amount: { amountMinor: 9_000, currency: "eur" },
      lines: [{ name: "Seat", unitAmountMinor: 9_000, quantity: 1 }],
      buyerEmail: "ada@example.com",
      expiresAt: new Date(Date.now() + 3_600_000),
      successUrl: "https://shop.example/paid",
      cancelUrl: "https://shop.example/back",
    });
    if (!created.ok) throw new Error(created.refusal.reason);
    await act(created.value.id, "decline");
    const declined = await verified(local, await shop.next());
    expect(declined).toMatchObject({ kind: "declined", paymentId: PAYMENT, message: "Your card was declined." });

    await act(created.value.id, "pay");
    const events: ProviderEvent[] = [];
    for (let i = 0; i < 3; i++) events.push(await verified(local, await shop.next()));
    const news = events.filter(({ kind }) => kind !== "ignored");
    expect(news).toMatchObject([
      { kind: "session", bookingId: BOOKING, session: { state: "authorised", id: created.value.id } },
    ]);
  });
});

async function verified(local: PaymentProvider, { body, headers }: ReceivedWebhook): Promise<ProviderEvent> {
  const result = await local.verifyWebhook(body, headers);
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
}
