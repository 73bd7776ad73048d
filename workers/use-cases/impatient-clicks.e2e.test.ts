import { randomUUID } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import { seatId } from "../../domain/contract/ids.ts";
import type { PaymentStartedWire } from "../../domain/contract/wire/bookings.ts";
import { openShop, press, type Buyer } from "../../local/testing/shop.ts";

const POLL = { timeout: 60_000, interval: 200 };

interface Line {
  readonly metadata: { readonly booking_id?: string };
  readonly captured_minor: number;
}

/** Every session that the provider was ever asked for, of one booking. */
async function sessionsOf(booking: string): Promise<readonly Line[]> {
  const answer = await fetch(`${inject("stack").simulatorUrl}/_sim/ledger`);
  const { payments } = (await answer.json()) as { payments: Line[] };
  return payments.filter(({ metadata }) => metadata.booking_id === booking);
}

async function held(): Promise<{ readonly buyer: Buyer; readonly booking: string }> {
  const shop = await openShop(1, 1);
  const buyer = shop.buyer();
  const { body } = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
  return { buyer, booking: body.id };
}

const click = (buyer: Buyer, booking_id: string, key: string) =>
  buyer.call<PaymentStartedWire>("PATCH", "/bookings/initiatePayment", { booking_id }, key);

describe("charged four times by impatient clicks", () => {
  it("cannot be: 50 clicks at once under one key are one session and one charge", async () => {
    const { buyer, booking } = await held();
    const key = randomUUID();
    const clicks = await Promise.all(Array.from({ length: 50 }, () => click(buyer, booking, key)));
    for (const { status, body } of clicks)
      if (status !== 200) expect(["request_in_progress", "rate_limited", "overloaded"]).toContain(body.code);
    const urls = new Set(clicks.flatMap(({ status, body }) => (status === 200 ? [body.payment_url] : [])));
    expect(urls.size).toBe(1);
    expect(await sessionsOf(booking)).toHaveLength(1);

    const [url = null] = urls;
    await press("pay", url);
    await expect.poll(async () => (await buyer.booking(booking)).status, POLL).toBe("paid");
    expect(await sessionsOf(booking)).toMatchObject([{ captured_minor: 4_500 }]);
  });

  it("nor in two tabs with two keys: there is one open attempt, and both are sent to it", async () => {
    const { buyer, booking } = await held();
    const tabs = await Promise.all(
      Array.from({ length: 2 }, () =>
        buyer.insist<PaymentStartedWire>("PATCH", "/bookings/initiatePayment", { booking_id: booking }),
      ),
    );
    expect(new Set(tabs.map(({ body }) => body.payment_id)).size).toBe(1);
    expect(await sessionsOf(booking)).toHaveLength(1);
  });
});
