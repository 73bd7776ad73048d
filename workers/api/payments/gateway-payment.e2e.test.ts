import { createHmac } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import { seatId } from "../../../domain/contract/ids.ts";
import { mailsTo, openShop, type Buyer } from "../../../local/testing/shop.ts";

const POLL = { timeout: 60_000, interval: 200 };

async function gatewayShop(members: Parameters<typeof openShop>[2] = {}) {
  const shop = await openShop(1, 1, { paymentProvider: "gateway", ...members });
  const buyer = shop.buyer();
  const held = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
  expect(held.status).toBe(201);
  return { shop, buyer, id: held.body.id, statusOf: async () => (await buyer.booking(held.body.id)).status };
}

async function checkout(buyer: Buyer, id: string): Promise<{ paymentId: string; url: string }> {
  const { status, body } = await buyer.pay(id);
  expect(status).toBe(200);
  return { paymentId: body.payment_id, url: body.payment_url ?? "" };
}

/** What a button of the gateway's own page does. */
async function press(button: "pay" | "decline", url: string): Promise<Response> {
  return fetch(`${url}/${button}`, { method: "POST", redirect: "manual" });
}

/** The gateway's own books. */
async function ledgerOf(paymentId: string): Promise<unknown> {
  const { GATEWAY_URL } = inject("stack").variables;
  const answer = await fetch(`${GATEWAY_URL}/_sim/ledger?payment_id=${paymentId}`);
  return ((await answer.json()) as { payments: unknown[] }).payments[0];
}

function tell(webhook: object, secret = inject("stack").variables.GATEWAY_SECRET): Promise<Response> {
  const body = JSON.stringify({ teamSlug: "sluice", timestamp: new Date().toISOString(), ...webhook });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = { "x-signature": `sha256=${signature}`, "content-type": "application/json" };
  return fetch(`${inject("stack").url}/api/webhook/payment`, { method: "POST", body, headers });
}

describe("a buyer at an event of the plain gateway", () => {
  it("who pays gets a ticket and one mail, and the money is taken once", async () => {
    const { buyer, id, statusOf } = await gatewayShop();
    const { paymentId, url } = await checkout(buyer, id);
    expect((await press("pay", url)).headers.get("location")).toContain("/api/payments/success");
    await expect.poll(statusOf, POLL).toBe("paid");
    await expect.poll(() => mailsTo(buyer.email), POLL).toHaveLength(1);
    expect(await ledgerOf(paymentId)).toMatchObject({ status: "CONFIRMED", captured_minor: 4_500, refunded_minor: 0 });
    const again = await tell({ paymentId, status: "CONFIRMED" });
    expect([again.status, await again.json()]).toEqual([200, { received: true, duplicate: true }]);
  });

  it("whose bank says no pays by another attempt", async () => {
    const { buyer, id, statusOf } = await gatewayShop();
    const first = await checkout(buyer, id);
    await press("decline", first.url);
    await expect.poll(async () => (await buyer.booking(id)).payment?.status, POLL).toBe("failed");
    const second = await checkout(buyer, id);
    expect(second.paymentId).not.toBe(first.paymentId);
    await press("pay", second.url);
    await expect.poll(statusOf, POLL).toBe("paid");
    expect(await ledgerOf(first.paymentId)).toMatchObject({ status: "FAILED", captured_minor: 0 });
    expect(await ledgerOf(second.paymentId)).toMatchObject({ captured_minor: 4_500 });
  });

  it("whose hold runs out cannot pay any more", async () => {
    const { buyer, id, shop, statusOf } = await gatewayShop({ paymentTtlMs: 1_000 });
    const { paymentId, url } = await checkout(buyer, id);
    await expect.poll(statusOf, POLL).toBe("expired");
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
    await expect.poll(async () => (await buyer.booking(id)).payment?.status, POLL).toBe("expired");
    await press("pay", url);
    expect(await ledgerOf(paymentId)).toMatchObject({ status: "CANCELLED", captured_minor: 0 });
  });

  it("is not believed to have paid by what somebody else says", async () => {
    const { buyer, id, statusOf } = await gatewayShop();
    const { paymentId } = await checkout(buyer, id);
    const forged = await tell({ paymentId, status: "CONFIRMED" }, "gw_of_somebody");
    expect(await forged.json()).toMatchObject({ status: 400, code: "webhook_signature_invalid" });
    const unknown = await tell({ paymentId: "pay_0", status: "CONFIRMED" });
    expect(await unknown.json()).toMatchObject({ status: 404, code: "payment_not_found" });
    expect(await statusOf()).toBe("pending_payment");
  });
});
