import { describe, expect, inject, it } from "vitest";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import { areaId, seatId } from "../../domain/contract/ids.ts";
import { mailsTo, openShop, press, type Buyer, type Shop } from "../../local/testing/shop.ts";

const POLL = { timeout: 60_000, interval: 200 };

interface LedgerEntry {
  readonly captured_minor: number;
  readonly voided_minor: number;
  readonly refunded_minor: number;
}

/** What the provider says of a payment: the only witness that does not share our code. */
async function ledgerOf(paymentId: string): Promise<LedgerEntry | undefined> {
  const answer = await fetch(`${inject("stack").simulatorUrl}/_sim/ledger?client_reference_id=${paymentId}`);
  return ((await answer.json()) as { payments: LedgerEntry[] }).payments[0];
}

async function checkout(shop: Shop, buyer: Buyer): Promise<{ id: string; paymentId: string; url: string }> {
  const held = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
  expect(held.status).toBe(201);
  const { body } = await buyer.pay(held.body.id);
  return { id: held.body.id, paymentId: body.payment_id, url: body.payment_url ?? "" };
}

const statusOf = (buyer: Buyer, id: string) => async () => (await buyer.booking(id)).status;

describe("a buyer", () => {
  it("who pays gets a ticket and one mail, and the money is taken once", async () => {
    const shop = await openShop(2, 1);
    const buyer = shop.buyer();
    const { id, paymentId, url } = await checkout(shop, buyer);
    await press("pay", url);
    await expect.poll(statusOf(buyer, id), POLL).toBe("paid");
    await expect.poll(() => mailsTo(buyer.email), POLL).toHaveLength(1);
    expect(await ledgerOf(paymentId)).toMatchObject({ captured_minor: 4_500, refunded_minor: 0, voided_minor: 0 });
  });

  it("whose card is declined reads why, and pays with another one", async () => {
    const shop = await openShop(2, 1);
    const buyer = shop.buyer();
    const { id, url } = await checkout(shop, buyer);
    await press("decline", url);
    await expect.poll(async () => (await buyer.booking(id)).payment?.last_error, POLL).toEqual(expect.any(String));
    expect((await buyer.booking(id)).status).toBe("pending_payment");
    await press("pay", url);
    await expect.poll(statusOf(buyer, id), POLL).toBe("paid");
  });

  it("whose hold runs out while he looks at the payment page cannot pay any more", async () => {
    const shop = await openShop(1, 1, { paymentTtlMs: 1_000 });
    const buyer = shop.buyer();
    const { id, paymentId, url } = await checkout(shop, buyer);
    await expect.poll(statusOf(buyer, id), POLL).toBe("expired");
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
    await expect.poll(async () => (await buyer.booking(id)).payment?.status, POLL).toBe("expired");
    await expect(press("pay", url)).rejects.toThrow();
    expect((await ledgerOf(paymentId))?.captured_minor ?? 0).toBe(0);
  });

  it("who pays late gets the same seats while they are free, else his money", async () => {
    const shop = await openShop(1, 2, { paymentTtlMs: 1_000 });
    const [late, other] = [shop.buyer(0), shop.buyer(1)];
    const { id, paymentId, url } = await checkout(shop, late);
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
    const taken = await other.hold(shop.event, [seatId(shop.event, 0)]);
    expect(taken.status).toBe(201);
    // He presses Pay before the step has closed the page, or finds it closed: either way nothing is kept.
    await press("pay", url).catch(() => undefined);
    await expect
      .poll(async () => ["voided", "expired"].includes((await late.booking(id)).payment?.status ?? ""), POLL)
      .toBe(true);
    expect((await ledgerOf(paymentId))?.captured_minor ?? 0).toBe(0);
    expect((await other.booking(taken.body.id)).status).toBe("created");
  });

  it("who cancels gives the seats back at once, and the payment page closes", async () => {
    const shop = await openShop(1, 1);
    const buyer = shop.buyer();
    const { id, url } = await checkout(shop, buyer);
    const cancelled = await buyer.call<BookingWire>("PATCH", "/bookings/cancel", { booking_id: id });
    expect(cancelled.body.status).toBe("cancelled");
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
    await expect.poll(async () => (await buyer.booking(id)).payment?.status, POLL).toBe("expired");
    await expect(press("pay", url)).rejects.toThrow();
  });

  it("who opens the payment in two tabs has one payment", async () => {
    const shop = await openShop(1, 1);
    const buyer = shop.buyer();
    const held = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
    const tabs = await Promise.all(
      Array.from({ length: 5 }, () =>
        buyer.insist<{ payment_id: string; payment_url: string }>("PATCH", "/bookings/initiatePayment", {
          booking_id: held.body.id,
        }),
      ),
    );
    expect(new Set(tabs.map(({ body }) => body.payment_id)).size).toBe(1);
    expect(new Set(tabs.map(({ body }) => body.payment_url)).size).toBe(1);
  });

  it("buys standing places in one call, until they are sold out", async () => {
    const areas = [{ name: "Yard", category: "Stalls", capacity: 5 }];
    const shop = await openShop(1, 3, { areas, maxPerBuyer: 4 });
    const area = areaId(shop.event, 0);
    const buy = (buyer: Buyer, quantity: number) =>
      buyer.call<{ booking_id: string; payment_url: string }>("POST", "/buy", {
        event_id: shop.event,
        area_id: area,
        quantity,
      });
    const first = await buy(shop.buyer(0), 4);
    expect(first.status).toBe(202);
    expect((await buy(shop.buyer(1), 2)).body).toMatchObject({ code: "sold_out", area_id: area, left: 1 });
    expect((await buy(shop.buyer(2), 1)).status).toBe(202);
    await press("pay", first.body.payment_url);
    await expect.poll(statusOf(shop.buyer(0), first.body.booking_id), POLL).toBe("paid");
    expect((await shop.buyer(0).booking(first.body.booking_id)).tickets).toHaveLength(4);
  });

  it("pays nothing for what is free of charge, and can give it back", async () => {
    const shop = await openShop(1, 1, { prices: [{ category: "Stalls", priceMinor: 0 }] });
    const buyer = shop.buyer();
    const { id, url } = await checkout(shop, buyer);
    expect(url).toBe("");
    await expect.poll(statusOf(buyer, id), POLL).toBe("paid");
    const back = await buyer.call<BookingWire>("PATCH", "/bookings/cancel", { booking_id: id });
    expect(back.body.tickets).toMatchObject([{ status: "void" }]);
    await expect.poll(statusOf(buyer, id), POLL).toBe("refunded");
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
  });

  it("sees nobody else's booking", async () => {
    const shop = await openShop(1, 2);
    const held = await shop.buyer(0).hold(shop.event, [seatId(shop.event, 0)]);
    const stranger = shop.buyer(1);
    expect((await stranger.call("GET", `/bookings/${held.body.id}`)).body.code).toBe("booking_not_found");
    expect((await stranger.pay(held.body.id)).body.code).toBe("booking_not_found");
    expect((await stranger.call("PATCH", "/bookings/cancel", { booking_id: held.body.id })).body.code).toBe(
      "booking_not_found",
    );
  });
});
