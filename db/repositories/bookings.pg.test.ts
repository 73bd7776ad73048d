import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintBookingId } from "../../domain/contract/ids.ts";
import { createJournal } from "../create-journal.ts";
import { openSale, testEnvironment, TRACE } from "../../local/testing/sale.ts";
import { createBookingsRepository } from "./bookings.ts";
import { createUsersRepository } from "./users.ts";
import { saveUsers } from "./users-writer.ts";

const journal = createJournal(testEnvironment());
const NEVER = new AbortController().signal;

describe("the bookings of a buyer", () => {
  it("come newest first, page by page, and of one event where that is asked for", async () => {
    const [sale, other] = [await openSale(), await openSale()];
    const bookings = [3, 1, 2].map((createdAtMs) => sale.booking({ createdAtMs }));
    const elsewhere = other.booking({ buyerId: sale.buyer, createdAtMs: 4 });
    await journal.save([...bookings, elsewhere, other.booking()], TRACE, NEVER);

    const repository = createBookingsRepository(sale.db);
    const first = await repository.listOf(sale.buyer, { page: 1, pageSize: 3 });
    expect(first.total).toBe(4);
    expect(first.items.map(({ seats }) => seats.createdAtMs)).toEqual([4, 3, 2]);
    const second = await repository.listOf(sale.buyer, { page: 2, pageSize: 3 });
    expect(second.items.map(({ seats }) => seats.createdAtMs)).toEqual([1]);
    const ofEvent = await repository.listOf(sale.buyer, { page: 1, pageSize: 3 }, sale.event);
    expect([ofEvent.total, ofEvent.items.map(({ seats }) => seats.createdAtMs)]).toEqual([3, [3, 2, 1]]);
    expect(ofEvent.items[0]?.seats).toEqual(bookings[0]);
  });

  it("are undefined or empty where there are none", async () => {
    const sale = await openSale();
    const bookings = createBookingsRepository(sale.db);
    const id = mintBookingId(sale.event, 0);
    expect(await bookings.find(id)).toBeUndefined();
    expect(await bookings.ticketsOf(id)).toEqual([]);
    expect(await bookings.listOf(sale.buyer, { page: 1, pageSize: 20 })).toEqual({ items: [], total: 0 });
  });
});

describe("a booking's row", () => {
  it.each([
    ["an unknown status", { status: "sold" as "created" }, "bookings_seat_status"],
    ["a negative total", { totalMinor: -1 }, "bookings_seat_total"],
    ["a currency in capitals", { currency: "EUR" }, "bookings_currency"],
    ["a negative price", { seats: [{ seat: 0, priceMinor: -1 }] }, "booking_items_price"],
    ["a seat before the first", { seats: [{ seat: -1, priceMinor: 0 }] }, "booking_items_seat_or_area"],
    ["no places", { places: [{ area: 0, count: 0, priceMinor: 1 }] }, "booking_items_count"],
  ])("refuses %s", async (_, members, constraint) => {
    const sale = await openSale();
    await expect(journal.save([sale.booking(members)], TRACE, NEVER)).rejects.toThrow(constraint);
  });

  it("refuses an item that is both seat and area, or neither", async () => {
    const sale = await openSale();
    const { id } = sale.booking();
    for (const [seat, area] of [
      [1, 1],
      [null, null],
    ]) {
      const insert = sql`insert into booking_items values (${id}, 0, ${seat}, ${area}, 1, 1)`;
      await expect(sale.db.batch([sale.db.execute(insert)])).rejects.toThrow("booking_items_seat_or_area");
    }
  });
});

describe("users", () => {
  it("are found by id, and by e-mail address whatever its case", async () => {
    const { db, buyer } = await openSale();
    const users = createUsersRepository(db);
    const user = await users.find(buyer);
    expect(user).toEqual({ id: buyer, email: user?.email, name: "Ada", passwordHash: "$scrypt$" });
    expect(await users.findByEmail(user?.email.toUpperCase() ?? "")).toEqual(user);
    expect(await users.findByEmail("nobody@example.com")).toBeUndefined();
  });

  it("have one account per e-mail address", async () => {
    const { db, buyer } = await openSale();
    const users = createUsersRepository(db);
    const user = await users.find(buyer);
    const id = `${buyer}2` as typeof buyer;
    await saveUsers(db, [{ id, email: user?.email.toUpperCase() ?? "", name: "Eve", passwordHash: "x" }]);
    expect(await users.find(id)).toBeUndefined();
  });
});
