import { beforeEach, describe, expect, it, vi } from "vitest";
import type { BookingSnapshot, Command } from "../../../domain/contract/event-object.ts";
import {
  mintBookingId,
  mintEventId,
  mintPaymentId,
  mintRefundId,
  mintUserId,
  type BookingId,
} from "../../../domain/contract/ids.ts";
import type { PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import type { ProviderSession } from "../../../domain/ports/payment-provider.ts";
import type { BookingCase } from "../../../domain/reconcile/booking-case.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { runInContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import { reconcileBookings } from "./reconcile-bookings.ts";
import { reconcilePage } from "./reconcile-page.ts";
import { reconcileSuspects } from "./reconcile-suspects.ts";

const event = mintEventId();
const paymentId = mintPaymentId(1);
const trace = { requestId: "req_1", traceparent: "00-a-b-01" };

function snapshot(members: Partial<BookingSnapshot> = {}): BookingSnapshot {
  return {
    id: mintBookingId(event, 1),
    eventId: event,
    buyerId: mintUserId(1),
    status: "confirmed",
    seats: [{ seat: 3, priceMinor: 4_500 }],
    places: [],
    totalMinor: 4_500,
    currency: "eur",
    deadlineMs: null,
    paymentId,
    createdAtMs: 1,
    version: 4,
    ...members,
  };
}

function caseOf(seats: BookingSnapshot, status: PaymentStatus, members: Partial<BookingCase> = {}): BookingCase {
  const payment = {
    id: paymentId,
    provider: "stripe",
    status,
    hasSession: true,
    amountMinor: 4_500,
    currency: "eur",
  } as const;
  const base = { seats, payments: [payment], refunds: [], tickets: [], isUnderWay: false, deadLetters: [] };
  return { ...base, quietForMs: 60_000, ...members };
}

interface World {
  readonly recorded: readonly BookingCase[];
  /** What the object has; a booking that is not among them is forgotten. */
  readonly object: readonly BookingSnapshot[];
  readonly objectIsDown?: boolean;
  readonly session?: Result<ProviderSession>;
  readonly suspects?: readonly BookingId[];
  readonly stalled?: readonly OutboxMessage[];
}

/** Postgres, the object and the provider, scripted; what was done, in order. */
function worldOf({ recorded, object, objectIsDown = false, session, suspects = [], stalled = [] }: World) {
  const did: string[] = [];
  const sent: OutboxMessage[] = [];
  const find = (id: BookingId) => object.find((booking) => booking.id === id);
  const services = {
    reconciler: {
      suspects: async () => suspects,
      stalledCancellations: async () => stalled,
      cases: async (ids: readonly BookingId[]) => {
        did.push(`read ${ids.length} cases`);
        return recorded.filter(({ seats }) => ids.includes(seats.id));
      },
      casesBetween: async (_event: string, after: BookingId | null, until: BookingId | null, limit: number) =>
        recorded
          .filter(({ seats: { id } }) => (after === null || id > after) && (until === null || id <= until))
          .toSorted((a, b) => (a.seats.id < b.seats.id ? -1 : 1))
          .slice(0, limit),
      sendAgain: async (message: OutboxMessage) => (did.push(`send ${message.type}`), sent.push(message), true),
    },
    inventory: {
      async booking(_event: string, id: BookingId) {
        did.push("ask the object");
        if (objectIsDown) return refuse("unavailable");
        const booking = find(id);
        return booking === undefined ? refuse("booking_not_found") : ok(booking);
      },
      bookingsPage: async () =>
        objectIsDown ? refuse("unavailable") : ok({ version: 9, bookings: object, next: null }),
      saveAgain: async (_event: string, ids: readonly BookingId[]) => (
        did.push(`save ${ids.length} again`),
        ok(ids.length)
      ),
      execute: async (_event: string, command: Command) => {
        did.push("evenIfConfirmed" in command ? `${command.type}, even if confirmed` : command.type);
        return { result: ok(snapshot()), replayed: false };
      },
    },
    payments: {
      find: async (id: string) => ({
        id,
        eventId: event,
        bookingId: snapshot().id,
        provider: "stripe",
        sessionId: "cs_1",
      }),
    },
    providers: {
      of: () => ({ session: async () => (did.push("ask the provider"), session ?? ok(sessionIn("open"))) }),
    },
  } as unknown as Services;
  const inContext = <T>(work: () => Promise<T>) => runInContext({ trace, waitUntil: () => {} }, work);
  return {
    did,
    sent,
    reconcile: (ids: readonly BookingId[]) => inContext(() => reconcileBookings(services, ids)),
    page: (after: BookingId | null = null) => inContext(() => reconcilePage(services, event, after)),
    sweep: () => inContext(() => reconcileSuspects(services)),
  };
}

function sessionIn(state: ProviderSession["state"]): ProviderSession {
  return { id: "cs_1", url: null, state, intentId: "pi_1", amount: { amountMinor: 4_500, currency: "eur" } };
}

const warnings = vi.spyOn(console, "warn").mockReturnValue();
const errors = vi.spyOn(console, "error").mockReturnValue();
beforeEach(() => [warnings, errors].forEach((lines) => lines.mockClear()));

const READ = ["read 1 cases", "ask the object"];

/** One booking, as Postgres and the object have it. */
async function reconciled(status: PaymentStatus, over: Partial<World> = {}, members: Partial<BookingSnapshot> = {}) {
  const seats = snapshot(members);
  const world = worldOf({ recorded: [caseOf(seats, status)], object: [seats], ...over });
  const findings = await world.reconcile([seats.id]);
  return { ...world, findings, id: seats.id };
}

describe("a booking", () => {
  it("is read in Postgres before its object is asked, and left alone when both agree", async () => {
    const seats = snapshot();
    const tickets = [{ seat: 3, area: null, status: "valid" as const }];
    const world = worldOf({ recorded: [caseOf(seats, "completed", { tickets })], object: [seats] });
    expect(await world.reconcile([seats.id])).toEqual([]);
    expect(world.did).toEqual(READ);
    expect(warnings).not.toHaveBeenCalled();
  });

  it("whose object is ahead is saved again", async () => {
    const seats = snapshot();
    const behind = caseOf({ ...seats, version: 3 }, "completed");
    const world = worldOf({ recorded: [behind], object: [seats] });
    expect(await world.reconcile([seats.id])).toMatchObject([{ outcome: "saved_again" }]);
    expect(world.did).toEqual([...READ, "save 1 again"]);
  });

  it("that Postgres has never heard of is saved again", async () => {
    const seats = snapshot();
    const world = worldOf({ recorded: [], object: [seats] });
    expect(await world.reconcile([seats.id])).toMatchObject([{ bookingId: seats.id, outcome: "saved_again" }]);
  });

  it("that was taken back gets its message again", async () => {
    const seats = snapshot();
    const refunds = [{ id: mintRefundId(1), paymentId, endsBooking: true, status: "done" as const }];
    const world = worldOf({ recorded: [caseOf(seats, "refunded", { refunds })], object: [seats] });
    expect(await world.reconcile([seats.id])).toMatchObject([{ outcome: "sent_again", detail: "booking.revoked" }]);
    expect(world.sent).toEqual([{ type: "booking.revoked", bookingId: seats.id }]);
  });

  it("reserved for an attempt that has failed can be paid again", async () => {
    const { did, findings } = await reconciled("failed", {}, { status: "pending_payment", deadlineMs: 1 });
    expect(did).toEqual([...READ, "reopen"]);
    expect(findings).toMatchObject([{ outcome: "seats_freed", paymentId }]);
  });

  it("sold to money that went back has no seats", async () => {
    const { did } = await reconciled("voided");
    expect(did).toEqual([...READ, "reopen, even if confirmed"]);
  });

  it("sold to an attempt that failed has none either, once the provider says that no money can come", async () => {
    const { did, findings } = await reconciled("failed", { session: ok(sessionIn("ended")) });
    expect(did).toEqual([...READ, "ask the provider", "reopen, even if confirmed"]);
    expect(findings).toMatchObject([{ outcome: "seats_freed" }]);
  });

  it.each([
    ["authorised", false],
    ["captured", true],
  ] as const)("sold to an attempt that failed keeps them when its money is %s after all", async (state, captured) => {
    const { did, sent } = await reconciled("failed", { session: ok(sessionIn(state)) });
    expect(did).toEqual([...READ, "ask the provider", "send payment.authorised"]);
    const news = {
      type: "payment.authorised",
      paymentId,
      intentId: "pi_1",
      captured,
      amountMinor: 4_500,
      currency: "eur",
    };
    expect(sent).toEqual([news]);
  });

  it.each([refuse("payment_provider_unavailable"), refuse("payment_provider_error"), ok(sessionIn("open"))])(
    "sold to an attempt that failed is looked at again when the provider says nothing: %o",
    async (session) => {
      const { did, findings } = await reconciled("failed", { session });
      expect(did).toEqual([...READ, "ask the provider"]);
      expect(findings).toMatchObject([{ outcome: "waits" }]);
    },
  );

  it("that no step repairs is reported, in the log too, and nothing is done to it", async () => {
    const { did, findings, id } = await reconciled("completed", {}, { status: "expired", seats: [] });
    expect(findings).toEqual([{ bookingId: id, paymentId, outcome: "reported", detail: "paid_without_seats" }]);
    expect(did).toEqual(READ);
    expect(warnings.mock.calls.map(([line]) => JSON.parse(String(line)) as unknown)).toMatchObject([
      { message: "reconciled", bookingId: id, outcome: "reported", detail: "paid_without_seats" },
    ]);
  });

  it("whose object cannot be asked waits: nothing is known, so nothing is done", async () => {
    const { did, findings } = await reconciled("voided", { objectIsDown: true });
    expect(findings).toMatchObject([{ outcome: "waits", detail: "unavailable" }]);
    expect(did).toEqual(READ);
  });
});

describe("many bookings", () => {
  it("are each dealt with, and saved again together, whatever becomes of one", async () => {
    const [good, bad, behind, alsoBehind] = [snapshot(), snapshot(), snapshot(), snapshot()];
    const ahead = (seats: BookingSnapshot) => caseOf({ ...seats, version: 1 }, "completed");
    const world = worldOf({
      recorded: [caseOf(good, "voided"), caseOf(bad, "failed"), ahead(behind), ahead(alsoBehind)],
      object: [good, bad, behind, alsoBehind],
      session: Promise.reject(new Error("no connection")) as unknown as Result<ProviderSession>,
    });
    const findings = await world.reconcile([good, bad, behind, alsoBehind].map(({ id }) => id));
    const outcomes = new Map(findings.map(({ bookingId, outcome }) => [bookingId, outcome]));
    expect(outcomes).toEqual(
      new Map([
        [good.id, "seats_freed"],
        [bad.id, "waits"],
        [behind.id, "saved_again"],
        [alsoBehind.id, "saved_again"],
      ]),
    );
    expect(world.did.filter((what) => what.startsWith("save"))).toEqual(["save 2 again"]);
    expect(errors).toHaveBeenCalledTimes(1);
  });
});

describe("a page of an event", () => {
  const [first, second, third] = [1_000, 2_000, 3_000].map((at) => snapshot({ id: mintBookingId(event, at) }));
  const all = [first, second, third].filter((booking) => booking !== undefined);

  it("looks closer at what differs only", async () => {
    const healthy = all.map((seats) =>
      caseOf(seats, "completed", { tickets: [{ seat: 3, area: null, status: "valid" }] }),
    );
    const world = worldOf({ recorded: healthy, object: all });
    expect(await world.page()).toEqual(ok({ checked: 3, findings: [], next: null }));
    expect(world.did).toEqual(["read 0 cases"]);
  });

  it("finds what only one of the two has", async () => {
    const onlyPostgres = all.slice(0, 1).map((seats) => caseOf(seats, "completed"));
    const forgotten = all.slice(1, 2).map((seats) => caseOf({ ...seats, status: "expired", seats: [] }, "expired"));
    const world = worldOf({ recorded: [...onlyPostgres, ...forgotten], object: all.slice(2) });
    const page = await world.page();
    expect(page).toMatchObject(ok({ checked: 3, next: null }));
    expect(page.ok && page.value.findings.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ["reported", "object_forgot"],
      ["saved_again", "Postgres was behind"],
    ]);
  });

  it("ends where Postgres has more of a stretch than fits", async () => {
    const recorded = Array.from({ length: 1_001 }, (_, i) =>
      caseOf(snapshot({ id: mintBookingId(event, i), status: "expired", seats: [] }), "expired"),
    );
    const last = snapshot({ id: mintBookingId(event, 5_000) });
    const world = worldOf({ recorded, object: [last] });
    const page = await world.page();
    expect(page).toEqual(ok({ checked: 1_000, findings: [], next: recorded[999]?.seats.id }));
    const rest = await world.page(page.ok ? page.value.next : null);
    expect(rest).toMatchObject(ok({ checked: 2, next: null }));
  });

  it("is refused where the object cannot be asked", async () => {
    expect(await worldOf({ recorded: [], object: [], objectIsDown: true }).page()).toEqual(refuse("unavailable"));
  });
});

it("the sweep deals with what Postgres suspects, and pushes cancellations that have stopped", async () => {
  const seats = snapshot();
  const stalled: OutboxMessage = { type: "event.cancelled", eventId: event, batch: 2 };
  const world = worldOf({
    recorded: [caseOf(seats, "voided")],
    object: [seats],
    suspects: [seats.id],
    stalled: [stalled],
  });
  expect(await world.sweep()).toBe(2);
  expect(world.sent).toEqual([stalled]);
  expect(world.did).toEqual(["send event.cancelled", ...READ, "reopen, even if confirmed"]);
});
