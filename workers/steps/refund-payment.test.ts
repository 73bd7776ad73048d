import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId, mintRefundId, mintUserId } from "../../domain/contract/ids.ts";
import type { Mail } from "../../domain/ports/mailer.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { RefundRequestToProvider } from "../../domain/ports/payment-provider.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import type { FailedRefund, Refund } from "../../domain/ports/refunds.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { runStep } from "./run-step.ts";

const eventId = mintEventId();
const bookingId = mintBookingId(eventId, 1);
const paymentId = mintPaymentId(1);
const refundId = mintRefundId(1);

interface World {
  readonly refund?: Partial<Refund>;
  readonly payment?: Partial<Payment>;
  readonly answer?: Result<void>;
  readonly isEnded?: boolean;
}

/** Runs a step with scripted ports: what was done, in order, and which mails went out. */
async function run(script: World, message: OutboxMessage) {
  const did: string[] = [];
  const mails: Mail[] = [];
  const done = async (what: string): Promise<void> => void did.push(what);
  const refund = {
    id: refundId,
    paymentId,
    bookingId,
    eventId,
    amountMinor: 4_500,
    currency: "eur",
    endsBooking: true,
    status: "requested",
    reason: "storm",
    who: "operator",
    ...script.refund,
  };
  const payment = { id: paymentId, buyerId: mintUserId(1), provider: "gateway", intentId: "pi_1", status: "refunding" };
  const services = {
    refunds: {
      find: async () => refund,
      finish: async (id: string, outboxId: string) => done(`finish ${id} ${outboxId}`),
      fail: async (_id: string, error: string, outboxId: string) => done(`fail: ${error} ${outboxId}`),
      noteFailed: async ({ refundId: id, reason, ...about }: FailedRefund, outboxId: string) => {
        did.push(`note ${id} of ${about.paymentId}: ${reason} ${outboxId}`);
        return script.isEnded ?? true;
      },
    },
    payments: { find: async () => ({ ...payment, ...script.payment }) },
    providers: {
      of: (name: string) => ({
        refund: async ({ id, intentId, amount }: RefundRequestToProvider) => {
          did.push(`${name} refunds ${id}: ${amount.amountMinor} ${amount.currency} of ${intentId}`);
          return script.answer ?? ok(undefined);
        },
      }),
    },
    catalogue: { event: async () => ({ name: "A play", venue: "Hall", city: "Graz", startsAt: new Date(0) }) },
    users: { find: async () => ({ name: "Ada", email: "ada@example.com" }) },
    mailer: { send: async (mail: Mail) => void mails.push(mail) },
    outbox: { consume: async (id: string) => done(`consume ${id}`), claim: async () => [] },
    publisher: { publish: async () => {} },
  } as unknown as Services;
  const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
  await runInContext({ trace, waitUntil: () => {} }, () => runStep(services, message, "obx_1"));
  return { did, mails };
}

beforeEach(() => void vi.spyOn(console, "warn").mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

describe("paying back", () => {
  const requested: OutboxMessage = { type: "refund.requested", refundId };
  const asked = `gateway refunds ${refundId}: 4500 eur of pi_1`;

  it("asks the provider that took the money, under the refund's id, and then says that it is done", async () => {
    const { did } = await run({}, requested);
    expect(did).toEqual([asked, `finish ${refundId} obx_1`]);
  });

  it("asks nobody where nothing was paid", async () => {
    for (const script of [{ refund: { amountMinor: 0 } }, { payment: { provider: "free" as const, intentId: null } }]) {
      expect((await run(script, requested)).did).toEqual([`finish ${refundId} obx_1`]);
    }
  });

  it("does nothing again for what is done or has failed", async () => {
    for (const status of ["done", "failed"] as const) {
      expect((await run({ refund: { status } }, requested)).did).toEqual(["consume obx_1"]);
    }
  });

  it("fails for good when the provider says so, and tells why", async () => {
    const answer = refuse("payment_provider_error", { providerCode: "charge_disputed" });
    const { did } = await run({ answer }, requested);
    expect(did).toEqual([asked, "fail: payment_provider_error: charge_disputed obx_1"]);
  });

  it.each(["payment_provider_unavailable", "unavailable"] as const)("is tried again after %s", async (reason) => {
    await expect(run({ answer: refuse(reason) }, requested)).rejects.toThrow(`refund-payment: ${reason}`);
  });

  it("waits while our account with the provider is not in order, and each delivery tells staff why", async () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const answer = refuse("payment_provider_unavailable", { providerStatus: 401, isAnswered: true });
    for (let delivery = 1; delivery <= 3; delivery++) {
      await expect(run({ answer }, requested)).rejects.toThrow("refund-payment: payment_provider_unavailable");
      expect(warn).toHaveBeenCalledTimes(delivery);
    }
    const told: unknown = JSON.parse(String(warn.mock.lastCall?.[0]));
    expect(told).toMatchObject({ message: "refund waits", refundId, error: "payment_provider_unavailable: HTTP 401" });
  });

  it("does not pay a buyer whose bank has taken the money back already", async () => {
    const { did } = await run({ payment: { status: "charged_back" } }, requested);
    expect(did).toEqual(["fail: payment_provider_error: charged_back obx_1"]);
  });

  it("is a bug where nobody knows what the provider calls the money", async () => {
    await expect(run({ payment: { intentId: null } }, requested)).rejects.toThrow("nobody knows the money");
  });
});

describe("a refund that the bank sends back", () => {
  const failed: OutboxMessage = { type: "refund.failed", paymentId, refundId, intentId: "pi_1", reason: "lost_card" };

  it("is written down", async () => {
    expect((await run({}, failed)).did).toEqual([`note ${refundId} of ${paymentId}: lost_card obx_1`]);
  });

  it("is looked at again when nobody has written yet that it was done", async () => {
    await expect(run({ isEnded: false }, failed)).rejects.toThrow("note-failed-refund: refund_under_way");
  });
});

describe("telling the buyer of a refund", () => {
  const done: OutboxMessage = { type: "refund.done", refundId };

  it("sends one mail per refund, with the reason that staff gave", async () => {
    const { did, mails } = await run({ refund: { status: "done" } }, done);
    expect(mails).toMatchObject([{ to: "ada@example.com", idempotencyKey: `refund.done/${refundId}` }]);
    expect(mails[0]?.text).toContain("€45.00");
    expect(mails[0]?.text).toContain("Reason: storm");
    expect(did).toEqual(["consume obx_1"]);
  });

  it("does not tell a buyer his own reason", async () => {
    const { mails } = await run({ refund: { who: mintUserId(1) } }, done);
    expect(mails[0]?.text).not.toContain("Reason");
  });
});
