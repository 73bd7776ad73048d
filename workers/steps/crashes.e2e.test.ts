import { expect, inject, it } from "vitest";
import type { BookingWire, PaymentStartedWire } from "../../domain/contract/wire/bookings.ts";
import { seatId } from "../../domain/contract/ids.ts";
import { killProcess } from "../../local/testing/stack-control.ts";
import { openShop, press, type Buyer, type Shop } from "../../local/testing/shop.ts";

const BUYERS = 24;
/** Each process of the stack, killed once while buyers buy. */
const PROCESSES = ["workerd", "postgres-server", "neon-proxy", "redis", "qstash", "stripe", "mailbox", "postgres"];

async function insistOnPaying(url: string | null): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (
      await press("pay", url).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the payment page never answered");
}

interface Outcome {
  readonly buyer: Buyer;
  readonly bookingId: string;
  readonly seat: string;
}

/** One buyer: a hold that is acknowledged, a payment that is acknowledged. He repeats what was not answered. */
async function buyOne(shop: Shop, index: number): Promise<Outcome> {
  const buyer = shop.buyer(index);
  const seat = seatId(shop.event, index);
  const held = await buyer.insist<BookingWire>("POST", "/bookings", { event_id: shop.event, seat_ids: [seat] });
  expect(held.status).toBe(201);
  const started = await buyer.insist<PaymentStartedWire>("PATCH", "/bookings/initiatePayment", {
    booking_id: held.body.id,
  });
  expect(started.status).toBe(200);
  await insistOnPaying(started.body.payment_url);
  return { buyer, bookingId: held.body.id, seat };
}

it("every process killed in turn: acknowledged holds and payments survive, and each buyer ends with his ticket", async () => {
  const shop = await openShop(BUYERS, BUYERS);
  const buying = shop.buyers.map((_, index) => buyOne(shop, index));
  for (const name of PROCESSES) await killProcess(inject("stack").controlUrl, name);
  const outcomes = await Promise.all(buying);
  // Once more, now that webhooks, steps and mails are under way.
  for (const name of PROCESSES) await killProcess(inject("stack").controlUrl, name);

  for (const { buyer, bookingId, seat } of outcomes) {
    await expect
      .poll(async () => (await buyer.booking(bookingId)).status, { timeout: 120_000, interval: 500 })
      .toBe("paid");
    expect((await buyer.booking(bookingId)).tickets).toMatchObject([{ seat_id: seat, status: "valid" }]);
  }
  expect((await shop.availability()).seats).toMatchObject({ sold: BUYERS, free: 0, selected: 0, reserved: 0 });

  const answer = await fetch(`${inject("stack").simulatorUrl}/_sim/ledger`);
  const { payments } = (await answer.json()) as {
    payments: { client_reference_id: string; captured_minor: number; refunded_minor: number }[];
  };
  const ids = new Set(
    await Promise.all(outcomes.map(async ({ buyer, bookingId }) => (await buyer.booking(bookingId)).payment?.id)),
  );
  const ours = payments.filter(({ client_reference_id }) => ids.has(client_reference_id));
  expect(ours.map(({ captured_minor, refunded_minor }) => captured_minor - refunded_minor)).toEqual(
    Array.from({ length: BUYERS }, () => 4_500),
  );
}, 300_000);
