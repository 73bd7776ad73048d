import { describe, expect, it } from "vitest";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentProvider, ProviderSession } from "../../../domain/ports/payment-provider.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { guardProvider } from "./guarded-provider.ts";

const paymentId = mintPaymentId(1);
const money = { amountMinor: 100, currency: "eur" };
const SESSION = ok({ id: "cs_1", url: null, state: "open", intentId: null, amount: money } satisfies ProviderSession);
const DOWN = refuse("payment_provider_unavailable");
const SAYS_NO = refuse("payment_provider_error");

type Answer = Result<ProviderSession>;

/** A provider that answers as it is told, behind the breaker, with the clock in the test's hand. */
function setUp() {
  const asked: string[] = [];
  const world = { nowMs: 0, answer: (): Answer | Promise<Answer> => SESSION };
  const provider: Pick<PaymentProvider, "session" | "refund" | "verifyWebhook"> = {
    async session(id) {
      asked.push(id);
      return world.answer();
    },
    async refund() {
      asked.push("refund");
      const answer = await world.answer();
      return answer.ok ? ok(undefined) : answer;
    },
    verifyWebhook: async () => ok({ id: "evt_1", type: "any", kind: "ignored" }),
  };
  const guarded = guardProvider(provider as PaymentProvider, () => world.nowMs);
  const fail = async (times: number) => {
    world.answer = () => DOWN;
    for (let i = 0; i < times; i++) await guarded.session("cs_1");
    world.answer = () => SESSION;
  };
  return { asked, world, guarded, fail };
}

describe("a provider behind its breaker", () => {
  it("is asked, and its answer given, while the circuit is closed", async () => {
    const { guarded, asked } = setUp();
    expect(await guarded.session("cs_7")).toEqual(SESSION);
    expect(asked).toEqual(["cs_7"]);
    expect(guarded.breaker()).toEqual({ state: "Closed", failure_count: 0, threshold: 5, timeout_seconds: 60 });
  });

  it("is not asked after five failures in a row, by any call, for a minute", async () => {
    const { guarded, asked, fail, world } = setUp();
    await fail(5);
    expect(guarded.breaker()).toMatchObject({ state: "Open", failure_count: 5 });
    asked.length = 0;
    world.nowMs = 59_999;
    const refused = refuse("payment_provider_unavailable", { retryAfterMs: 1 });
    expect(await guarded.session("cs_1")).toEqual(refused);
    expect(await guarded.refund(paymentId, "pi_1", money)).toEqual(refused);
    expect(asked).toEqual([]);
  });

  it("still has its webhooks read while the circuit is open: they need no call", async () => {
    const { guarded, fail } = setUp();
    await fail(5);
    expect(await guarded.verifyWebhook("", new Headers())).toMatchObject({ ok: true });
  });

  it("is well when it says no: that counts as success", async () => {
    const { guarded, fail, world } = setUp();
    await fail(4);
    world.answer = () => SAYS_NO;
    expect(await guarded.session("cs_1")).toEqual(SAYS_NO);
    await fail(4);
    expect(guarded.breaker()).toMatchObject({ state: "Closed", failure_count: 4 });
  });

  it("is tried by one call after a minute, whose success closes the circuit", async () => {
    const { guarded, asked, fail, world } = setUp();
    await fail(5);
    world.nowMs = 60_000;
    expect(guarded.breaker().state).toBe("HalfOpen");
    asked.length = 0;
    const probe = Promise.withResolvers<Answer>();
    world.answer = () => probe.promise;
    const probing = guarded.session("cs_probe");
    expect(await guarded.session("cs_other")).toMatchObject({ refusal: { reason: "payment_provider_unavailable" } });
    expect(asked).toEqual(["cs_probe"]);
    probe.resolve(SESSION);
    expect(await probing).toEqual(SESSION);
    expect(guarded.breaker()).toMatchObject({ state: "Closed", failure_count: 0 });
  });

  it("is left alone for another minute when the probe fails", async () => {
    const { guarded, asked, fail, world } = setUp();
    await fail(5);
    world.nowMs = 60_000;
    await fail(1);
    world.nowMs = 119_999;
    asked.length = 0;
    expect(await guarded.session("cs_1")).toEqual(refuse("payment_provider_unavailable", { retryAfterMs: 1 }));
    expect(asked).toEqual([]);
    world.nowMs = 120_000;
    expect(await guarded.session("cs_1")).toEqual(SESSION);
  });

  it("stays cut off when a call that set out before comes back well", async () => {
    const { guarded, fail, world } = setUp();
    const late = Promise.withResolvers<Answer>();
    world.answer = () => late.promise;
    const early = guarded.session("cs_early");
    await fail(5);
    late.resolve(SESSION);
    expect(await early).toEqual(SESSION);
    expect(guarded.breaker().state).toBe("Open");
  });
});
