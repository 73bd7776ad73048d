import { describe, expect, it } from "vitest";
import { mintUserId, type BookingId, type RandomBytes } from "../contract/ids.ts";
import { bookingsPage } from "./bookings-page.ts";
import { ANN, bookingId, CONFIG, Sale } from "./testing/sale.ts";

const zeros: RandomBytes = (length) => new Uint8Array(length);

/** A sale of so many bookings, opened in an order that is not that of their ids. */
function saleOf(count: number): Sale {
  const sale = new Sale({ maxOpenBookingsPerBuyer: count });
  for (let i = 0; i < count; i++) {
    sale.does({ type: "create_booking", bookingId: bookingId((i * 7) % count), buyerId: ANN });
  }
  return sale;
}

function pagesOf({ state }: Sale, limit: number): readonly (readonly BookingId[])[] {
  const pages: (readonly BookingId[])[] = [];
  for (let after: BookingId | null = null; ;) {
    const { bookings, next } = bookingsPage(state, after, limit);
    pages.push(bookings.map(({ id }) => id));
    if (next === null) return pages;
    after = next;
  }
}

describe("a page of bookings", () => {
  it.each([1, 3, 9, 10, 11])("with a limit of %d leads through all of them in order, each once", (limit) => {
    const pages = pagesOf(saleOf(10), limit);
    expect(pages.flat()).toEqual(Array.from({ length: 10 }, (_, i) => bookingId(i)));
    expect(pages.map((page) => page.length).every((length) => length <= limit && length > 0)).toBe(true);
  });

  it("is empty, and the last one, where nobody has booked", () => {
    expect(bookingsPage(new Sale().state, null, 100)).toEqual({ version: 0, bookings: [], next: null });
  });

  it("has a thousand bookings at most, and one at least, whatever is asked for", () => {
    const { state } = saleOf(1_003);
    expect(bookingsPage(state, null, 5_000).bookings).toHaveLength(1_000);
    expect(bookingsPage(state, null, 0).bookings).toHaveLength(1);
  });

  it("ends early where its bookings hold very many seats", () => {
    const sale = new Sale({ seatCategories: [[0, 30_000]], blockedSeats: [], maxPerBuyer: 500 });
    for (let n = 0; n < 60; n++) {
      const seats = Array.from({ length: 500 }, (_, i) => n * 500 + i);
      sale.does({ type: "create_booking", bookingId: bookingId(n), buyerId: mintUserId(n, zeros), seats });
    }
    expect(pagesOf(sale, 1_000).map((page) => page.length)).toEqual([40, 20]);
  });

  it("shows a booking as the journal does: as it was, until the end of its hold is noted", () => {
    const sale = saleOf(1);
    sale.nowMs += CONFIG.holdTtlMs;
    expect(bookingsPage(sale.state, null, 1).bookings).toMatchObject([{ status: "created", version: 1 }]);
    sale.tidy(1);
    expect(bookingsPage(sale.state, null, 1)).toMatchObject({
      version: 2,
      bookings: [{ status: "expired", version: 2 }],
    });
  });
});
