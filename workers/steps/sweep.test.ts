import { beforeEach, describe, expect, it, vi } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../domain/contract/ids.ts";
import type { OutboxMessage, OutboxRow } from "../../domain/ports/outbox.ts";
import type { ProviderSession } from "../../domain/ports/payment-provider.ts";
import type { Payment, Webhook } from "../../domain/ports/payments.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { sweep } from "./sweep.ts";

const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
const bookingId = mintBookingId(mintEventId(), 1);
const money = { amountMinor: 9_000, currency: "eur" };

interface World {
  /** Members of the quiet payments that differ from one with the session `cs_1`. */
  readonly quiet?: readonly Partial<Payment>[] | Error;
  readonly session?: Result<ProviderSession>;
  readonly due?: number | Error;
}

/** The ports of the sweep, scripted; what it did with them is noted. */
function worldOf({ quiet = [], session, due = 0 }: World) {
  const limits: number[] = [];
  const asked: string[] = [];
  const received: Webhook[] = [];
  let published = 0;
  const payments = quiet instanceof Error ? [] : quiet.map(quietPayment);
  const rows = Array.from({ length: due instanceof Error ? 0 : due }, () => ({}) as OutboxRow);
  const services = {
    payments: {
      async quiet(limit: number) {
        limits.push(limit);
        if (quiet instanceof Error) throw quiet;
        return payments;
      },
      receive: async (webhook: Webhook) => received.push(webhook) > 0,
    },
    provider: { session: async (id: string) => (asked.push(id), session ?? ok(sessionIn("open"))) },
    outbox: {
      async claim(limit: number) {
        if (due instanceof Error) throw due;
        return rows.splice(0, limit);
      },
    },
    publisher: { publish: async (batch: readonly OutboxRow[]) => void (published += batch.length) },
  };
  const run = () => runInContext({ trace, waitUntil: () => {} }, () => sweep(services as unknown as Services));
  return { run, limits, asked, received, payments, published: () => published };
}

function quietPayment(members: Partial<Payment>, n: number): Payment {
  const payment = {
    id: mintPaymentId(n),
    bookingId,
    provider: "stripe",
    status: "pending",
    sessionId: "cs_1",
  } as const;
  return { ...payment, ...money, ...members } as Payment;
}

function sessionIn(state: ProviderSession["state"]): ProviderSession {
  return { id: "cs_1", url: null, state, intentId: "pi_1", amount: money };
}

const infos = vi.spyOn(console, "info").mockReturnValue();
const errors = vi.spyOn(console, "error").mockReturnValue();
beforeEach(() => [infos, errors].forEach((lines) => lines.mockClear()));

/** Part and count, or part and cause, of each line that was logged. */
function logged(lines: typeof infos): (readonly unknown[])[] {
  return lines.mock.calls.map(([line]) => {
    const { part, count, cause } = JSON.parse(String(line)) as Record<string, unknown>;
    return [part, count ?? cause];
  });
}

describe("the sweep", () => {
  it("asks about quiet payments, sends again what is due, and tells how many of each", async () => {
    const world = worldOf({ quiet: [{}, {}], due: 70 });
    await world.run();
    expect(world.limits).toEqual([50]);
    expect(world.asked).toHaveLength(2);
    expect(world.published()).toBe(70);
    expect(logged(infos)).toEqual([
      ["quiet", 2],
      ["relay", 70],
    ]);
    expect(logged(errors)).toEqual([]);
  });

  it("sends again what is due when nobody can be asked about payments", async () => {
    const world = worldOf({ quiet: new Error("no connection"), due: 3 });
    await world.run();
    expect(world.published()).toBe(3);
    expect(logged(infos)).toEqual([["relay", 3]]);
    expect(logged(errors)).toEqual([["quiet", expect.stringContaining("no connection")]]);
  });

  it("asks about payments when nothing can be sent", async () => {
    const world = worldOf({ quiet: [{}], due: new Error("no connection") });
    await world.run();
    expect(world.asked).toEqual(["cs_1"]);
    expect(logged(infos)).toEqual([["quiet", 1]]);
    expect(logged(errors)).toEqual([["relay", expect.stringContaining("no connection")]]);
  });
});

describe("a quiet payment", () => {
  /** What comes of it, as the inbox receives it. */
  async function becomes(members: Partial<Payment>, session?: Result<ProviderSession>): Promise<OutboxMessage[]> {
    const world = worldOf({ quiet: [members], ...(session && { session }) });
    await world.run();
    expect(logged(errors)).toEqual([]);
    return world.received.flatMap(({ messages }) => messages);
  }

  it("whose session is open still waits for its buyer", async () => {
    expect(await becomes({}, ok(sessionIn("open")))).toEqual([]);
  });

  it("whose session has ended has ended", async () => {
    const [message] = await becomes({}, ok(sessionIn("ended")));
    expect(message).toMatchObject({ type: "payment.ended", bookingId, outcome: "expired" });
  });

  it.each([
    ["authorised", false],
    ["captured", true],
  ] as const)("whose money is %s goes on to its booking", async (state, captured) => {
    const [message] = await becomes({}, ok(sessionIn(state)));
    expect(message).toMatchObject({ type: "payment.authorised", bookingId, intentId: "pi_1", captured, ...money });
  });

  it("that never got a session has ended, and the provider is not asked", async () => {
    const world = worldOf({ quiet: [{ sessionId: null }] });
    await world.run();
    expect(world.received[0]?.messages).toMatchObject([{ type: "payment.ended", outcome: "expired" }]);
    expect(world.asked).toEqual([]);
  });

  it("that was free waits for its own step, and nobody is asked", async () => {
    const world = worldOf({ quiet: [{ provider: "free", sessionId: null }] });
    await world.run();
    expect([world.received, world.asked]).toEqual([[], []]);
  });

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

  it("is received like its webhook, under a name that the same news has again", async () => {
    const world = worldOf({ quiet: [{}], session: ok(sessionIn("ended")) });
    await world.run();
    await world.run();
    const [first, again] = world.received;
    const providerEventId = `asked:${world.payments[0]?.id}:cs_1:payment.ended`;
    expect(first).toMatchObject({ provider: "stripe", providerEventId, type: "asked", trace });
    expect(again?.providerEventId).toBe(providerEventId);
  });

  it("has another name once the payment has a session, so that its end is heard then too", async () => {
    const [before, after] = [{ sessionId: null }, {}];
    const names = await Promise.all(
      [before, after].map(async (payment) => {
        const world = worldOf({ quiet: [payment], session: ok(sessionIn("ended")) });
        await world.run();
        return world.received[0]?.providerEventId;
      }),
    );
    expect(names[0]).toContain(":no-session:");
    expect(names[1]).toContain(":cs_1:");
  });
});
