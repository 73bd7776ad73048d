import { describe, expect, it } from "vitest";
import { seatId } from "../../domain/contract/ids.ts";
import { openShop } from "../../local/testing/shop.ts";

const SEATS = 20;

describe("the best seats of a row of twenty", () => {
  it("are together for fifty buyers at once who each want two, and nobody gets another one's", async () => {
    // Looking at the row's end, so that pairs fill it without a gap.
    const shop = await openShop(SEATS, 50, { guardsSingleSeats: true, focal: { x: 0, y: 0 } });
    const answers = await Promise.all(
      shop.buyers.map((buyer) =>
        buyer.call<{ seats?: { id: string }[] }>("POST", "/bookings", { event_id: shop.event, best: { count: 2 } }),
      ),
    );
    const pairs = answers.flatMap(({ status, body }) =>
      status === 201 ? [(body.seats ?? []).map(({ id }) => id)] : [],
    );
    expect(pairs).toHaveLength(SEATS / 2);
    expect(new Set(pairs.flat()).size).toBe(SEATS);
    const row: string[] = Array.from({ length: SEATS }, (_, seat) => seatId(shop.event, seat));
    for (const [left = "", right = ""] of pairs) expect(row.indexOf(right)).toBe(row.indexOf(left) + 1);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused.every(({ body }) => body.code === "sold_out")).toBe(true);
    expect((await shop.availability()).seats).toMatchObject({ free: 0, selected: SEATS });
  });

  it("are offered where the chosen ones have gone, and can be had", async () => {
    const shop = await openShop(SEATS, 2, { guardsSingleSeats: true });
    const [first, second] = [shop.buyer(0), shop.buyer(1)];
    await first.hold(shop.event, [seatId(shop.event, 4), seatId(shop.event, 5)]);
    const gone = await second.call<{ instead: string[] }>("POST", "/bookings", {
      event_id: shop.event,
      seat_ids: [seatId(shop.event, 5), seatId(shop.event, 6)],
    });
    expect([gone.status, gone.body.code, gone.body.instead.length]).toEqual([409, "seat_taken", 2]);
    expect((await second.hold(shop.event, gone.body.instead)).status).toBe(201);
  });

  it("leave nobody's neighbour alone: a choice that does is refused with the seat", async () => {
    const shop = await openShop(SEATS, 1, { guardsSingleSeats: true });
    const refused = await shop.buyer().call<{ seat_id: string }>("POST", "/bookings", {
      event_id: shop.event,
      seat_ids: [seatId(shop.event, 1)],
    });
    expect([refused.status, refused.body.code, refused.body.seat_id]).toEqual([
      409,
      "orphan_seat",
      seatId(shop.event, 0),
    ]);
  });

  it("are bought by their number in one call", async () => {
    const shop = await openShop(SEATS, 1);
    const body = { event_id: shop.event, quantity: 3 };
    const bought = await shop.buyer().call<{ booking: { seats: unknown[] } }>("POST", "/buy", body);
    expect([bought.status, bought.body.booking.seats.length]).toEqual([202, 3]);
  });
});
