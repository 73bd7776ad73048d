import { describe, expect, it } from "vitest";
import { auditWorld } from "./audit-world.ts";
import { FINDING_KINDS, type FindingCode } from "./finding-kinds.ts";
import {
  bookingId,
  healthyWorld,
  moneyOf,
  PATIENCE_MS,
  paymentId,
  recount,
  stepOf,
  trailTo,
  type ChangeableEvent,
  type ChangeableWorld,
} from "./testing/healthy-world.ts";
import { AT_MS } from "./testing/healthy-stories.ts";
import { tallyWorld } from "./tally-world.ts";

interface Scene {
  readonly world: ChangeableWorld;
  readonly concert: ChangeableEvent;
  readonly calledOff: ChangeableEvent;
}
type Named<T> = (list: readonly T[], id: string) => T;

const SEAT_3 = { seat: 3, area: null, count: 1, priceMinor: 4_500 };
const DAY_MS = 86_400_000;
const OLD_MS = AT_MS - PATIENCE_MS - 1;
const find: Named<{ id: string }> = (list, id) => {
  const found = list.find((one) => one.id === id);
  if (found === undefined) throw new Error(`the healthy world has no ${id}`);
  return found;
};

/** What the concert says of a booking, by each source. */
function about({ concert, world }: Scene, name: string, attempt = 0) {
  const id = bookingId(concert.id, name);
  return {
    object: find(concert.object.bookings, id) as ChangeableEvent["object"]["bookings"][number],
    row: find(concert.bookings, id) as ChangeableEvent["bookings"][number],
    payment: concert.payments.find((payment) => payment.id === paymentId(name, attempt)),
    entry: world.ledger.find((entry) => entry.paymentId === paymentId(name, attempt)),
    refund: concert.refunds.find((refund) => refund.paymentId === paymentId(name, attempt)),
    tickets: concert.tickets.filter((ticket) => ticket.bookingId === id),
  };
}

/** Both copies of a booking. */
function both(scene: Scene, name: string, members: Partial<ChangeableEvent["object"]["bookings"][number]>): void {
  const { object, row } = about(scene, name);
  Object.assign(object, structuredClone(members));
  Object.assign(row, structuredClone(members));
}

/** A payment, with what follows from its status within Postgres. */
function setStatus(scene: Scene, name: string, status: ChangeableEvent["payments"][number]["status"]): void {
  const { payment, row } = about(scene, name);
  Object.assign(payment ?? {}, { status, trail: trailTo(status) });
  row.paymentStatus = status;
}

function codesAfter(corrupt: (scene: Scene) => void): FindingCode[] {
  const scene = healthyWorld();
  corrupt(scene);
  return [...new Set(auditWorld(scene.world, PATIENCE_MS).findings.map(({ code }) => code))];
}

const CORRUPTIONS: Readonly<Record<FindingCode, (scene: Scene) => void>> = {
  seat_owned_twice(scene) {
    const { items } = about(scene, "paid").object;
    both(scene, "held", { items: items.slice(0, 1) });
  },
  area_over_capacity(scene) {
    scene.concert.areaCapacities = [4];
    recount(scene.concert);
  },
  counts_do_not_add_up: ({ concert }) => void concert.object.counts.seats.free++,
  counts_differ({ concert: { object } }) {
    object.counts.seats.sold++;
    object.counts.seats.free--;
  },
  buyer_over_limit: (scene) => void (scene.concert.maxPerBuyer = 2),
  hold_overdue: (scene) => both(scene, "held", { deadlineMs: OLD_MS }),
  journal_lag: (scene) => void about(scene, "paid").object.version++,
  object_behind: (scene) => void about(scene, "paid").row.version++,
  booking_forgotten({ concert }) {
    concert.object.bookings = concert.object.bookings.filter(({ id }) => id !== bookingId(concert.id, "cancelled"));
  },
  copies_differ: (scene) => void (about(scene, "paid").row.items = about(scene, "held").row.items),
  total_differs: (scene) => both(scene, "held", { totalMinor: 4_400 }),
  confirmed_unpaid(scene) {
    both(scene, "refunded", { status: "confirmed", items: [SEAT_3] });
    recount(scene.concert);
  },
  paid_unconfirmed(scene) {
    both(scene, "paid", { status: "expired", items: [] });
    recount(scene.concert);
  },
  money_without_tickets({ concert }) {
    concert.tickets = concert.tickets.filter(({ bookingId: of }) => of !== bookingId(concert.id, "paid"));
  },
  tickets_differ: ({ concert }) => void concert.tickets.shift(),
  ended_with_tickets: (scene) => about(scene, "refunded").tickets.forEach((ticket) => (ticket.status = "valid")),
  ticket_of_nobody({ concert }) {
    concert.tickets.push({ id: "tkt_stray", bookingId: "bkg_of_another", seat: null, area: 0, status: "valid" });
  },
  disputed_ticket_valid: (scene) => about(scene, "disputed").tickets.forEach((ticket) => (ticket.status = "valid")),
  seat_ticketed_twice({ concert }) {
    concert.tickets.push(...concert.tickets.slice(0, 1).map((ticket) => ({ ...ticket, id: "tkt_copy" })));
  },
  amount_differs: (scene) => Object.assign(about(scene, "paying").payment ?? {}, { amountMinor: 4_400 }),
  two_open_attempts(scene) {
    const { payment } = about(scene, "paying");
    if (payment !== undefined) scene.concert.payments.push({ ...payment, id: "pay_another", quietSinceMs: AT_MS });
  },
  payment_status_differs: (scene) => void (about(scene, "retried").row.paymentStatus = "failed"),
  payment_stuck(scene) {
    both(scene, "paying", { status: "expired", items: [], deadlineMs: null });
    recount(scene.concert);
  },
  trail_broken: (scene) => Object.assign(about(scene, "paid").payment ?? {}, { trail: trailTo("authorised") }),
  charged_twice: (scene) => Object.assign(about(scene, "retried").entry ?? {}, { capturedMinor: 4_500 }),
  payment_without_money({ world }) {
    world.ledger = world.ledger.filter((entry) => entry.paymentId !== paymentId("paid"));
  },
  captured_differs: (scene) => Object.assign(about(scene, "paid").entry ?? {}, { capturedMinor: 8_000 }),
  authorisation_left_open: (scene) => Object.assign(about(scene, "late").entry ?? {}, { heldMinor: 4_500 }),
  money_kept: (scene) => Object.assign(about(scene, "returned").entry ?? {}, { refundedMinor: 4_000 }),
  money_unnoticed({ world }) {
    world.ledger.push(moneyOf({ id: "money_quiet", paymentId: paymentId("paying"), capturedMinor: 4_500 }));
  },
  money_unknown({ world }) {
    world.ledger.push(moneyOf({ id: "money_of_nobody", paymentId: "pay_nobody" }));
  },
  dispute_differs: (scene) => Object.assign(about(scene, "disputed").entry ?? {}, { dispute: null }),
  refund_sum_differs: (scene) => Object.assign(about(scene, "partly").payment ?? {}, { refundedMinor: 900 }),
  refund_differs_in_ledger: (scene) => Object.assign(about(scene, "partly").entry ?? {}, { refundedMinor: 2_000 }),
  refund_out_of_step: ({ concert }) => {
    concert.refunds = concert.refunds.filter(({ status }) => status !== "requested");
  },
  refund_stuck: (scene) => Object.assign(about(scene, "refunding").refund ?? {}, { createdAtMs: OLD_MS }),
  step_unconsumed: ({ world }) => world.steps.forEach((step) => (step.createdAtMs = OLD_MS)),
  step_dead: ({ world }) => world.steps.forEach((step) => (step.isDead = true)),
  paid_unannounced: (scene) => Object.assign(about(scene, "paid").payment ?? {}, { isAnnounced: false }),
  webhook_lost({ world, concert: { id: eventId } }) {
    world.lostMessages.push({ provider: "stripe", providerEventId: "evt_1", type: "payment.authorised", eventId });
  },
  cancelled_but_paid({ concert }) {
    Object.assign(concert, { cancelledAtMs: OLD_MS, cancellationDoneAtMs: OLD_MS });
  },
  cancellation_stalled: ({ concert }) => void (concert.cancelledAtMs = OLD_MS),
};

describe("the auditor", () => {
  it("finds nothing in a world where nothing is wrong, and lists what is under way", () => {
    const { findings, underWay } = auditWorld(healthyWorld().world, PATIENCE_MS);
    expect(findings).toEqual([]);
    const names = underWay.map(({ code }) => code).toSorted();
    expect(names).toEqual(["hold_overdue", "hold_overdue", "payment_stuck", "refund_stuck", "step_unconsumed"]);
  });

  it.each(Object.keys(FINDING_KINDS) as FindingCode[])("names %s, and nothing else, where it is planted", (code) => {
    expect(codesAfter(CORRUPTIONS[code])).toEqual([code]);
  });

  it("names money that the bank has sent back to us, until it has gone once more", () => {
    const comesBack = (name: string) => (scene: Scene) => {
      const { payment, refund, entry } = about(scene, name);
      Object.assign(payment ?? {}, { refundedMinor: 0, isFlagged: true });
      Object.assign(refund ?? {}, { status: "failed" });
      Object.assign(entry ?? {}, { refundedMinor: 0 });
      return { payment, refund, entry };
    };
    for (const name of ["refunded", "half"]) expect(codesAfter(comesBack(name))).toEqual(["money_kept"]);
    expect(
      codesAfter((scene) => {
        const { payment, refund, entry } = comesBack("half")(scene);
        const again = { id: "rfd_again", endsBooking: false, status: "done", createdAtMs: AT_MS } as const;
        if (refund !== undefined) scene.concert.refunds.push({ ...refund, ...again });
        for (const row of [payment, entry]) Object.assign(row ?? {}, { refundedMinor: 2_250 });
      }),
    ).toEqual([]);
  });

  it("names money that was returned for want of seats and has come back, parts given back before or not", () => {
    expect(
      codesAfter((scene) => {
        const { payment, entry } = about(scene, "refunded");
        const part = { status: "done", amountMinor: 500, endsBooking: false } as const;
        const refund = scene.concert.refunds.find(({ paymentId: of }) => of === payment?.id);
        if (refund === undefined) throw new Error("no refund");
        scene.concert.refunds.push({ ...refund, ...part, id: "rfd_part", createdAtMs: AT_MS - 20_000 });
        Object.assign(refund, { status: "failed", amountMinor: 4_000 });
        for (const row of [payment, entry]) Object.assign(row ?? {}, { refundedMinor: 500 });
      }),
    ).toEqual(["money_kept"]);
    expect(
      codesAfter((scene) => void Object.assign(about(scene, "returned").entry ?? {}, { refundedMinor: 0 })),
    ).toEqual(["money_kept"]);
  });

  it("names a ticket whose booking is another event's", () => {
    expect(
      codesAfter(({ concert, calledOff }) => {
        const [ticket] = concert.tickets;
        if (ticket === undefined) throw new Error("no ticket");
        calledOff.tickets.push({ ...ticket, id: "tkt_moved" });
      }),
    ).toEqual(["ticket_of_nobody"]);
  });

  it.each<[string, ChangeableEvent["payments"][number]["trail"]]>([
    ["is empty", []],
    ["does not begin with the payment", [{ from: "pending", to: "completed" }]],
    ["lacks a change", [...trailTo("pending"), { from: "authorised", to: "completed" }]],
    ["lacks the last change", trailTo("authorised")],
    ["begins twice", [...trailTo("completed"), ...trailTo("completed")]],
  ])("names an audit trail that %s", (_what, trail) => {
    expect(codesAfter((scene) => Object.assign(about(scene, "paid").payment ?? {}, { trail }))).toEqual([
      "trail_broken",
    ]);
  });

  it("takes a note about a payment, which changes nothing, for no gap in its trail", () => {
    const note = { from: "pending", to: "pending" };
    const trail = [...trailTo("pending"), note, { from: "pending", to: "completed" }];
    expect(codesAfter((scene) => Object.assign(about(scene, "paid").payment ?? {}, { trail }))).toEqual([]);
  });

  it("says where what differs, in figures", () => {
    const { world } = healthyWorld();
    world.ledger.forEach((entry) => {
      if (entry.paymentId === paymentId("paid")) entry.capturedMinor = 8_000;
    });
    const [finding] = auditWorld(world, PATIENCE_MS).findings;
    expect(finding?.says).toBe("pay_paid0 is completed for 9000 eur; stripe has taken 8000 eur");
  });
});

describe("work under way", () => {
  const CASES: Readonly<Record<string, readonly [FindingCode, (scene: Scene, atMs: number) => void]>> = {
    "money that came late to an expired payment": [
      "authorisation_left_open",
      (scene, atMs) => {
        setStatus(scene, "late", "expired");
        Object.assign(about(scene, "late").entry ?? {}, { heldMinor: 4_500, movedAtMs: atMs });
      },
    ],
    "a second payment that was taken at once": [
      "charged_twice",
      (scene, atMs) => Object.assign(about(scene, "retried").entry ?? {}, { capturedMinor: 4_500, movedAtMs: atMs }),
    ],
    "seats whose money went back and that a step will free": [
      "confirmed_unpaid",
      (scene, atMs) => {
        both(scene, "refunded", { status: "confirmed", items: [SEAT_3] });
        recount(scene.concert);
        scene.world.steps.push({ ...stepOf("booking.revoked", scene.concert.id, "refunded"), createdAtMs: atMs });
      },
    ],
    "a hold that ended while its payment was open": [
      "payment_stuck",
      (scene, atMs) => {
        both(scene, "paying", { status: "expired", items: [], deadlineMs: null });
        recount(scene.concert);
        scene.world.steps.push({ ...stepOf("booking.expired", scene.concert.id, "paying"), createdAtMs: atMs });
      },
    ],
    "a payment whose money nobody has seen yet": [
      "money_unnoticed",
      ({ world }, movedAtMs) => {
        world.ledger.push(moneyOf({ id: "money_new", paymentId: paymentId("paying"), movedAtMs }));
      },
    ],
    "a round that deals with what a cancellation left": [
      "cancelled_but_paid",
      ({ world, concert }, createdAtMs) => {
        Object.assign(concert, { cancelledAtMs: OLD_MS, cancellationDoneAtMs: OLD_MS });
        world.steps.push({ ...stepOf("event.cancelled", concert.id, ""), bookingId: null, createdAtMs });
      },
    ],
    "a dispute that the bank has just opened": [
      "dispute_differs",
      (scene, openedAtMs) =>
        Object.assign(about(scene, "paid").entry ?? {}, { dispute: { state: "open", amountMinor: 9_000, openedAtMs } }),
    ],
  };

  it.each(Object.entries(CASES))("%s is no finding before patience is over", (_what, [code, plant]) => {
    expect(codesAfter((scene) => plant(scene, AT_MS - PATIENCE_MS))).toEqual([]);
    expect(codesAfter((scene) => plant(scene, OLD_MS))).toContain(code);
  });

  it("is none of the auditor's business when a payment of this account is another deployment's", () => {
    expect(
      codesAfter(({ world }) => {
        const elsewhere = { id: "money_elsewhere", paymentId: "pay_elsewhere", bookingId: "bkg_0000000000e15ewhere" };
        world.ledger.push(moneyOf(elsewhere));
      }),
    ).toEqual([]);
  });

  it("a slow bank may take until the time that the object has given it", () => {
    const slow = (deadlineMs: number) => (scene: Scene) => {
      setStatus(scene, "paying", "processing");
      Object.assign(about(scene, "paying").payment ?? {}, { createdAtMs: AT_MS - 15 * DAY_MS });
      both(scene, "paying", { deadlineMs });
    };
    expect(codesAfter(slow(AT_MS + 3 * DAY_MS))).toEqual([]);
    expect(codesAfter(slow(OLD_MS))).toEqual(["hold_overdue", "payment_stuck"]);
  });

  it("a slow bank whose booking is over may take two weeks", () => {
    const slow = (createdAtMs: number) => (scene: Scene) => {
      setStatus(scene, "paying", "processing");
      Object.assign(about(scene, "paying").payment ?? {}, { createdAtMs });
      both(scene, "paying", { status: "expired", items: [], deadlineMs: null });
      recount(scene.concert);
    };
    expect(codesAfter(slow(AT_MS - 14 * DAY_MS - PATIENCE_MS))).toEqual([]);
    expect(codesAfter(slow(AT_MS - 14 * DAY_MS - PATIENCE_MS - 1))).toEqual(["payment_stuck"]);
  });

  it("a round of a cancellation that was given up excuses nothing", () => {
    expect(
      codesAfter(({ world, concert }) => {
        Object.assign(concert, { cancelledAtMs: OLD_MS, cancellationDoneAtMs: OLD_MS });
        world.steps.push({ ...stepOf("event.cancelled", concert.id, ""), bookingId: null, isDead: true });
      }),
    ).toEqual(["cancelled_but_paid", "step_dead"]);
  });

  it("counts are not compared with bookings that were read at another version", () => {
    expect(
      codesAfter(({ concert: { object } }) => {
        object.counts.seats.sold++;
        object.counts.seats.free--;
        object.version = null;
      }),
    ).toEqual([]);
  });
});

describe("the tally", () => {
  it("has the same sums by each source that knows them", () => {
    const lines = tallyWorld(healthyWorld().world).filter(({ what }) => what !== "bookings");
    for (const { what, object, postgres, ledgers } of lines) {
      const known = [object, postgres, ledgers].filter((figure) => figure !== null);
      expect([what, new Set(known).size]).toEqual([what, 1]);
    }
    const kept = lines.find(({ what }) => what === "kept");
    expect(kept).toMatchObject({ currency: "eur", postgres: 34_250 });
  });
});
