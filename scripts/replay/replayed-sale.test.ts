import { describe, expect, it } from "vitest";
import { packLogEntry, unpackLogEntry } from "../../durable-objects/event/command-log.ts";
import { stateHash } from "../../domain/inventory/state-hash.ts";
import { ANN, BEN, bookingId, CONFIG, EVENT_ID, paymentId, Sale } from "../../domain/inventory/testing/sale.ts";
import { BookingHistory } from "./booking-history.ts";
import { bookingText, seatText } from "./history-text.ts";
import { PlanLabels } from "./plan-labels.ts";
import { isLater, ReplayedSale, type Watcher } from "./replayed-sale.ts";
import { SeatHistory } from "./seat-history.ts";
import { comparisonText, stateText } from "./state-text.ts";

const [B1, B2, B3] = [bookingId(1), bookingId(2), bookingId(3)];
const [P1, P2] = [paymentId(1), paymentId(2)];
const START_MS = Date.UTC(2026, 10, 21, 10);
const LABELS = new PlanLabels({
  zones: [{ name: "B" }],
  rows: [{ zone: 0, label: "12", firstSeat: 0, seatCount: 10 }],
  seats: { label: Array.from({ length: 10 }, (_, i) => String(i + 7)) },
});

/** Seat 0: Ann lets it go by, Ben's slow money buys it, he gives it back, and the organiser blocks it. */
function scriptedSale(): Sale {
  const sale = new Sale();
  sale.nowMs = START_MS;
  sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0, 1] });
  sale.nowMs += CONFIG.holdTtlMs + 4_000;
  sale.does({ type: "buy", bookingId: B2, buyerId: BEN, paymentId: P2, seats: [0], places: [{ area: 0, count: 2 }] });
  sale.does({ type: "create_booking", bookingId: B3, buyerId: ANN, seats: [5] });
  sale.nowMs += 1_000;
  sale.does({ type: "await_money", bookingId: B2, paymentId: P2, untilMs: START_MS + 86_400_000 });
  sale.nowMs += 60_000;
  sale.does({ type: "confirm", bookingId: B2, paymentId: P2 });
  sale.nowMs += 60_000;
  sale.does({ type: "revoke", bookingId: B2 });
  sale.reconfigure({ blockedSeats: [0] });
  return sale;
}

function replayed({ log }: Sale, ...watchers: readonly Watcher[]): ReplayedSale {
  const sale = new ReplayedSale(watchers);
  // As an object that knew of no images has written it.
  const stored = log.map((entry) => unpackLogEntry(packLogEntry(entry)));
  for (const [i, entry] of stored.entries()) sale.add({ number: i + 1, entry });
  return sale;
}

describe("a sale that is replayed", () => {
  it("comes to the state that it was, to the hash", () => {
    const sale = scriptedSale();
    const again = replayed(sale);
    expect(again.hash).toBe(stateHash(sale.state));
    expect(again).toMatchObject({ lastEntry: 8, entries: 8, atMs: sale.nowMs });
  });

  it("tells which entry does not do again what it was logged for", () => {
    const sale = scriptedSale();
    const again = replayed(sale);
    const entry = { kind: "batch", atMs: sale.nowMs, expired: 9, commands: [] } as const;
    expect(() => again.add({ number: 9, entry })).toThrow("WRONG: entry 9");
  });

  it("stops after an entry, or before the first that is later than a time", () => {
    const stored = scriptedSale().log.map((entry, i) => ({ number: i + 1, entry }));
    const keptBy = (until: Parameters<typeof isLater>[1]): number => stored.findIndex((each) => isLater(each, until));
    expect(keptBy({ entry: 3 })).toBe(3);
    expect(keptBy({ atMs: START_MS })).toBe(2);
    expect(keptBy({ atMs: START_MS - 1 })).toBe(1);
    expect(keptBy({ atMs: START_MS + 86_400_000 })).toBe(-1);
  });

  it("says that there is nothing before the log's begin", () => {
    expect(() => new ReplayedSale([]).state).toThrow("There is nothing before that");
  });
});

describe("what a seat went through", () => {
  it("is every change of its own, each at the time when it took effect", () => {
    const history = new SeatHistory(0);
    replayed(scriptedSale(), history);
    const steps = history.steps.map(({ atMs, what, booking, from, to }) => [
      atMs === null ? null : (atMs - START_MS) / 1_000,
      what,
      booking?.id ?? null,
      from,
      to,
    ]);
    const boughtS = CONFIG.holdTtlMs / 1_000 + 4;
    expect(steps).toEqual([
      [0, "create_booking", B1, "FREE", "SELECTED"],
      // At its deadline, though it was noted four seconds later.
      [CONFIG.holdTtlMs / 1_000, "expired", B1, "SELECTED", "FREE"],
      [boughtS, "buy", B2, "FREE", "RESERVED"],
      [boughtS + 1, "await_money", B2, "RESERVED", "RESERVED"],
      [boughtS + 61, "confirm", B2, "RESERVED", "SOLD"],
      [boughtS + 121, "revoke", B2, "SOLD", "FREE"],
      [null, "configured", null, "FREE", "BLOCKED"],
    ]);
  });

  it("leaves out what happens to other seats of the same booking", () => {
    const sale = scriptedSale();
    sale.does({ type: "select", bookingId: B3, buyerId: ANN, seats: [6] });
    const history = new SeatHistory(5);
    replayed(sale, history);
    expect(history.steps.map(({ what }) => what)).toEqual(["create_booking"]);
  });

  it("is a table that names seat, times, buyers and bookings", () => {
    const history = new SeatHistory(0);
    const { state } = replayed(scriptedSale(), history);
    const text = seatText(history, 0, LABELS, EVENT_ID, state).join("\n");
    expect(text).toContain("Seat B-12-7, st_");
    expect(text).toMatch(/2026-11-21 10:10:00\.000 +expired +…\w{6} +…\w{6} +SELECTED +→ +FREE\n/);
    expect(text).toMatch(/2026-11-21 10:10:05\.000 +await_money .* RESERVED +→ +RESERVED +2026-11-22 10:00:00\.000/);
    expect(text).toContain(`${B2}  of ${BEN}  refunded, ${P2}`);
  });

  it("is nothing where nobody wanted it", () => {
    const history = new SeatHistory(3);
    const { state } = replayed(scriptedSale(), history);
    expect(seatText(history, 3, LABELS, EVENT_ID, state)[1]).toContain("Nothing has happened");
  });
});

describe("what a booking went through", () => {
  it("is a table of its versions, with what it held and paid", () => {
    const history = new BookingHistory(B2);
    const { state } = replayed(scriptedSale(), history);
    expect(history.steps.map(({ what, after }) => `${what} ${after.status} ${after.version}`)).toEqual([
      "buy pending_payment 1",
      "await_money pending_payment 2",
      "confirm confirmed 3",
      "revoke refunded 4",
    ]);
    const text = bookingText(history, LABELS, state).join("\n");
    expect(text).toMatch(/confirm +pending_payment +→ +confirmed +€50\.00 +B-12-7, 2 × Standing/);
    expect(text).toContain(P2);
    expect(text).not.toContain(P1);
  });

  it("says so where the log has no such booking", () => {
    const history = new BookingHistory(bookingId(99));
    const { state } = replayed(scriptedSale(), history);
    expect(bookingText(history, LABELS, state)).toEqual([expect.stringContaining("no such booking")]);
  });
});

describe("how a replayed sale stands", () => {
  it("is counted as everybody saw it at that time", () => {
    const sale = replayed(scriptedSale());
    const text = stateText(sale, (sale.atMs ?? 0) + CONFIG.holdTtlMs).join("\n");
    expect(text).toMatch(/seats +9 +0 +0 +0 +1/);
    expect(text).toMatch(/Standing +5 +0 +0 +0 +0/);
    expect(text).toContain("3 bookings: 1 created, 0 pending_payment, 0 confirmed, 1 expired, 0 cancelled, 1 refunded");
    expect(text).toContain(sale.hash);
  });

  it("stands beside what the object says of itself", () => {
    const sale = replayed(scriptedSale());
    const object = { event_id: EVENT_ID, version: 99, hash: "0123456789abcdef", last_entry: 8 };
    const lines = comparisonText(sale, object);
    expect(lines[1]).toMatch(/^ +entry +8 +8$/);
    expect(lines[3]).toMatch(new RegExp(`hash +${sale.hash} +0123456789abcdef`));
  });
});
