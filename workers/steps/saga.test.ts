import { describe, expect, it } from "vitest";
import type { BookingSnapshot, Command } from "../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintPaymentId, mintUserId } from "../../domain/contract/ids.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { ProviderSession } from "../../domain/ports/payment-provider.ts";
import type { Payment, PaymentEnding } from "../../domain/ports/payments.ts";
import { ok, refuse, type Refusal, type Result } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { runStep } from "./run-step.ts";
import { StepNotFinished } from "./step-error.ts";

const event = mintEventId();
const bookingId = mintBookingId(event, 1);
const paymentId = mintPaymentId(1);
const money = { amountMinor: 9_000, currency: "eur" };

const booking: BookingSnapshot = {
  id: bookingId,
  eventId: event,
  buyerId: mintUserId(1),
  status: "confirmed",
  seats: [
    { seat: 3, priceMinor: 4_500 },
    { seat: 4, priceMinor: 4_500 },
  ],
  places: [],
  totalMinor: 9_000,
  currency: "eur",
  deadlineMs: null,
  paymentId,
  createdAtMs: 1,
  version: 3,
};

interface World {
  readonly payment?: Partial<Payment>;
  readonly confirm?: Result<BookingSnapshot>;
  readonly superseded?: boolean;
  /** By another delivery of the same news. */
  readonly confirmedMeanwhile?: boolean;
  readonly unknown?: boolean;
  readonly void?: Result<void>;
  readonly refund?: Result<void>;
  readonly capture?: Result<{ captured: boolean }>;
  readonly expireSession?: Result<ProviderSession>;
  readonly session?: Result<ProviderSession>;
}

/** The ports of the saga, scripted; returns what was done, in order. */
function worldOf(script: World): { readonly services: Services; readonly did: string[] } {
  const did: string[] = [];
  const done = async (what: string): Promise<void> => void did.push(what);
  const payment = {
    id: paymentId,
    bookingId,
    eventId: event,
    status: "pending",
    provider: "stripe",
    sessionId: "cs_1",
    createdAt: new Date(0),
    ...money,
    ...script.payment,
  };
  const provider = {
    capture: async () => (did.push("capture"), script.capture ?? ok({ captured: true })),
    void: async () => (did.push("void"), script.void ?? ok(undefined)),
    refund: async () => (did.push("refund"), script.refund ?? ok(undefined)),
    expireSession: async () => (did.push("expire session"), script.expireSession ?? ok(sessionIn("ended"))),
    session: async () => (did.push("look at session"), script.session ?? ok(sessionIn("ended"))),
  };
  const services = {
    payments: {
      find: async () => (script.unknown === true ? undefined : payment),
      markAuthorised: async () => (did.push("authorised"), script.superseded === true ? "expired" : "authorised"),
      complete: async (_id: string, tickets: readonly unknown[]) => done(`complete with ${tickets.length} tickets`),
      close: async (_id: string, { fact, reason, isFlagged }: PaymentEnding) =>
        done(`close ${fact}: ${reason}${isFlagged === true ? ", flagged" : ""}`),
      markProcessing: async () => done("processing"),
      noteDispute: async (_id: string, outcome: string) => done(`dispute ${outcome}`),
      recordDecline: async (_id: string, message: string) => done(`decline: ${message}`),
    },
    inventory: {
      execute: async (_event: string, command: Command) => {
        did.push(command.type);
        const reopened = ok(script.confirmedMeanwhile === true ? booking : { ...booking, status: "created" });
        const result = command.type === "confirm" ? (script.confirm ?? ok(booking)) : reopened;
        return { result, replayed: false };
      },
    },
    providers: { of: () => provider, all: [] },
    catalogue: { event: async () => ({ startsAt: new Date(8.64e15) }) },
    outbox: { consume: async () => done("consume"), claim: async () => [] },
    publisher: { publish: async () => {} },
    tickets: { sign: async () => "code" },
  };
  return { services: services as unknown as Services, did };
}

function sessionIn(state: ProviderSession["state"]): ProviderSession {
  return { id: "cs_1", url: null, state, intentId: "pi_1", amount: money };
}

function authorised(over: Partial<Extract<OutboxMessage, { type: "payment.authorised" }>> = {}): OutboxMessage {
  return { type: "payment.authorised", paymentId, intentId: "pi_1", captured: false, ...money, ...over };
}

async function run(script: World, message: OutboxMessage): Promise<string[]> {
  const { services, did } = worldOf(script);
  const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
  await runInContext({ trace, waitUntil: () => {} }, () => runStep(services, message, "obx_1"));
  return did;
}

const refused = (reason: Refusal["reason"]) => refuse(reason);

describe("settling an authorised payment", () => {
  it("confirms, then captures, then records payment and tickets", async () => {
    expect(await run({}, authorised())).toEqual(["authorised", "confirm", "capture", "complete with 2 tickets"]);
  });

  it("does not capture what was captured already, nor what was free", async () => {
    expect(await run({}, authorised({ captured: true }))).not.toContain("capture");
    const free = { payment: { provider: "free" as const, amountMinor: 0 } };
    expect(await run(free, authorised({ intentId: null, captured: true, amountMinor: 0 }))).toContain(
      "complete with 2 tickets",
    );
  });

  it.each(["seats_gone", "booking_cancelled", "payment_superseded", "booking_refunded"] as const)(
    "voids the authorisation when the object says %s",
    async (reason) => {
      const did = await run({ confirm: refused(reason) }, authorised());
      expect(did).toEqual(["authorised", "confirm", "reopen", "void", `close voided: ${reason}`]);
    },
  );

  it("refunds instead where the money was taken already", async () => {
    const did = await run({ confirm: refused("seats_gone") }, authorised({ captured: true }));
    expect(did).toEqual(["authorised", "confirm", "reopen", "refund", "close returned: seats_gone"]);
  });

  it("gives nothing back when another delivery has sold the seats meanwhile", async () => {
    const script = { confirm: refused("seats_gone"), confirmedMeanwhile: true };
    await expect(run(script, authorised())).rejects.toThrow("give-back");
  });

  it.each(["unavailable", "overloaded", "internal_error"] as const)(
    "gives nothing back and tries again when the object is %s",
    async (reason) => {
      await expect(run({ confirm: refused(reason) }, authorised())).rejects.toThrow(reason);
    },
  );

  it("opens the booking again before it closes the payment when the capture is refused", async () => {
    const did = await run({ capture: ok({ captured: false }) }, authorised());
    expect(did).toEqual(["authorised", "confirm", "capture", "reopen", "close capture_refused: capture_refused"]);
  });

  it("tries again when the provider cannot be reached for the capture", async () => {
    await expect(run({ capture: refused("payment_provider_unavailable") }, authorised())).rejects.toThrow(
      "unavailable",
    );
  });

  it("voids another amount or currency than was asked for, without touching the seats", async () => {
    for (const wrong of [{ amountMinor: 8_999 }, { currency: "usd" }]) {
      expect(await run({}, authorised(wrong))).toEqual(["reopen", "void", "close voided: amount_mismatch, flagged"]);
    }
  });

  it("voids the second payment of a booking", async () => {
    const did = await run({ superseded: true }, authorised());
    expect(did).toEqual(["authorised", "reopen", "void", "close voided: payment_superseded"]);
  });

  it("does nothing to a payment that is completed, nor to one that we do not know", async () => {
    expect(await run({ payment: { status: "completed" } }, authorised())).toEqual(["consume"]);
    expect(await run({ unknown: true }, authorised())).toEqual(["consume"]);
  });

  it.each(["voided", "refunded"] as const)(
    "takes seats back that a payment which is %s may have confirmed",
    async (status) => {
      expect(await run({ payment: { status } }, authorised())).toEqual(["reopen", "consume"]);
      expect(await run({ payment: { status, provider: "free" } }, authorised())).toEqual(["consume"]);
    },
  );

  it("refunds where the void is refused because the money was taken meanwhile", async () => {
    const did = await run(
      { confirm: refused("payment_superseded"), void: refused("payment_provider_error") },
      authorised(),
    );
    expect(did).toEqual(["authorised", "confirm", "reopen", "void", "refund", "close returned: payment_superseded"]);
    await expect(
      run({ confirm: refused("seats_gone"), void: refused("payment_provider_unavailable") }, authorised()),
    ).rejects.toThrow("unavailable");
  });
});

describe("closing the checkout of a booking that ended", () => {
  const ended: OutboxMessage = { type: "booking.expired", bookingId, paymentId };

  it("expires the provider's session and the payment", async () => {
    expect(await run({}, ended)).toEqual(["expire session", "close expired: the hold ended"]);
  });

  it("has nothing to do without an open payment", async () => {
    expect(await run({ payment: { status: "completed" } }, ended)).toEqual(["consume"]);
  });

  it("settles a payment that was faster than the deadline", async () => {
    const script = { expireSession: refused("payment_provider_error"), session: ok(sessionIn("authorised")) };
    const did = await run(script, ended);
    expect(did).toEqual([
      "expire session",
      "look at session",
      "authorised",
      "confirm",
      "capture",
      "complete with 2 tickets",
    ]);
  });

  it("tries again when the provider cannot be asked, and closes nothing", async () => {
    for (const script of [
      { expireSession: refused("payment_provider_unavailable") },
      { expireSession: refused("payment_provider_error"), session: refused("payment_provider_unavailable") },
      { expireSession: refused("payment_provider_error"), session: ok(sessionIn("open")) },
    ]) {
      await expect(run(script, ended)).rejects.toThrow("close-checkout");
    }
  });

  it("does not ask the provider about a session that was never made", async () => {
    expect(await run({ payment: { sessionId: null } }, ended)).toEqual(["close expired: the hold ended"]);
  });
});

describe("the end of a provider's session", () => {
  const ended: OutboxMessage = { type: "payment.ended", paymentId, outcome: "expired" };

  it("opens the booking again, then closes the payment", async () => {
    expect(await run({}, ended)).toEqual(["look at session", "reopen", "close expired: session expired"]);
  });

  it("is no news where the session is open, or has money", async () => {
    for (const state of ["open", "authorised", "captured"] as const) {
      expect(await run({ session: ok(sessionIn(state)) }, ended)).toEqual(["look at session", "consume"]);
    }
  });

  it("is believed where no session was ever made", async () => {
    const did = await run({ payment: { sessionId: null } }, ended);
    expect(did).toEqual(["reopen", "close expired: session expired"]);
  });

  it("means nothing once money has come, unless that has lapsed", async () => {
    const payment = { status: "authorised" as const };
    const session = ok(sessionIn("authorised"));
    expect(await run({ payment, session }, ended)).toEqual(["look at session", "consume"]);
    const lapsed: OutboxMessage = { ...ended, outcome: "lapsed" };
    const did = await run({ payment }, lapsed);
    expect(did).toEqual(["look at session", "reopen", "close failed: session lapsed"]);
    expect(await run({ payment: { status: "completed" } }, lapsed)).toEqual(["consume"]);
    // Of a session that was never noted, money can still have come.
    expect(await run({ payment: { ...payment, sessionId: null } }, ended)).toEqual(["consume"]);
  });

  it("of a bank that refused is believed at once, before money was there", async () => {
    const refusedByBank: OutboxMessage = { ...ended, outcome: "failed" };
    expect(await run({ payment: { status: "processing" } }, refusedByBank)).toEqual([
      "reopen",
      "close failed: session failed",
    ]);
  });

  it("keeps a decline for the buyer to read", async () => {
    const declined: OutboxMessage = { type: "payment.declined", paymentId, message: "insufficient funds" };
    expect(await run({}, declined)).toEqual(["decline: insufficient funds"]);
  });
});

describe("a slow method", () => {
  const processing: OutboxMessage = { type: "payment.processing", paymentId, intentId: "pi_1" };

  it("has the seats kept until the bank has answered", async () => {
    expect(await run({}, processing)).toEqual(["await_money", "processing"]);
  });

  it("is no news once the bank has answered", async () => {
    for (const status of ["processing", "authorised", "completed", "failed"] as const)
      expect(await run({ payment: { status } }, processing)).toEqual(["consume"]);
  });

  it("is left to the bank when the hold ends while it is thinking", async () => {
    const script = { expireSession: refused("payment_provider_error"), session: ok(sessionIn("processing")) };
    const did = await run(script, { type: "booking.cancelled", bookingId, paymentId });
    expect(did).toEqual(["expire session", "look at session", "processing"]);
  });
});

describe("a dispute", () => {
  it("is written down as the bank tells it", async () => {
    const dispute = { type: "payment.disputed", paymentId, outcome: "opened", reason: "fraudulent" } as const;
    expect(await run({ payment: { status: "completed" } }, dispute)).toEqual(["dispute opened"]);
    await expect(run({ payment: { status: "authorised" } }, dispute)).rejects.toThrow("note-dispute");
  });
});

describe("news that must be looked at before they count", () => {
  const told: OutboxMessage = { type: "payment.told", paymentId, sessionId: "cs_1" };

  it("are acted on as the provider says: the money as much as came, the bank's silence, or the end", async () => {
    const come = await run({ session: ok(sessionIn("authorised")) }, told);
    expect(come).toEqual(["look at session", "authorised", "confirm", "capture", "complete with 2 tickets"]);
    const wrong = ok({ ...sessionIn("captured"), amount: { ...money, amountMinor: 1 } });
    const back = await run({ session: wrong }, told);
    expect(back).toEqual(["look at session", "reopen", "refund", "close returned: amount_mismatch, flagged"]);
    expect(await run({ session: ok(sessionIn("processing")) }, told)).toEqual([
      "look at session",
      "await_money",
      "processing",
    ]);
    expect(await run({ session: ok(sessionIn("ended")) }, told)).toContain("close expired: session expired");
  });

  it("are none while the session is open", async () => {
    expect(await run({ session: ok(sessionIn("open")) }, told)).toEqual(["look at session", "consume"]);
  });

  it("wait for a provider that cannot be asked, and are a bug where he knows nothing of it", async () => {
    await expect(run({ session: refused("payment_provider_unavailable") }, told)).rejects.toThrow(StepNotFinished);
    await expect(run({ session: refused("payment_provider_error") }, told)).rejects.toThrow("knows no session");
  });
});

describe("money that the provider refuses to give back for good", () => {
  it("is flagged, for staff to give it back otherwise, and is not asked for again for ever", async () => {
    const script = { confirm: refused("seats_gone"), refund: refused("payment_provider_error") };
    const did = await run(script, authorised({ captured: true }));
    expect(did).toEqual(["authorised", "confirm", "reopen", "refund", "close returned: refund_failed, flagged"]);
  });
});
