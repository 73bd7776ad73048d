import { describe, expect, it } from "vitest";
import { ANN, BEN, bookingId, CONFIG, newRequest, paymentId, Sale } from "./testing/sale.ts";
import { paidSale, reservedSale, saleWithBooking, statusOf } from "./testing/scenes.ts";

const [B1, B2] = [bookingId(1), bookingId(2)];
const [P1, P2] = [paymentId(1), paymentId(2)];
const FREE = 0;
const CANCELLED = { reason: "event_cancelled" };

function called(sale: Sale): Sale {
  sale.setCancelled(true);
  return sale;
}

describe("an event that does not take place", () => {
  it("refuses what holds seats, also outside of its sale and for a booking that there is not", () => {
    const sale = called(new Sale({ saleUntilMs: 0 }));
    const items = { buyerId: ANN, seats: [50] };
    expect(sale.refuses({ type: "create_booking", bookingId: B1, ...items })).toEqual(CANCELLED);
    expect(sale.refuses({ type: "buy", bookingId: B1, paymentId: P1, ...items })).toEqual(CANCELLED);
    expect(sale.refuses({ type: "select", bookingId: B1, ...items })).toEqual(CANCELLED);
  });

  it("refuses to begin a payment, and to go on with one", () => {
    const held = called(saleWithBooking({ seats: [0] }));
    expect(held.refuses({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 })).toEqual(CANCELLED);
    expect(held.refuses({ type: "checkout", bookingId: B1, buyerId: BEN, paymentId: P1 })).toEqual(CANCELLED);
    const reserved = called(reservedSale());
    expect(reserved.refuses({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P2 })).toEqual(CANCELLED);
  });

  it("gives a repeat its first answer all the same (I4)", () => {
    const sale = new Sale();
    const command = { type: "create_booking", bookingId: B1, buyerId: ANN, seats: [0], repeat: newRequest() } as const;
    const first = sale.ask(command);
    expect(called(sale).ask(command)).toEqual({ result: first.result, replayed: true });
  });

  it("takes no money any more, in time or late, so that it is voided instead of captured", () => {
    const sale = called(reservedSale());
    expect(sale.refuses({ type: "confirm", bookingId: B1, paymentId: P1 })).toEqual(CANCELLED);
    expect(sale.refuses({ type: "confirm", bookingId: B1, paymentId: P2 })).toEqual({ reason: "payment_superseded" });
    sale.nowMs += CONFIG.paymentTtlMs;
    expect(sale.refuses({ type: "confirm", bookingId: B1, paymentId: P1, acceptsEqualSeats: true })).toEqual(CANCELLED);
    expect(statusOf(sale, 0)).toBe(FREE);
  });

  it("leaves alone what is paid, and answers its confirmation again", () => {
    const sale = called(paidSale());
    expect(sale.does({ type: "confirm", bookingId: B1, paymentId: P1 }).status).toBe("confirmed");
  });

  it("lets people give back what they hold", () => {
    const held = called(saleWithBooking({ seats: [0, 1] }));
    held.does({ type: "release", bookingId: B1, buyerId: ANN, seats: [0] });
    expect(held.does({ type: "cancel", bookingId: B1, buyerId: ANN }).status).toBe("cancelled");
    const reserved = called(reservedSale());
    expect(reserved.does({ type: "cancel", bookingId: B1, buyerId: ANN }).status).toBe("cancelled");
  });

  it("lets the saga undo what was paid", () => {
    const reopened = called(reservedSale());
    expect(reopened.does({ type: "reopen", bookingId: B1, paymentId: P1 }).status).toBe("created");
    const undone = called(paidSale());
    const undo = { type: "reopen", bookingId: B1, paymentId: P1, evenIfConfirmed: true } as const;
    expect(undone.does(undo).status).toBe("created");
    expect(called(paidSale()).does({ type: "revoke", bookingId: B1 }).status).toBe("refunded");
  });

  it("sells again when it takes place after all", () => {
    const sale = called(saleWithBooking({ seats: [0] }));
    sale.setCancelled(false);
    const paid = sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
    expect(paid.status).toBe("pending_payment");
    expect(sale.does({ type: "create_booking", bookingId: B2, buyerId: BEN, seats: [1] }).status).toBe("created");
  });
});
