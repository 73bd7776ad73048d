import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mintPaymentId } from "../../domain/contract/ids.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { BreakerReport, ProviderSession } from "../../domain/ports/payment-provider.ts";
import type { Payment, Webhook } from "../../domain/ports/payments.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { askQuietPayments } from "./ask-quiet-payments.ts";

const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
const money = { amountMinor: 9_000, currency: "eur" };

interface World {
  /** Members of the quiet payments that differ from one at Stripe with the session `cs_1`. */
  readonly quiet: readonly Partial<Payment>[];
  readonly session?: Result<ProviderSession>;
  readonly breakers?: Partial<Record<"stripe" | "gateway", BreakerReport["state"]>>;
}

/** The ports, scripted; what was done with them is noted. */
function worldOf({ quiet, session = ok(sessionIn("open")), breakers = {} }: World) {
  const limits: number[] = [];
  const asked: string[] = [];
  const received: Webhook[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const payments = quiet.map(quietPayment);
  const providerOf = (name: "stripe" | "gateway") => ({
    name,
    breaker: async () => ({ state: breakers[name] ?? "Closed" }),
    async session(id: string) {
      mostAtOnce = Math.max(mostAtOnce, ++atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce--;
      asked.push(`${name} ${id}`);
      return session;
    },
  });
  const services = {
    payments: {
      quiet: async (limit: number) => (limits.push(limit), payments),
      receive: async (webhook: Webhook) => (received.push(webhook), "fresh"),
    },
    providers: { of: providerOf, all: [providerOf("stripe"), providerOf("gateway")] },
  };
  const run = () =>
    runInContext({ trace, waitUntil: () => {} }, () => askQuietPayments(services as unknown as Services));
  return { run, limits, asked, received, payments, mostAtOnce: () => mostAtOnce };
}

function quietPayment(members: Partial<Payment>, n: number): Payment {
  const payment = { id: mintPaymentId(n), provider: "stripe", status: "pending", sessionId: "cs_1" } as const;
  return { ...payment, ...money, ...members } as Payment;
}

function sessionIn(state: ProviderSession["state"]): ProviderSession {
  return { id: "cs_1", url: null, state, intentId: "pi_1", amount: money };
}

const errors = vi.spyOn(console, "error").mockReturnValue();
beforeEach(() => errors.mockClear());
afterEach(() => void vi.useRealTimers());

/** What comes of one payment, as the inbox receives it. */
async function becomes(members: Partial<Payment>, session?: Result<ProviderSession>): Promise<OutboxMessage[]> {
  const world = worldOf({ quiet: [members], ...(session && { session }) });
  await world.run();
  expect(errors).not.toHaveBeenCalled();
  return world.received.flatMap(({ messages }) => messages);
}

describe("a quiet payment", () => {
  it("whose session is open still waits for its buyer", async () => {
    expect(await becomes({}, ok(sessionIn("open")))).toEqual([]);
  });

  it("whose session has ended has ended", async () => {
    expect(await becomes({}, ok(sessionIn("ended")))).toMatchObject([{ type: "payment.ended", outcome: "expired" }]);
  });

  it.each([
    ["authorised", false],
    ["captured", true],
  ] as const)("whose money is %s goes on to its booking", async (state, captured) => {
    const [message] = await becomes({}, ok(sessionIn(state)));
    expect(message).toMatchObject({ type: "payment.authorised", intentId: "pi_1", captured, ...money });
  });

  it("whose bank is at it is told so once", async () => {
    const processing = ok(sessionIn("processing"));
    expect(await becomes({}, processing)).toMatchObject([{ type: "payment.processing" }]);
    expect(await becomes({ status: "processing" }, processing)).toEqual([]);
  });

  it("that never got a session has ended, and the provider is not asked", async () => {
    const world = worldOf({ quiet: [{ sessionId: null }] });
    await world.run();
    expect(world.received[0]?.messages).toMatchObject([{ type: "payment.ended", outcome: "expired" }]);
    expect(world.asked).toEqual([]);
  });

  it.each(["authorised", "processing"] as const)(
    "that is %s by a session that we never heard of has not ended: its money is somewhere",
    async (status) => expect(await becomes({ status, sessionId: null })).toEqual([]),
  );

  it.each(["payment_provider_unavailable", "payment_provider_error"] as const)(
    "stays as it is when the provider answers %s, and the others are asked about all the same",
    async (reason) => {
      const world = worldOf({ quiet: [{}, { sessionId: null }], session: refuse(reason) });
      await world.run();
      const ids = world.received
        .flatMap(({ messages }) => messages)
        .map((message) => "paymentId" in message && message.paymentId);
      expect(ids).toEqual([world.payments[1]?.id]);
    },
  );

  it("is asked about with the provider that it was opened with", async () => {
    const world = worldOf({ quiet: [{}, { provider: "gateway" }], session: ok(sessionIn("ended")) });
    await world.run();
    expect(world.asked.toSorted()).toEqual(["gateway cs_1", "stripe cs_1"]);
    expect(world.received.map(({ provider }) => provider).toSorted()).toEqual(["gateway", "stripe"]);
  });
});

describe("news of a quiet payment", () => {
  async function nameOf(members: Partial<Payment>): Promise<string | undefined> {
    const world = worldOf({ quiet: [members], session: ok(sessionIn("ended")) });
    await world.run();
    expect(world.received).toMatchObject([{ type: "asked", trace }]);
    return world.received[0]?.providerEventId;
  }

  it("are received like a webhook, under a name that the same news have again", async () => {
    vi.useFakeTimers({ now: 5 * HOUR_MS, toFake: ["Date"] });
    const members = { id: mintPaymentId(0) };
    expect(await nameOf(members)).toBe(`asked:${members.id}:cs_1:pending:payment.ended:5`);
    vi.setSystemTime(5.9 * HOUR_MS);
    expect(await nameOf(members)).toBe(`asked:${members.id}:cs_1:pending:payment.ended:5`);
  });

  it("have another name of another session, of another state, and an hour later", async () => {
    vi.useFakeTimers({ now: 5 * HOUR_MS, toFake: ["Date"] });
    const id = mintPaymentId(0);
    const names = [
      await nameOf({ id }),
      await nameOf({ id, sessionId: null }),
      await nameOf({ id, sessionId: "cs_2" }),
      await nameOf({ id, status: "authorised" }),
    ];
    vi.setSystemTime(6 * HOUR_MS);
    names.push(await nameOf({ id }));
    expect(new Set(names).size).toBe(5);
  });
});

describe("asking about quiet payments", () => {
  it("takes 300 of them, five at a time, and tells how many", async () => {
    const world = worldOf({ quiet: Array.from({ length: 40 }, () => ({})) });
    expect(await world.run()).toBe(40);
    expect(world.limits).toEqual([300]);
    expect(world.asked).toHaveLength(40);
    expect(world.mostAtOnce()).toBe(5);
  });

  it("leaves a provider in peace whose breaker is open, and asks the other one", async () => {
    const world = worldOf({ quiet: [{}, { provider: "gateway" }, {}], breakers: { stripe: "Open" } });
    expect(await world.run()).toBe(1);
    expect(world.asked).toEqual(["gateway cs_1"]);
  });

  it("tries a provider whose breaker is half open", async () => {
    const world = worldOf({ quiet: [{}], breakers: { stripe: "HalfOpen" } });
    expect(await world.run()).toBe(1);
  });

  it("goes on behind one that fails", async () => {
    const world = worldOf({ quiet: [{}, {}], session: ok(sessionIn("ended")) });
    const received = world.received;
    vi.spyOn(received, "push").mockImplementationOnce(() => {
      throw new Error("no connection");
    });
    await world.run();
    expect(received).toHaveLength(1);
    expect(errors.mock.calls).toEqual([[expect.stringContaining("no connection")]]);
  });
});
