import { describe, expect, it } from "vitest";
import { BOOKING_STATUSES, type BookingSnapshot, type BookingStatus } from "../contract/event-object.ts";
import { mintBookingId, mintEventId, mintPaymentId, mintRefundId, mintUserId } from "../contract/ids.ts";
import { PAYMENT_STATUSES, type PaymentStatus } from "../payment/payment-statuses.ts";
import type { ProviderSession } from "../ports/payment-provider.ts";
import type { BookingCase, CasePayment, CaseTicket } from "./booking-case.ts";
import { decideRepair, type Known } from "./decide-repair.ts";
import type { Repair } from "./repair.ts";

const eventId = mintEventId();
const BOOKING = mintBookingId(eventId, 1);
const BUYER = mintUserId(1);
const paymentId = mintPaymentId(1);
const refundId = mintRefundId(1);
const TICKET: CaseTicket = { seat: 3, area: null, status: "valid" };

function snapshot(status: BookingStatus, members: Partial<BookingSnapshot> = {}): BookingSnapshot {
  const holds = status === "created" || status === "pending_payment" || status === "confirmed";
  return {
    id: BOOKING,
    eventId,
    buyerId: BUYER,
    status,
    seats: holds ? [{ seat: 3, priceMinor: 4_500 }] : [],
    places: [],
    totalMinor: 4_500,
    currency: "eur",
    deadlineMs: status === "created" || status === "pending_payment" ? 1_000 : null,
    paymentId: status === "created" ? null : paymentId,
    createdAtMs: 1,
    version: 4,
    ...members,
  };
}
function attempt(status: PaymentStatus, members: Partial<CasePayment> = {}): CasePayment {
  return {
    id: paymentId,
    provider: "stripe",
    status,
    hasSession: true,
    amountMinor: 4_500,
    currency: "eur",
    ...members,
  };
}

function caseOf(seats: BookingSnapshot, members: Partial<BookingCase> = {}): BookingCase {
  const base = { seats, payments: [], refunds: [], tickets: [], isUnderWay: false, deadLetters: [] };
  return { ...base, quietForMs: 60_000, ...members };
}

/** A short name for what is decided. */
function named(repair: Repair): string {
  if (repair.act === "send") return repair.message.type;
  return repair.act === "report" ? repair.fault : repair.act;
}

/** Of one attempt, with the tickets that belong to it. `returned`: refunded because it found no seats. */
type Money = PaymentStatus | "none" | "returned";

function caseOfMoney(seats: BookingSnapshot, money: Money): BookingCase {
  if (money === "none") return caseOf(seats);
  const payments = [attempt(money === "returned" ? "refunded" : money)];
  const refund = { id: refundId, paymentId, endsBooking: true, status: "done" } as const;
  const ticketStatus = { completed: "valid", disputed: "held" } as const;
  const isTicketed = seats.status === "confirmed" && (money === "completed" || money === "disputed");
  return caseOf(seats, {
    payments,
    refunds: money === "refunded" ? [refund] : [],
    tickets: isTicketed ? [{ ...TICKET, status: ticketStatus[money] }] : [],
  });
}

const MONEY: readonly Money[] = ["none", ...PAYMENT_STATUSES, "returned"];
const OFF = "nothing";
const PWS = "paid_without_seats";

/** The whole table for one attempt: what is decided when nothing is under way and the provider was not asked. */
const TABLE: Readonly<Record<BookingStatus, Readonly<Record<Money, string>>>> = {
  created: {
    none: OFF,
    pending: OFF,
    processing: OFF,
    authorised: "ask_provider",
    completed: PWS,
    refunding: "refund_lost",
    disputed: PWS,
    failed: OFF,
    expired: OFF,
    voided: OFF,
    refunded: OFF,
    charged_back: OFF,
    returned: OFF,
  },
  pending_payment: {
    none: OFF,
    pending: OFF,
    processing: OFF,
    authorised: "ask_provider",
    completed: PWS,
    refunding: "refund_lost",
    disputed: PWS,
    failed: "unreserve",
    expired: "unreserve",
    voided: "unreserve",
    refunded: "unreserve",
    charged_back: "unreserve",
    returned: "unreserve",
  },
  confirmed: {
    none: "unknown_payment",
    pending: "ask_provider",
    processing: "ask_provider",
    authorised: "ask_provider",
    completed: OFF,
    refunding: "refund_lost",
    disputed: OFF,
    failed: "ask_provider",
    expired: "ask_provider",
    voided: "release",
    refunded: "booking.revoked",
    charged_back: "booking.revoked",
    returned: "release",
  },
  expired: {
    none: OFF,
    pending: "booking.expired",
    processing: "booking.expired",
    authorised: "booking.expired",
    completed: PWS,
    refunding: "refund_lost",
    disputed: PWS,
    failed: OFF,
    expired: OFF,
    voided: OFF,
    refunded: OFF,
    charged_back: OFF,
    returned: OFF,
  },
  cancelled: {
    none: OFF,
    pending: "booking.cancelled",
    processing: "booking.cancelled",
    authorised: "booking.cancelled",
    completed: PWS,
    refunding: "refund_lost",
    disputed: PWS,
    failed: OFF,
    expired: OFF,
    voided: OFF,
    refunded: OFF,
    charged_back: OFF,
    returned: OFF,
  },
  refunded: {
    none: OFF,
    pending: OFF,
    processing: OFF,
    authorised: "ask_provider",
    completed: PWS,
    refunding: "refund_lost",
    disputed: PWS,
    failed: OFF,
    expired: OFF,
    voided: OFF,
    refunded: OFF,
    charged_back: OFF,
    returned: OFF,
  },
};

describe.each(BOOKING_STATUSES)("a booking that is %s", (status) => {
  it.each(MONEY)("beside money that is %s", (money) => {
    const seats = snapshot(status);
    expect(named(decideRepair({ recorded: caseOfMoney(seats, money), seats }))).toBe(TABLE[status][money]);
  });
});

describe("versions", () => {
  const seats = snapshot("confirmed");
  const recorded = caseOfMoney(seats, "voided");

  it("decide first: an object that is ahead saves again, one that is behind has lost something", () => {
    expect(named(decideRepair({ recorded, seats: { ...seats, version: 5 } }))).toBe("save_again");
    expect(named(decideRepair({ recorded, seats: { ...seats, version: 3 } }))).toBe("object_behind");
  });

  it.each<Partial<BookingSnapshot>>([
    { status: "expired" },
    { seats: [] },
    { seats: [{ seat: 3, priceMinor: 4_499 }] },
    { places: [{ area: 0, count: 1, priceMinor: 0 }] },
    { totalMinor: 1 },
    { currency: "usd" },
    { deadlineMs: 7 },
    { paymentId: null },
    { buyerId: mintUserId(2) },
  ])("that are equal have equal contents: %o", (change) => {
    expect(named(decideRepair({ recorded, seats: { ...seats, ...change } }))).toBe("contents_differ");
  });

  it("are the same whatever the order of seats", () => {
    const two = [
      { seat: 3, priceMinor: 1 },
      { seat: 10, priceMinor: 2 },
    ];
    const ours = caseOf(snapshot("created", { seats: two }));
    const theirs = snapshot("created", { seats: two.toReversed() });
    expect(named(decideRepair({ recorded: ours, seats: theirs }))).toBe("nothing");
  });

  it("of a booking that Postgres never heard of: the object saves it", () => {
    expect(named(decideRepair({ recorded: undefined, seats }))).toBe("save_again");
    expect(named(decideRepair({ recorded: undefined, seats: "forgotten" }))).toBe("nothing");
  });
});

describe("a booking that its object has forgotten", () => {
  it.each(BOOKING_STATUSES)("and that was %s", (status) => {
    const decided = named(decideRepair({ recorded: caseOf(snapshot(status)), seats: "forgotten" }));
    expect(decided).toBe(status === "expired" || status === "cancelled" ? "nothing" : "object_forgot");
  });

  it("still has its checkout closed", () => {
    const recorded = caseOfMoney(snapshot("expired"), "pending");
    expect(decideRepair({ recorded, seats: "forgotten" })).toEqual({
      act: "send",
      message: { type: "booking.expired", bookingId: BOOKING, paymentId },
    });
  });
});

describe("what the provider says of an attempt that sold its seats", () => {
  it.each<[PaymentStatus, ProviderSession["state"] | "unreachable", string]>([
    ["failed", "ended", "release"],
    ["expired", "ended", "release"],
    ["failed", "authorised", "send_news"],
    ["expired", "captured", "send_news"],
    ["failed", "processing", "wait"],
    ["failed", "open", "wait"],
    ["failed", "unreachable", "wait"],
    ["authorised", "ended", "send_news"],
    ["authorised", "authorised", "send_news"],
    ["authorised", "captured", "send_news"],
    ["authorised", "unreachable", "wait"],
  ])("%s, and there %s", (status, session, expected) => {
    const seats = snapshot("confirmed");
    expect(named(decideRepair({ recorded: caseOfMoney(seats, status), seats, session }))).toBe(expected);
    const reserved = snapshot("pending_payment");
    if (status !== "authorised") return;
    expect(named(decideRepair({ recorded: caseOfMoney(reserved, status), seats: reserved, session }))).toBe(expected);
  });

  it.each<BookingStatus>(["created", "pending_payment", "confirmed"])(
    "cannot be asked where we never heard of its session: %s",
    (status) => {
      const seats = snapshot(status);
      const recorded = caseOf(seats, { payments: [attempt("authorised", { hasSession: false })] });
      expect(named(decideRepair({ recorded, seats }))).toBe("money_unknown");
    },
  );
});

describe("a free booking", () => {
  const free = (status: PaymentStatus) => attempt(status, { provider: "free", hasSession: false, amountMinor: 0 });

  it.each<BookingStatus>(["pending_payment", "created", "confirmed", "expired"])(
    "that is %s is paid for by us",
    (status) => {
      const seats = snapshot(status);
      expect(decideRepair({ recorded: caseOf(seats, { payments: [free("pending")] }), seats })).toEqual({
        act: "send",
        message: {
          type: "payment.authorised",
          paymentId,
          intentId: null,
          captured: true,
          amountMinor: 0,
          currency: "eur",
        },
      });
    },
  );

  it("that was given up has no seats", () => {
    const seats = snapshot("confirmed");
    expect(named(decideRepair({ recorded: caseOf(seats, { payments: [free("expired")] }), seats }))).toBe("release");
  });
});

describe("a refund that nobody carries out", () => {
  it.each<[PaymentStatus, boolean]>([
    ["refunding", true],
    ["completed", false],
  ])("of a payment that is %s is asked for again", (status, endsBooking) => {
    const seats = snapshot("confirmed");
    const refund = { id: refundId, paymentId, endsBooking, status: "requested" } as const;
    const recorded = { ...caseOfMoney(seats, status), refunds: [refund] };
    expect(decideRepair({ recorded, seats })).toEqual({ act: "send", message: { type: "refund.requested", refundId } });
  });
});

describe("tickets", () => {
  const seats = snapshot("confirmed", { places: [{ area: 1, count: 2, priceMinor: 0 }] });
  const place: CaseTicket = { seat: null, area: 1, status: "valid" };
  const all = [TICKET, place, place];
  const decide = (tickets: readonly CaseTicket[], status: PaymentStatus = "completed") =>
    named(decideRepair({ recorded: caseOf(seats, { payments: [attempt(status)], tickets }), seats }));

  it("are one for each seat and place", () => {
    expect(decide(all)).toBe("nothing");
    expect(
      decide(
        all.map((ticket) => ({ ...ticket, status: "held" as const })),
        "disputed",
      ),
    ).toBe("nothing");
  });

  it.each([
    ["none", []],
    ["one missing", [TICKET, place]],
    ["one too many", [...all, place]],
    ["another seat's", [{ ...TICKET, seat: 4 }, place, place]],
    ["one that is held", [{ ...TICKET, status: "held" as const }, place, place]],
  ])("that do not match what was paid are told: %s", (_, tickets) => {
    expect(decide(tickets)).toBe("tickets_differ");
  });

  it.each(["voided", "refunded", "charged_back", "failed", "authorised"] as const)(
    "of money that is %s are told, and its seats are not freed",
    (status) => expect(decide(all, status)).toBe("tickets_without_money"),
  );

  it.each(["created", "expired", "cancelled", "refunded"] as const)("of a booking that is %s are told", (status) => {
    const ended = snapshot(status);
    expect(named(decideRepair({ recorded: caseOf(ended, { tickets: [TICKET] }), seats: ended }))).toBe(
      "tickets_without_money",
    );
  });
});

describe("two attempts", () => {
  it("of which one has the money and the other the seats are for staff", () => {
    const seats = snapshot("confirmed");
    const payments = [attempt("failed"), attempt("completed", { id: mintPaymentId(2) })];
    expect(named(decideRepair({ recorded: caseOf(seats, { payments }), seats }))).toBe("paid_without_seats");
  });

  it("of which the first had failed and the second is open: its seats stay reserved", () => {
    const second = mintPaymentId(2);
    const seats = snapshot("pending_payment", { paymentId: second });
    const payments = [attempt("failed"), attempt("pending", { id: second })];
    expect(named(decideRepair({ recorded: caseOf(seats, { payments }), seats }))).toBe("nothing");
  });
});

/** Every combination of what can be known, with all seats and money that the table above has. */
function* everything(): Generator<Known & { readonly recorded: BookingCase; readonly seats: BookingSnapshot }> {
  const sessions = [undefined, "open", "processing", "authorised", "captured", "ended", "unreachable"] as const;
  for (const status of BOOKING_STATUSES)
    for (const money of MONEY)
      for (const session of sessions)
        for (const isUnderWay of [false, true])
          for (const quietForMs of [0, 59_999, 60_000])
            for (const deadLetters of [[], ["obx_1"]])
              for (const tickets of [[], [TICKET]]) {
                const seats = snapshot(status);
                const recorded = { ...caseOfMoney(seats, money), isUnderWay, quietForMs, deadLetters, tickets };
                yield { recorded, seats, ...(session === undefined ? {} : { session }) };
              }
}

/** What is decided wherever `isMeant`, each only once. */
function decidedWhere(isMeant: (known: Known & { readonly recorded: BookingCase }) => boolean): readonly string[] {
  const decided = new Set<string>();
  for (const known of everything()) if (isMeant(known)) decided.add(named(decideRepair(known)));
  return [...decided].toSorted();
}

describe("whatever is known", () => {
  it("nothing is done while a message is under way, or the saga has just written", () => {
    expect(decidedWhere(({ recorded }) => recorded.isUnderWay)).toEqual(["nothing", "wait"]);
    expect(decidedWhere(({ recorded }) => recorded.quietForMs < 60_000)).toEqual(["nothing", "wait"]);
  });

  it("a dead letter is told of instead of sending a message after it", () => {
    const decided = decidedWhere(
      ({ recorded }) => recorded.deadLetters.length > 0 && !recorded.isUnderWay && recorded.quietForMs >= 60_000,
    );
    expect(decided).toEqual(["dead_letter", "nothing"]);
  });

  it("seats are never taken from money that is kept or may come, nor from tickets", () => {
    const takenFrom = new Set<string>();
    for (const known of everything()) {
      const decided = named(decideRepair(known));
      if (decided !== "release" && decided !== "booking.revoked") continue;
      const [payment] = known.recorded.payments;
      takenFrom.add(`${payment?.status}, ${known.session ?? "not asked"}, ${known.recorded.tickets.length} tickets`);
    }
    const final = ["charged_back", "refunded", "voided"];
    const sessions = ["authorised", "captured", "ended", "not asked", "open", "processing", "unreachable"];
    expect([...takenFrom].toSorted()).toEqual(
      [
        ...final.flatMap((status) => sessions.map((session) => `${status}, ${session}, 0 tickets`)),
        "expired, ended, 0 tickets",
        "failed, ended, 0 tickets",
      ].toSorted(),
    );
  });

  it("money that is kept without its seats, or without a ticket for each, is never passed over", () => {
    const decided = decidedWhere(({ recorded, seats }) => {
      const { payments, isUnderWay, quietForMs, tickets } = recorded;
      const isKept = payments.some(({ status }) => status === "completed" || status === "disputed");
      const isSold = seats !== "forgotten" && seats.status === "confirmed" && tickets.length === 1;
      return isKept && !isSold && !isUnderWay && quietForMs >= 60_000;
    });
    expect(decided).toEqual(["dead_letter", "paid_without_seats", "tickets_differ"]);
  });

  it("is decided to the end once the provider was asked", () => {
    expect(decidedWhere(({ session }) => session !== undefined)).not.toContain("ask_provider");
  });
});
