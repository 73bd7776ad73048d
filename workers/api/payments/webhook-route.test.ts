import { createHmac } from "node:crypto";
import type { Redis } from "@upstash/redis/cloudflare";
import { Stripe } from "stripe";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import type { Webhook, WebhookReceipt } from "../../../domain/ports/payments.ts";
import { createProviderAdapters, guardProviders } from "../../adapters/payment-providers.ts";
import { runInContext } from "../../request-context.ts";
import type { Kept } from "../app-env.ts";
import { createApp } from "../app.ts";

const PAYMENT = mintPaymentId(1);
const SETTINGS = {
  STRIPE_SECRET_KEY: "sk_test_of_the_shop",
  STRIPE_WEBHOOK_SECRET: "whsec_of_the_shop",
  GATEWAY_URL: "https://gateway.example",
  GATEWAY_SECRET: "gw_of_the_shop",
  GATEWAY_TEAM: "opera",
};
const BREAKER = { CIRCUIT_BREAKER_FAILURE_THRESHOLD: 5, CIRCUIT_BREAKER_TIMEOUT_SECONDS: 60 };
const { webhooks } = new Stripe(SETTINGS.STRIPE_SECRET_KEY);
const fetches = vi.spyOn(globalThis, "fetch");

/** The API with the real adapters and a database that answers every webhook with `receipt`. */
function api(over: { receipt?: WebhookReceipt; settings?: Partial<typeof SETTINGS> } = {}) {
  const { receipt = "fresh", settings = SETTINGS } = over;
  const received: Webhook[] = [];
  const redis = { eval: () => Promise.reject(new Error("no Redis here")) } as unknown as Redis;
  const adapters = createProviderAdapters({
    ...settings,
    STRIPE_SECRET_KEY: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: SETTINGS.STRIPE_WEBHOOK_SECRET,
  });
  const allowed = { allowed: true, limit: 10, remaining: 9, resetAtMs: 1_000 };
  const services = {
    limiter: { take: async () => allowed, takeAtOnce: () => allowed },
    providers: guardProviders(adapters, redis, BREAKER),
    payments: {
      async receive(webhook: Webhook) {
        received.push(webhook);
        return receipt;
      },
    },
    outbox: { claim: async () => [] },
  };
  const app = createApp({ services } as unknown as Kept);
  const request = (path: string, init: RequestInit = {}) =>
    runInContext({ trace: { requestId: "req_test", traceparent: "00-a-b-01" }, waitUntil: () => {} }, () =>
      app.request(`/api/${path}`, init),
    );
  const post = (path: string, body: string, headers: Record<string, string>) =>
    request(`webhook/${path}`, { method: "POST", body, headers });
  return { received, request, post, providers: services.providers };
}

const LAPSED = {
  id: "evt_1",
  object: "event",
  livemode: false,
  type: "payment_intent.canceled",
  data: { object: { id: "pi_1", metadata: { payment_id: PAYMENT } } },
};
const CONFIRMED = { paymentId: PAYMENT, status: "CONFIRMED", teamSlug: "opera", amountMinor: 9_000, currency: "eur" };

type Sign = (body: string, ageMs: number, secret?: string) => Record<string, string>;

const byStripe: Sign = (payload, ageMs, secret = SETTINGS.STRIPE_WEBHOOK_SECRET) => {
  const timestamp = Math.floor((Date.now() - ageMs) / 1_000);
  return { "stripe-signature": webhooks.generateTestHeaderString({ payload, secret, timestamp }) };
};
const byGateway: Sign = (body, _ageMs, secret = SETTINGS.GATEWAY_SECRET) => ({
  "x-signature": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
});

/** One for all: a body is signed as it is sent. */
const NOW_MS = Date.now();

/** Both providers' webhooks, each of which is good; `body` is made for an age, where the age stands in it. */
const ROUTES = [
  {
    path: "stripe",
    sign: byStripe,
    body: (change: object = {}) => JSON.stringify({ ...LAPSED, ...change }),
    foreign: { account: "acct_other" },
  },
  {
    path: "payment",
    sign: byGateway,
    body: (change: object = {}, ageMs = 0) =>
      JSON.stringify({ ...CONFIRMED, timestamp: new Date(NOW_MS - ageMs).toISOString(), ...change }),
    foreign: { teamSlug: "circus" },
  },
] as const;

async function codeOf(answer: Response): Promise<{ status: number; code: unknown }> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const text = await answer.text();
  for (const secret of [...Object.values(SETTINGS), PAYMENT]) expect(text).not.toContain(secret);
  return { status: answer.status, code: (JSON.parse(text) as { code: unknown }).code };
}

beforeEach(() => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  fetches.mockReset();
});

describe.each(ROUTES)("POST /api/webhook/$path", ({ path, sign, body, foreign }) => {
  it("takes note of a genuine webhook, and says when it had it before", async () => {
    const { post, received } = api();
    const fresh = await post(path, body(), sign(body(), 0));
    expect([fresh.status, await fresh.json()]).toEqual([200, { received: true, duplicate: false }]);
    expect(received).toMatchObject([{ messages: [{ paymentId: PAYMENT }], trace: { requestId: "req_test" } }]);
    const again = await api({ receipt: "duplicate" }).post(path, body(), sign(body(), 0));
    expect([again.status, await again.json()]).toEqual([200, { received: true, duplicate: true }]);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ["a wrong signature", body(), sign(body(), 0, "whsec_of_another"), 400, "webhook_signature_invalid"],
    ["no signature", body(), {}, 400, "webhook_signature_invalid"],
    ["an altered body", `${body()} `, sign(body(), 0), 400, "webhook_signature_invalid"],
    ["an empty body", "", sign("", 0), 400, path === "stripe" ? "webhook_signature_invalid" : "malformed_json"],
    ["an old one", body({}, 301_000), sign(body({}, 301_000), 301_000), 400, "webhook_too_old"],
    ["another account's", body(foreign), sign(body(foreign), 0), 403, "webhook_wrong_account"],
    ["what is not JSON", "{nonsense", sign("{nonsense", 0), 400, "malformed_json"],
    ["what is no webhook", "{}", sign("{}", 0), 400, "validation_failed"],
    ["a megabyte", "x".repeat(1_000_000), sign("x".repeat(1_000_000), 0), 413, "body_too_large"],
  ])("refuses %s, and changes nothing", async (_name, text, headers, status, code) => {
    const { post, received } = api();
    const length = { "content-length": String(text.length) };
    expect(await codeOf(await post(path, text, { ...headers, ...length }))).toEqual({ status, code });
    expect(received).toEqual([]);
    expect(fetches).not.toHaveBeenCalled();
  });
});

describe("a webhook about a payment that is not in our books", () => {
  it("is taken from Stripe and ignored, so that Stripe goes on sending", async () => {
    const text = JSON.stringify(LAPSED);
    const answer = await api({ receipt: "unknown" }).post("stripe", text, byStripe(text, 0));
    expect([answer.status, await answer.json()]).toEqual([200, { received: true, ignored: true }]);
  });

  it("is refused to the gateway", async () => {
    const { post } = api({ receipt: "unknown" });
    const text = ROUTES[1].body();
    expect(await codeOf(await post("payment", text, byGateway(text, 0)))).toEqual({
      status: 404,
      code: "payment_not_found",
    });
    const foreign = ROUTES[1].body({ paymentId: "invented" });
    expect((await codeOf(await post("payment", foreign, byGateway(foreign, 0)))).status).toBe(404);
  });
});

describe("Stripe's news that a bank has sent a refund back", () => {
  it("is a message about our payment", async () => {
    const { post, received } = api();
    const metadata = { payment_id: PAYMENT, refund_id: PAYMENT };
    const object = { id: "re_1", status: "failed", failure_reason: "lost_card", payment_intent: "pi_1", metadata };
    const text = JSON.stringify({ ...LAPSED, type: "refund.failed", data: { object } });
    expect((await post("stripe", text, byStripe(text, 0))).status).toBe(200);
    const message = {
      type: "refund.failed",
      paymentId: PAYMENT,
      refundId: PAYMENT,
      intentId: "pi_1",
      reason: "lost_card",
    };
    expect(received).toMatchObject([{ type: "refund.failed", messages: [message] }]);
  });
});

describe("Stripe's events of kinds that mean nothing here", () => {
  it.each(["charge.refunded", "payment_intent.succeeded", "customer.created", "v2.core.account[requirements].updated"])(
    "%s is noted, with nothing to do",
    async (type) => {
      const { post, received } = api();
      const text = JSON.stringify({ ...LAPSED, type });
      expect((await post("stripe", text, byStripe(text, 0))).status).toBe(200);
      expect(received).toMatchObject([{ type, messages: [] }]);
    },
  );

  it("a thin event of Stripe's second API is noted too", async () => {
    const { post, received } = api();
    const text = JSON.stringify({ id: "evt_2", object: "v2.core.event", type: "v2.core.event_destination.ping" });
    expect((await post("stripe", text, byStripe(text, 0))).status).toBe(200);
    expect(received).toMatchObject([{ messages: [] }]);
  });
});

describe("a webhook that says too little of the money, or anything at all of its sum", () => {
  it("is taken while the gateway cannot be asked: the step asks, whatever the webhook said", async () => {
    for (const sum of [
      { amountMinor: undefined, currency: undefined },
      { amountMinor: 1, currency: "eur" },
    ]) {
      const { post, received } = api();
      const text = ROUTES[1].body(sum);
      expect((await post("payment", text, byGateway(text, 0))).status).toBe(200);
      expect(received).toMatchObject([
        { messages: [{ type: "payment.told", paymentId: PAYMENT, sessionId: PAYMENT }] },
      ]);
    }
    expect(fetches).not.toHaveBeenCalled();
  });
});

describe("GET /api/payments/circuit-breaker-status", () => {
  it("tells of Stripe's circuit unless another provider is named", async () => {
    const { request, providers } = api();
    fetches.mockImplementation(async () => new Response("busy", { status: 429 }));
    for (let i = 0; i < 5; i++) await providers.of("gateway").session(PAYMENT);
    const status = async (query: string) => (await request(`payments/circuit-breaker-status${query}`)).json();
    const closed = { state: "Closed", failure_count: 0, threshold: 5, timeout_seconds: 60 };
    expect(await status("")).toEqual({ success: true, circuit_breaker: closed });
    const open = { ...closed, state: "Open", failure_count: 5 };
    expect(await status("?provider=gateway")).toEqual({ success: true, circuit_breaker: open });
  });
});

describe("without a gateway", () => {
  it("there is no webhook of it, and no circuit", async () => {
    const { request, post } = api({ settings: {} });
    const text = ROUTES[1].body();
    const nothing = { status: 404, code: "not_found" };
    expect(await codeOf(await post("payment", text, byGateway(text, 0)))).toEqual(nothing);
    expect(await codeOf(await request("payments/circuit-breaker-status?provider=gateway"))).toEqual(nothing);
  });
});
