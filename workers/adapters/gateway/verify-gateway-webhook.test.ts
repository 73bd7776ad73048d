import { createHmac } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import { gatewayProviderAt, startTestGateway, TEST_TEAM } from "../../../local/gateway/testing/test-gateway.ts";
import { startWebhookReceiver } from "../../../local/stripe/testing/webhook-receiver.ts";
import { valueOf } from "../../../local/stripe/testing/test-shop.ts";

const NOW_MS = Date.parse("2026-11-21T12:00:00Z");
const PAYMENT = mintPaymentId(NOW_MS);
const provider = gatewayProviderAt("https://gateway.example", undefined, () => NOW_MS);

const CONFIRMED = {
  paymentId: PAYMENT,
  status: "CONFIRMED",
  teamSlug: TEST_TEAM.slug,
  timestamp: new Date(NOW_MS).toISOString(),
  amountMinor: 9_000,
  currency: "EUR",
};

function signature(body: string, secret = TEST_TEAM.secret): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

function read(webhook: unknown, secret = TEST_TEAM.secret) {
  const body = typeof webhook === "string" ? webhook : JSON.stringify(webhook);
  return provider.verifyWebhook(body, new Headers({ "x-signature": signature(body, secret) }));
}

function signedAt(ageMs: number): object {
  return { ...CONFIRMED, timestamp: new Date(NOW_MS - ageMs).toISOString() };
}

const INVALID = { ok: false, refusal: { reason: "webhook_signature_invalid" } };

describe("a webhook of the gateway", () => {
  it.each([0, 300_000, -300_000])("is accepted when signed %i ms ago", async (ageMs) => {
    expect(await read(signedAt(ageMs))).toMatchObject({ ok: true });
  });

  it("is too old after five minutes, and not genuine from so far ahead", async () => {
    expect(await read(signedAt(300_001))).toEqual({ ok: false, refusal: { reason: "webhook_too_old" } });
    expect(await read(signedAt(-300_001))).toEqual(INVALID);
  });

  it.each([
    ["is missing", ""],
    ["is nonsense", "sha256=yes"],
    ["is of another secret", signature(JSON.stringify(CONFIRMED), "gw_other")],
    ["is of another body", signature(JSON.stringify({ ...CONFIRMED, amountMinor: 1 }))],
    ["is cut short", signature(JSON.stringify(CONFIRMED)).slice(0, -2)],
    ["names no method", signature(JSON.stringify(CONFIRMED)).slice("sha256=".length)],
  ])("is not genuine when its signature %s", async (_name, header) => {
    const body = JSON.stringify(CONFIRMED);
    expect(await provider.verifyWebhook(body, new Headers({ "x-signature": header }))).toEqual(INVALID);
  });

  it("is another team's when it says so", async () => {
    const foreign = await read({ ...CONFIRMED, teamSlug: "circus" });
    expect(foreign).toEqual({ ok: false, refusal: { reason: "webhook_wrong_account" } });
  });

  it.each<[string, unknown, object]>([
    ["is not JSON", "{nonsense", { reason: "malformed_json" }],
    ["is no object", "null", { reason: "validation_failed", errors: [{ field: "body" }] }],
    ["has another status", { ...CONFIRMED, status: "MAYBE" }, { errors: [{ field: "status" }] }],
    ["has a time that is none", { ...CONFIRMED, timestamp: "noon" }, { errors: [{ field: "timestamp" }] }],
    ["has half an amount", { ...CONFIRMED, currency: undefined }, { errors: [{ field: "amountMinor" }] }],
    ["has an amount below nothing", { ...CONFIRMED, amountMinor: -1 }, { errors: [{ field: "amountMinor" }] }],
    ["names a payment that cannot be ours", { ...CONFIRMED, paymentId: "1" }, { reason: "payment_not_found" }],
  ])("is refused when it %s", async (_name, webhook, refusal) => {
    expect(await read(webhook)).toMatchObject({ ok: false, refusal });
  });
});

describe("what the gateway says", () => {
  it("of a confirmed payment is a reason to ask, whatever sum it names, under one id whenever it is said", async () => {
    const event = { id: `${PAYMENT}:CONFIRMED`, type: "payment.confirmed" };
    const value = { ...event, kind: "told", paymentId: PAYMENT, sessionId: PAYMENT };
    for (const webhook of [
      CONFIRMED,
      { ...CONFIRMED, amountMinor: 1, currency: "usd" },
      { ...CONFIRMED, amountMinor: undefined, currency: undefined },
    ])
      expect(await read(webhook)).toEqual({ ok: true, value });
    expect(await read(signedAt(60_000))).toMatchObject({ ok: true, value: event });
  });

  it("of a failed payment needs no amount", async () => {
    const failed = { ...CONFIRMED, status: "FAILED", amountMinor: undefined, currency: undefined };
    const event = { id: `${PAYMENT}:FAILED`, kind: "session", failed: true, session: { state: "ended" } };
    expect(await read(failed)).toMatchObject({ ok: true, value: event });
  });
});

describe("the stand-in's webhooks", () => {
  it("are understood: of a payment that was made, and of one that was not, again until they are taken", async () => {
    const statuses = [503, 200];
    const shop = await startWebhookReceiver((count) => new Response(null, { status: statuses[count] ?? 200 }));
    onTestFinished(() => shop.stop());
    const gateway = await startTestGateway({ webhookUrl: shop.url });
    const next = async () => {
      const { body, headers } = await shop.next();
      const news = valueOf(await gateway.provider.verifyWebhook(body, headers));
      return news.kind === "told"
        ? { ...news, session: valueOf(await gateway.provider.session(news.sessionId)) }
        : news;
    };
    const { paymentId } = gateway.request;
    await gateway.provider.createSession(gateway.request);
    await gateway.act(paymentId, "pay");
    const confirmed = { id: `${paymentId}:CONFIRMED`, session: { state: "captured", amount: gateway.request.amount } };
    expect(await next()).toMatchObject(confirmed);
    expect(await next()).toMatchObject(confirmed);

    const other = { ...gateway.request, paymentId: mintPaymentId(NOW_MS) };
    await gateway.provider.createSession(other);
    await gateway.act(other.paymentId, "decline");
    expect(await next()).toMatchObject({ id: `${other.paymentId}:FAILED`, failed: true });
  });
});
