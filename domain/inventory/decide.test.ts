import { describe, expect, it } from "vitest";
import { applyBooking } from "./apply.ts";
import { decide } from "./decide.ts";
import { MAX_REMEMBERED_CHANGES, REMEMBER_MS } from "./remembered-answer.ts";
import { ANN, BEN, CONFIG, Sale, bookingId, newRequest, paymentId } from "./testing/sale.ts";
import { paidSale, reservedSale, saleWithBooking, statusOf } from "./testing/scenes.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];
const [P1, P2] = [paymentId(1), paymentId(2)];
const [FREE, BLOCKED] = [0, 4];

describe("a repeated request (I4)", () => {
  it("gets its first answer, whatever happened since", () => {
    const sale = saleWithBooking({});
    const repeat = newRequest();
    const command = { type: "select", bookingId: B1, buyerId: ANN, seats: [0], repeat } as const;
    const first = sale.ask(command);
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
    sale.nowMs += CONFIG.holdTtlMs;
    expect(sale.ask(command)).toEqual({ result: first.result, replayed: true });
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("is refused when its body is another one, also when that names another booking", () => {
    const sale = saleWithBooking({});
    sale.does({ type: "create_booking", bookingId: B2, buyerId: ANN });
    const { scope } = newRequest();
    sale.does({ type: "select", bookingId: B1, buyerId: ANN, seats: [0], repeat: { scope, fingerprint: "one" } });
    const other = {
      type: "select",
      bookingId: B2,
      buyerId: ANN,
      seats: [1],
      repeat: { scope, fingerprint: "two" },
    } as const;
    expect(sale.refuses(other)).toEqual({ reason: "idempotency_key_reused" });
  });

  it("is decided anew when it was refused", () => {
    const sale = saleWithBooking({ seats: [0] });
    const command = { type: "create_booking", bookingId: B2, buyerId: BEN, seats: [0], repeat: newRequest() } as const;
    expect(sale.refuses(command).reason).toBe("seat_taken");
    sale.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
    sale.does(command);
  });

  it("is remembered for 24 hours to the millisecond", () => {
    const sale = new Sale({ holdTtlMs: 3 * REMEMBER_MS });
    sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN });
    const command = { type: "select", bookingId: B1, buyerId: ANN, seats: [0], repeat: newRequest() } as const;
    sale.does(command);
    sale.nowMs += REMEMBER_MS;
    expect(sale.ask(command).replayed).toBe(true);
    sale.nowMs += 1;
    expect(sale.ask(command).replayed).toBe(false);
  });

  it("keeps the answer that opened a booking, however often its buyer asks for the payment", () => {
    const sale = new Sale();
    const repeat = newRequest();
    const opening = { type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0], repeat } as const;
    const first = sale.ask(opening);
    for (let n = 0; n < 40; n++) sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
    expect(sale.ask({ ...opening, bookingId: B2 })).toEqual({ result: first.result, replayed: true });
  });

  it("is remembered for so many changes of a booking, and checkout and cancel remain possible", () => {
    const sale = saleWithBooking({ seats: [5] });
    const toggle = (n: number) =>
      ({ type: n % 2 === 0 ? "select" : "release", bookingId: B1, buyerId: ANN, seats: [0] }) as const;
    for (let n = 0; n < MAX_REMEMBERED_CHANGES; n++) sale.does(toggle(n));
    const tooMany = { reason: "too_many_changes", limit: MAX_REMEMBERED_CHANGES };
    expect(sale.refuses(toggle(0))).toEqual(tooMany);
    expect(sale.refuses(toggle(1))).toEqual(tooMany);
    sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
    sale.does({ type: "cancel", bookingId: B1, buyerId: ANN });
  });

  it("cannot make a booking's row grow without end by asking for its payment again and again", () => {
    const sale = reservedSale();
    for (let n = 0; n < 100; n++) sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 });
    expect(sale.state.bookings.get(B1)?.answers.list.length).toBeLessThan(20);
  });
});

describe("a bug", () => {
  it("throws and changes nothing when a command is of no known type", () => {
    const sale = new Sale();
    const nonsense = { type: "nonsense" } as unknown as Parameters<Sale["run"]>[0];
    expect(() => sale.run(nonsense)).toThrow("unknown command");
    expect(sale.state.version).toBe(0);
  });

  it("throws rather than take a seat from its owner (I1)", () => {
    const sale = saleWithBooking({ seats: [0] });
    const stolen = decide(
      new Sale().state,
      { type: "create_booking", bookingId: B2, buyerId: BEN, seats: [0], places: [], repeat: newRequest() },
      sale.nowMs,
    );
    expect(() => stolen.changes.forEach((booking) => applyBooking(sale.state, booking))).toThrow("belongs to");
  });

  it("shows blocked seats as blocked, always", () => {
    expect(statusOf(paidSale(), 9)).toBe(BLOCKED);
  });
});
