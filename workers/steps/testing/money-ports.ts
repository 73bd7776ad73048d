/** The ports of the steps over a `MoneyWorld`; each write may be the last thing that the process does. */
import type { Command } from "../../../domain/contract/event-object.ts";
import type { PaymentId, RefundId } from "../../../domain/contract/ids.ts";
import { TRANSITIONS, type PaymentFact } from "../../../domain/payment/payment-machine.ts";
import { OPEN_STATUSES, PAID_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import type { PaymentEnding, Payment } from "../../../domain/ports/payments.ts";
import type { ProviderSession, RefundRequestToProvider } from "../../../domain/ports/payment-provider.ts";
import type { Refund } from "../../../domain/ports/refunds.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";
import {
  attemptOf,
  BOOKING,
  BUYER,
  command,
  EVENT,
  ours,
  PRICE,
  tell,
  type Attempt,
  type MoneyWorld,
} from "./money-world.ts";

export const REFUND = "rfd_1" as RefundId;

/** The process was killed after a write. */
export class Killed extends Error {}

/** What the repository throws where the attempt has ended otherwise: the message is delivered again. */
export class NotCompleted extends Error {}

/** A rule was broken: not a state to go on from. */
export class Violation extends Error {}

export interface MoneyPorts {
  readonly services: Services;
  /** Passed so far. */
  readonly points: () => number;
}

export interface Faults {
  /** Dies there. Each write has two points: before it and behind it. */
  readonly killAt?: number;
  /** There something else happens before it goes on. */
  readonly pause?: { readonly at: number; readonly meanwhile: () => Promise<void> };
  /** The bank does, when it is asked. */
  readonly refusesCapture?: boolean;
  /** A deliberate bug in the ports (money-bugs.ts). */
  readonly sabotage?: Sabotage | undefined;
}

export type Sabotage = (services: Services, world: MoneyWorld) => Services;

export function portsOf(world: MoneyWorld, faults: Faults = {}): MoneyPorts {
  let points = 0;
  /** Before a write and behind it: where a process can die, and where others go on while it waits. */
  const point = async (): Promise<void> => {
    if (++points === faults.killAt) throw new Killed();
    if (points === faults.pause?.at) await faults.pause.meanwhile();
  };
  const write = async <T>(effect: () => T): Promise<T> => {
    await point();
    const value = effect();
    await point();
    return value;
  };
  const become = (attempt: Attempt, fact: PaymentFact): boolean => {
    const next = TRANSITIONS[attempt.status][fact];
    if (next === undefined) return false;
    attempt.status = next;
    return true;
  };
  const consume = (id: string): void => void delete world.outbox[id];
  const isOneOf = (status: PaymentStatus, statuses: readonly PaymentStatus[]): boolean => statuses.includes(status);

  const payments: Partial<Services["payments"]> = {
    find: async (id) => paymentOf(attemptOf(world, id)),
    markAuthorised: (id) =>
      write(() => {
        const attempt = attemptOf(world, id);
        const rivals = world.attempts.filter((other) => other !== attempt);
        if (!rivals.some(({ status }) => isOneOf(status, [...OPEN_STATUSES, ...PAID_STATUSES])))
          become(attempt, "authorised");
        return attempt.status;
      }),
    markProcessing: (id, _intent, outboxId) =>
      write(() => {
        become(attemptOf(world, id), "processing");
        consume(outboxId);
      }),
    complete: (id, tickets, outboxId) =>
      write(() => {
        const attempt = attemptOf(world, id);
        become(attempt, "captured");
        if (attempt.status !== "completed") throw new NotCompleted(`complete finds ${attempt.status}`);
        if (attempt.money !== "captured") throw new Violation("tickets for money that was not taken");
        if (world.ticket === "none" && tickets.length > 0) world.ticket = "valid";
        tell(world, `booking.paid:${id}`, { type: "booking.paid", bookingId: BOOKING, paymentId: id });
        consume(outboxId);
      }),
    close: (id, ending: PaymentEnding, outboxId) =>
      write(() => {
        become(attemptOf(world, id), ending.fact);
        consume(outboxId);
      }),
    noteDispute: (id, outcome, _reason, outboxId) =>
      write(() => {
        const attempt = attemptOf(world, id);
        if (outcome !== "opened" || !attempt.wasDisputeWon) become(attempt, `dispute_${outcome}`);
        if (outcome === "won" && attempt.status === "completed") attempt.wasDisputeWon = true;
        if (attempt.status === "disputed" && world.ticket === "valid") world.ticket = "held";
        if (attempt.status === "completed" && world.ticket === "held") world.ticket = "valid";
        if (attempt.status === "charged_back") {
          world.ticket = "void";
          tell(world, "booking.revoked", { type: "booking.revoked", bookingId: BOOKING });
        }
        consume(outboxId);
      }),
  };

  const endRefund = (status: "done" | "failed", fact: PaymentFact): boolean => {
    if (world.refund?.status !== "requested") return false;
    world.refund = { ...world.refund, status };
    return become(attemptOf(world, world.refund.of), fact);
  };
  const refunds: Partial<Services["refunds"]> = {
    find: async () => refundOf(world),
    finish: (_id, outboxId) =>
      write(() => {
        if (endRefund("done", "refund_done"))
          tell(world, "booking.revoked", { type: "booking.revoked", bookingId: BOOKING });
        consume(outboxId);
      }),
    fail: (_id, _error, outboxId) =>
      write(() => {
        if (endRefund("failed", "refund_failed")) world.ticket = "valid";
        consume(outboxId);
      }),
  };

  const byIntent = (intent: string): Attempt => attemptOf(world, intent as PaymentId);
  const provider = {
    session: async (id: string) => ok(sessionOf(byIntent(id))),
    expireSession: (id: string) =>
      write((): Result<ProviderSession> => {
        const attempt = byIntent(id);
        if (attempt.session !== "open") return refuse("payment_provider_error");
        attempt.session = "ended";
        return ok(sessionOf(attempt));
      }),
    capture: (_payment: PaymentId, intent: string) =>
      write(() => {
        const attempt = byIntent(intent);
        if (attempt.money === "captured") return ok({ captured: true });
        if (attempt.money !== "authorised") return ok({ captured: false });
        const booking = ours(world);
        const isSold = booking?.status === "confirmed" && booking.paymentId === attempt.id;
        if (!isSold) throw new Violation("money is taken for seats that are not sold (I2)");
        attempt.money = faults.refusesCapture === true ? "voided" : "captured";
        return ok({ captured: attempt.money === "captured" });
      }),
    void: (_payment: PaymentId, intent: string) =>
      write((): Result<void> => {
        const attempt = byIntent(intent);
        if (attempt.money === "captured" || attempt.money === "refunded") return refuse("payment_provider_error");
        mayGoBack(attempt);
        if (attempt.money === "authorised") attempt.money = "voided";
        return ok(undefined);
      }),
    refund: ({ id, intentId }: RefundRequestToProvider) =>
      write((): Result<void> => {
        const attempt = byIntent(intentId);
        if (id !== REFUND) mayGoBack(attempt);
        attempt.money = "refunded";
        return ok(undefined);
      }),
    breaker: async () => ({ state: "Closed" as const }),
  };

  const services = {
    payments,
    refunds,
    providers: { of: () => provider, all: [] },
    inventory: {
      execute: (_event: string, asked: Command) => write(() => ({ result: command(world, asked), replayed: false })),
    },
    catalogue: { event: async () => ({ startsAt: new Date(8.64e15) }) },
    outbox: {
      consume: (id: string) => write(() => consume(id)),
      claim: async () => [],
    },
    publisher: { publish: async () => undefined },
    tickets: { sign: async () => "code" },
  } as unknown as Services;
  return { services: faults.sabotage?.(services, world) ?? services, points: () => points };
}

function mayGoBack({ status }: Attempt): void {
  if ((PAID_STATUSES as readonly string[]).includes(status))
    throw new Violation(`money of a ${status} payment goes back`);
}

function paymentOf({ id, status, isAttached }: Attempt): Payment {
  return {
    id,
    bookingId: BOOKING,
    eventId: EVENT,
    buyerId: BUYER,
    provider: "stripe",
    ...PRICE,
    status,
    sessionId: isAttached ? id : null,
    sessionUrl: null,
    sessionExpiresAt: new Date(0),
    intentId: id,
    acceptsEqualSeats: false,
    refundedMinor: 0,
    flag: null,
    lastError: null,
    createdAt: new Date(0),
  };
}

export function sessionOf({ id, session, money }: Attempt): ProviderSession {
  const common = { id, url: null, intentId: id, amount: PRICE };
  switch (money) {
    case "none":
      return { ...common, state: session === "open" ? "open" : "ended" };
    case "refused":
    case "voided":
    case "lapsed":
      return { ...common, state: "ended" };
    case "processing":
    case "authorised":
    case "captured":
      return { ...common, state: money };
    case "refunded":
      return { ...common, state: "captured" };
  }
}

function refundOf({ refund }: MoneyWorld): Refund | undefined {
  return refund === null
    ? undefined
    : {
        id: REFUND,
        paymentId: refund.of,
        bookingId: BOOKING,
        eventId: EVENT,
        ...PRICE,
        endsBooking: true,
        status: refund.status,
        reason: "asked",
        who: "operator",
        lastError: null,
        createdAt: new Date(0),
        endedAt: null,
      };
}
