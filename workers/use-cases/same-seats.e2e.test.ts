import { describe, expect, it } from "vitest";
import { seatId } from "../../domain/contract/ids.ts";
import { openShop, press } from "../../local/testing/shop.ts";

const SEATS = 50;
const BUYERS = 200;

describe("200 buyers at once for the same 50 seats", () => {
  it("sells 50, refuses 150, and loses none", async () => {
    const shop = await openShop(SEATS, BUYERS);
    const answers = await Promise.all(
      shop.buyers.map((buyer, index) => buyer.hold(shop.event, [seatId(shop.event, index % SEATS)])),
    );
    const won = answers.flatMap(({ status, body }, index) => (status === 201 ? [{ id: body.id, index }] : []));
    const refused = answers.filter(({ status, body }) => status === 409 && body.code === "seat_taken");
    expect([won.length, refused.length]).toEqual([SEATS, BUYERS - SEATS]);
    expect((await shop.availability()).seats).toMatchObject({ free: 0, selected: SEATS });

    await Promise.all(
      won.map(async ({ id, index }) => press("pay", (await shop.buyer(index).pay(id)).body.payment_url)),
    );
    for (const { id, index } of won) {
      await expect
        .poll(async () => (await shop.buyer(index).booking(id)).status, { timeout: 60_000, interval: 250 })
        .toBe("paid");
    }
    const tickets = await Promise.all(
      won.map(async ({ id, index }) => (await shop.buyer(index).booking(id)).tickets ?? []),
    );
    expect(new Set(tickets.flat().map(({ seat_id }) => seat_id)).size).toBe(SEATS);
    expect((await shop.availability()).seats).toEqual({ free: 0, selected: 0, reserved: 0, sold: SEATS, blocked: 0 });
  });

  it("answers a double click once, and refuses the same key for another seat", async () => {
    const shop = await openShop(3, 1);
    const buyer = shop.buyer();
    const body = { event_id: shop.event, seat_ids: [seatId(shop.event, 0)] };
    const clicks = await Promise.all(
      Array.from({ length: 10 }, () => buyer.call<{ id: string }>("POST", "/bookings", body, "click")),
    );
    expect(clicks.map(({ status }) => status)).toEqual(clicks.map(() => 201));
    expect(new Set(clicks.map(({ body: { id } }) => id)).size).toBe(1);
    expect(clicks.filter(({ headers }) => headers.get("idempotency-replayed") === "true")).toHaveLength(9);

    const other = await buyer.call("POST", "/bookings", { ...body, seat_ids: [seatId(shop.event, 1)] }, "click");
    expect([other.status, other.body.code]).toEqual([422, "idempotency_key_reused"]);
    expect((await shop.availability()).seats).toMatchObject({ free: 2, selected: 1 });
  });

  it("keeps the limit per buyer over all of his bookings", async () => {
    const shop = await openShop(10, 1, { maxPerBuyer: 4 });
    const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => seatId(shop.event, from + i));
    const answers = await Promise.all([
      shop.buyer().hold(shop.event, ids(0, 3)),
      shop.buyer().hold(shop.event, ids(3, 6)),
      shop.buyer().hold(shop.event, ids(6, 9)),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    expect((await shop.availability()).seats).toMatchObject({ selected: 3 });
  });
});
