import { Stripe } from "stripe";
import { describe, expect, inject, it } from "vitest";
import { seatId } from "../../domain/contract/ids.ts";
import { mailsTo, openShop, press } from "../../local/testing/shop.ts";

interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: Record<string, unknown> };
}

/** The simulator's own events of one payment, as Stripe's API lists them. */
async function eventsOf(paymentId: string): Promise<StripeEvent[]> {
  const { simulatorUrl, variables } = inject("stack");
  const answer = await fetch(`${simulatorUrl}/v1/events?limit=100`, {
    headers: { authorization: `Bearer ${variables.STRIPE_SECRET_KEY}` },
  });
  const { data } = (await answer.json()) as { data: StripeEvent[] };
  return data.filter((event) => JSON.stringify(event).includes(paymentId));
}

async function post(
  payload: string,
  signature: string,
): Promise<{ status: number; body: { code?: string; duplicate?: boolean } }> {
  const answer = await fetch(`${inject("stack").url}/api/webhook/stripe`, {
    method: "POST",
    body: payload,
    headers: { "stripe-signature": signature },
  });
  return { status: answer.status, body: (await answer.json()) as { code?: string; duplicate?: boolean } };
}

function sign(payload: string, over: { secret?: string; timestamp?: number } = {}): string {
  const secret = inject("stack").variables.STRIPE_WEBHOOK_SECRET;
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, ...over });
}

describe("webhooks", () => {
  it("that come ten times at once and out of order make one set of tickets and one mail", async () => {
    const shop = await openShop(2, 1);
    const buyer = shop.buyer();
    const held = await buyer.hold(shop.event, [seatId(shop.event, 0), seatId(shop.event, 1)]);
    const { payment_id, payment_url } = (await buyer.pay(held.body.id)).body;
    await press("decline", payment_url);
    await press("pay", payment_url);
    await expect
      .poll(async () => (await eventsOf(payment_id)).some(({ type }) => type === "checkout.session.completed"))
      .toBe(true);

    const newestFirst = (await eventsOf(payment_id)).toSorted((a, b) => b.created - a.created);
    const copies = Array.from({ length: 10 }, () => newestFirst)
      .flat()
      .map((event) => JSON.stringify(event));
    const answers = await Promise.all(copies.map((payload) => post(payload, sign(payload))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));

    await expect
      .poll(async () => (await buyer.booking(held.body.id)).status, { timeout: 60_000, interval: 200 })
      .toBe("paid");
    expect((await buyer.booking(held.body.id)).tickets).toHaveLength(2);
    await expect.poll(() => mailsTo(buyer.email), { timeout: 60_000 }).toHaveLength(1);
    // Whatever comes later finds the work done.
    for (const payload of copies.slice(0, 3)) expect((await post(payload, sign(payload))).body.duplicate).toBe(true);
    expect(await mailsTo(buyer.email)).toHaveLength(1);
  });

  it("that are forged, altered, too old or unsigned are refused, each by name, and change nothing", async () => {
    const payload = JSON.stringify({
      id: "evt_forged",
      object: "event",
      type: "checkout.session.completed",
      data: { object: {} },
    });
    const old = Math.floor(Date.now() / 1_000) - 600;
    for (const [body, signature, code] of [
      [payload, sign(payload, { secret: "whsec_other" }), "webhook_signature_invalid"],
      [`${payload} `, sign(payload), "webhook_signature_invalid"],
      [payload, sign(payload, { timestamp: old }), "webhook_too_old"],
      [payload, "", "webhook_signature_invalid"],
    ] as const) {
      expect(await post(body, signature)).toMatchObject({ status: 400, body: { code } });
    }
    const large = "x".repeat(300_000);
    expect(await post(large, sign(large))).toMatchObject({ status: 413, body: { code: "body_too_large" } });
  });

  it("that are signed but make no sense are refused by the field", async () => {
    expect(await post("xx", sign("xx"))).toMatchObject({ status: 400, body: { code: "malformed_json" } });
    for (const body of ["null", "[]", "{}", '{"id":"a b","type":"x","data":{"object":{}}}']) {
      expect(await post(body, sign(body))).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    }
  });

  it("of things that are not ours are taken note of and nothing else", async () => {
    const payload = JSON.stringify({
      id: `evt_${Date.now()}`,
      object: "event",
      type: "customer.created",
      created: 1,
      data: { object: { object: "customer" } },
    });
    expect(await post(payload, sign(payload))).toMatchObject({ status: 200, body: { duplicate: false } });
    expect(await post(payload, sign(payload))).toMatchObject({ status: 200, body: { duplicate: true } });
  });
});
