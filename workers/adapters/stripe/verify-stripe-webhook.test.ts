import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import { TEST_KEY, TEST_WEBHOOK_SECRET } from "../../../local/stripe/testing/test-simulator.ts";
import { createStripeProvider } from "./stripe-provider.ts";

const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
const PAYMENT = mintPaymentId(NOW_MS);
const { webhooks } = new Stripe(TEST_KEY);

function providerWith(key: string) {
  const settings = { STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: TEST_WEBHOOK_SECRET };
  return createStripeProvider(settings, () => NOW_MS);
}
const provider = providerWith(TEST_KEY);

const EVENT = {
  id: "evt_1",
  object: "event",
  api_version: "2026-10-28.endive",
  livemode: false,
  type: "payment_intent.canceled",
  data: { object: { id: "pi_1", metadata: { payment_id: PAYMENT } } },
};
const LAPSED = { id: "evt_1", type: "payment_intent.canceled", kind: "lapsed", paymentId: PAYMENT };

/** Signed as Stripe signs, by its own SDK. */
function signed(event: unknown, { secret = TEST_WEBHOOK_SECRET, ageMs = 0 } = {}) {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const timestamp = Math.floor((NOW_MS - ageMs) / 1_000);
  const signature = webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  return { body, headers: new Headers({ "stripe-signature": signature }) };
}

function read(event: unknown, options: Parameters<typeof signed>[1] = {}, by = provider) {
  const { body, headers } = signed(event, options);
  return by.verifyWebhook(body, headers);
}

const INVALID = { ok: false, refusal: { reason: "webhook_signature_invalid" } };
const WRONG_ACCOUNT = { ok: false, refusal: { reason: "webhook_wrong_account" } };

describe("a webhook of Stripe", () => {
  it.each([
    ["just now", 0],
    ["300 seconds ago", 300_000],
    ["by a clock that is 300 seconds ahead", -300_000],
  ])("is accepted when signed %s", async (_name, ageMs) => {
    expect(await read(EVENT, { ageMs })).toEqual({ ok: true, value: LAPSED });
  });

  it("is too old after five minutes, and then says so", async () => {
    expect(await read(EVENT, { ageMs: 301_000 })).toEqual({ ok: false, refusal: { reason: "webhook_too_old" } });
  });

  it.each([
    ["signed with another secret", { secret: "whsec_other" }],
    ["old and signed with another secret", { secret: "whsec_other", ageMs: 301_000 }],
    ["from 301 seconds in the future", { ageMs: -301_000 }],
  ])("is not genuine when %s", async (_name, options) => {
    expect(await read(EVENT, options)).toEqual(INVALID);
  });

  it.each<[string, (body: string, headers: Headers) => [string, Headers]]>([
    ["its body was altered", (body, headers) => [body.replace("pi_1", "pi_2"), headers]],
    ["a byte was added", (body, headers) => [`${body} `, headers]],
    ["its body is empty", (_body, headers) => ["", headers]],
    ["it has no signature", (body) => [body, new Headers()]],
    ["its signature is nonsense", (body) => [body, new Headers({ "stripe-signature": "t=now,v1=yes" })]],
    ["its time was altered", (body, headers) => [body, alter(headers, (header) => header.replace("t=1", "t=2"))]],
    ["another time was put behind", (body, headers) => [body, alter(headers, (header) => `${header},t=1`)]],
  ])("is not genuine when %s", async (_name, change) => {
    const { body, headers } = signed(EVENT);
    expect(await provider.verifyWebhook(...change(body, headers))).toEqual(INVALID);
  });

  it("has the age of the time that was signed, whatever stands before it", async () => {
    const { body, headers } = signed(EVENT, { ageMs: 301_000 });
    const young = alter(headers, (header) => `t=${NOW_MS / 1_000},${header}`);
    expect(await provider.verifyWebhook(body, young)).toMatchObject({ refusal: { reason: "webhook_too_old" } });
  });

  it("is accepted while the secret is rolled and there are two signatures", async () => {
    const { body, headers } = signed(EVENT);
    const both = alter(headers, (header) => header.replace("v1=", `v1=${"0".repeat(64)},v1=`));
    expect(await provider.verifyWebhook(body, both)).toMatchObject({ ok: true });
  });

  it("is another account's when it is of the other mode, or of a connected account", async () => {
    expect(await read({ ...EVENT, livemode: true })).toEqual(WRONG_ACCOUNT);
    expect(await read({ ...EVENT, account: "acct_other" })).toEqual(WRONG_ACCOUNT);
    expect(await read({ ...EVENT, livemode: false }, {}, providerWith("sk_live_1"))).toEqual(WRONG_ACCOUNT);
    expect(await read({ ...EVENT, livemode: true }, {}, providerWith("rk_live_1"))).toMatchObject({ ok: true });
  });

  it.each<[string, unknown, object]>([
    ["is not JSON", "{nonsense", { reason: "malformed_json" }],
    ["is no object", "7", { reason: "validation_failed", errors: [{ field: "body" }] }],
    ["has no type", { ...EVENT, type: undefined }, { reason: "validation_failed", errors: [{ field: "type" }] }],
    ["has an id that is none", { ...EVENT, id: "evt 1" }, { reason: "validation_failed", errors: [{ field: "id" }] }],
  ])("is refused when it %s", async (_name, event, refusal) => {
    expect(await read(event)).toMatchObject({ ok: false, refusal });
  });
});

function alter(headers: Headers, change: (header: string) => string): Headers {
  return new Headers({ "stripe-signature": change(headers.get("stripe-signature") ?? "") });
}
