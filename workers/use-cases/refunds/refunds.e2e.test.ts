import { randomUUID } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import { seatId } from "../../../domain/contract/ids.ts";
import type { BookingWire } from "../../../domain/contract/wire/bookings.ts";
import type { CancellationWire, RefundWire } from "../../../domain/contract/wire/refunds.ts";
import { mailsTo, openShop, press, type Answer, type Buyer, type Shop } from "../../../local/testing/shop.ts";
import { killProcess } from "../../../local/testing/stack-control.ts";

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

/** A request of staff. */
async function staff<T>(method: string, path: string, body?: object, key: string = randomUUID()): Promise<Answer<T>> {
  const answer = await fetch(`${inject("stack").url}/api/operations${path}`, {
    method,
    headers: {
      authorization: `Bearer ${inject("stack").variables.OPERATOR_KEY}`,
      "content-type": "application/json",
      "idempotency-key": key,
      "cf-connecting-ip": randomUUID(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer<T>["body"], headers: answer.headers };
}

interface Checkout {
  readonly buyer: Buyer;
  readonly id: string;
  readonly paymentId: string;
  readonly url: string | null;
}

async function checkout(shop: Shop, buyer: Buyer, seat: number): Promise<Checkout> {
  const held = await buyer.hold(shop.event, [seatId(shop.event, seat)]);
  expect(held.status).toBe(201);
  const { body } = await buyer.pay(held.body.id);
  return { buyer, id: held.body.id, paymentId: body.payment_id, url: body.payment_url };
}

const statusOf = (buyer: Buyer, id: string) => async () => (await buyer.booking(id)).status;

async function buy(shop: Shop, buyer: Buyer, seat: number): Promise<Checkout> {
  const paid = await checkout(shop, buyer, seat);
  await press("pay", paid.url);
  await expect.poll(statusOf(buyer, paid.id), POLL).toBe("paid");
  return paid;
}

const refundOf = (id: string) => async () => {
  const { body } = await staff<{ items: RefundWire[] }>("GET", `/bookings/${id}/refunds`);
  return body.items[0]?.status;
};

describe("staff", () => {
  it("give a part back and then the rest, and the seat goes on sale exactly once", async () => {
    const shop = await openShop(1, 2);
    const { buyer, id, paymentId } = await buy(shop, shop.buyer(0), 0);
    const path = `/bookings/${id}/refunds`;
    const part = { amount_minor: 1_000, keep_booking: true, reason: "noise in the hall" };
    const key = randomUUID();
    const clicks = await Promise.all([1, 2, 3].map(() => staff<RefundWire>("POST", path, part, key)));
    expect(clicks.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(clicks.map(({ body }) => body.id)).size).toBe(1);
    expect((await staff("POST", path, { ...part, amount_minor: 2_000 }, key)).body.code).toBe("idempotency_key_reused");

    await expect.poll(refundOf(id), POLL).toBe("done");
    expect(await ledgerOf(paymentId)).toMatchObject({ captured_minor: 4_500, refunded_minor: 1_000 });
    expect(await buyer.booking(id)).toMatchObject({ status: "paid", tickets: [{ status: "valid" }] });
    const tooMuch = await staff("POST", path, { amount_minor: 3_500, keep_booking: true, reason: "more" });
    expect([tooMuch.status, tooMuch.body]).toMatchObject([409, { code: "refund_too_large", leftMinor: 3_500 }]);

    const rest = await staff<RefundWire>("POST", path, { reason: "the buyer is ill" });
    expect(rest.body).toMatchObject({ amount_minor: 3_500, ends_booking: true, who: "operator" });
    expect((await buyer.booking(id)).tickets).toMatchObject([{ status: "void" }]);
    await expect.poll(statusOf(buyer, id), POLL).toBe("refunded");
    expect(await ledgerOf(paymentId)).toMatchObject({ captured_minor: 4_500, refunded_minor: 4_500, voided_minor: 0 });
    await expect.poll(async () => (await mailsTo(buyer.email)).length, POLL).toBe(3);
    const refundMails = (await mailsTo(buyer.email)).filter(({ subject }) => subject.startsWith("Your refund"));
    expect(refundMails).toHaveLength(2);

    await expect.poll(async () => (await shop.availability()).seats, POLL).toMatchObject({ free: 1, sold: 0 });
    const next = await buy(shop, shop.buyer(1), 0);
    expect((await next.buyer.booking(next.id)).tickets).toMatchObject([{ status: "valid" }]);
    expect((await staff("POST", path, { reason: "again" })).body.code).toBe("booking_not_paid");
    await expect.poll(async () => (await shop.availability()).seats, POLL).toMatchObject({ free: 0, sold: 1 });
  });

  it("are told which field is wrong, and nothing changes", async () => {
    const shop = await openShop(1, 1);
    const { buyer, id } = await buy(shop, shop.buyer(), 0);
    const path = `/bookings/${id}/refunds`;
    for (const [body, field] of [
      [{}, "reason"],
      [{ reason: "" }, "reason"],
      [{ reason: "a\u0000b" }, "reason"],
      [{ reason: "why", amount_minor: 0 }, "amount_minor"],
      [{ reason: "why", amount_minor: 1.5 }, "amount_minor"],
      [{ reason: "why", amount_minor: "4500" }, "amount_minor"],
      [{ reason: "why", keep_booking: true }, "amount_minor"],
      [{ reason: "why", amount: 4_500 }, "body"],
    ] as const) {
      const refused = await staff<{ errors: { field: string }[] }>("POST", path, body);
      expect([refused.status, refused.body.errors[0]?.field]).toEqual([400, field]);
    }
    expect((await staff("POST", path, { reason: "why" }, "")).body.code).toBe("idempotency_key_missing");
    expect((await staff("POST", "/bookings/bkg_1/refunds", { reason: "why" })).status).toBe(400);
    const asBuyer = await buyer.call("POST", `/operations${path}`, { reason: "why" });
    expect(asBuyer.status).toBe(401);
    expect((await staff<{ items: RefundWire[] }>("GET", path)).body).toEqual({ items: [] });
    expect(await buyer.booking(id)).toMatchObject({ status: "paid", tickets: [{ status: "valid" }] });
  });
});

describe("a buyer", () => {
  it("gives a paid booking back by the event's terms, once", async () => {
    const buyerRefundUntil = new Date(Date.now() + 3_600_000);
    const shop = await openShop(1, 1, { buyerRefundUntil, buyerRefundPercent: 50 });
    const { buyer, id, paymentId } = await buy(shop, shop.buyer(), 0);
    const event = await buyer.call<object>("GET", `/events/${shop.event}`);
    expect(event.body).toMatchObject({ refund_until: buyerRefundUntil.toISOString(), refund_percent: 50 });

    const cancel = () => buyer.call<BookingWire>("PATCH", "/bookings/cancel", { booking_id: id });
    const [first, second] = [await cancel(), await cancel()];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(["refunding", "refunded"]).toContain(first.body.payment?.status);
    expect(first.body.tickets).toMatchObject([{ status: "void" }]);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    await expect.poll(statusOf(buyer, id), POLL).toBe("refunded");
    expect(await ledgerOf(paymentId)).toMatchObject({ captured_minor: 4_500, refunded_minor: 2_250 });
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
    expect((await cancel()).body).toMatchObject({ status: "refunded", payment: { status: "refunded" } });
  });

  it("keeps a paid booking that the terms do not let him give back", async () => {
    const buyerRefundUntil = new Date("2026-01-01T00:00:00Z");
    const shop = await openShop(1, 1, { buyerRefundUntil });
    const { buyer, id, paymentId } = await buy(shop, shop.buyer(), 0);
    const refused = await buyer.call("PATCH", "/bookings/cancel", { booking_id: id });
    const evidence = { code: "refund_not_allowed", until: buyerRefundUntil.toISOString() };
    expect([refused.status, refused.body]).toMatchObject([409, evidence]);
    expect(await buyer.booking(id)).toMatchObject({ status: "paid", tickets: [{ status: "valid" }] });
    expect(await ledgerOf(paymentId)).toMatchObject({ refunded_minor: 0 });
  });
});

describe("an event that is cancelled", () => {
  it("gives everybody his money back, whoever is killed meanwhile, and takes no more", async () => {
    const shop = await openShop(6, 5);
    const paid = await Promise.all([0, 1, 2].map((seat) => buy(shop, shop.buyer(seat), seat)));
    const pending = await checkout(shop, shop.buyer(3), 3);
    const held = await shop.buyer(4).hold(shop.event, [seatId(shop.event, 4)]);

    const path = `/events/${shop.event}/cancellation`;
    expect((await staff("GET", path)).status).toBe(404);
    const cancelled = await staff<CancellationWire>("POST", path, { reason: "storm" });
    expect([cancelled.status, cancelled.body]).toMatchObject([202, { reason: "storm", done_at: null, bookings: 3 }]);
    await killProcess(inject("stack").controlUrl, "workerd");

    for (const { buyer, id } of paid) await expect.poll(statusOf(buyer, id), POLL).toBe("refunded");
    // Now the object has heard of it: who holds cannot go on, who pays late has his money back.
    const tooLate = await shop
      .buyer(4)
      .insist<object>("PATCH", "/bookings/initiatePayment", { booking_id: held.body.id });
    expect([tooLate.status, tooLate.body.code]).toEqual([409, "event_cancelled"]);
    const another = { event_id: shop.event, seat_ids: [seatId(shop.event, 5)] };
    expect((await shop.buyer(4).insist<object>("POST", "/bookings", another)).body.code).toBe("event_cancelled");
    await press("pay", pending.url);
    const progress = async () => (await staff<CancellationWire>("GET", path)).body;
    await expect.poll(async () => (await progress()).done_at, POLL).toEqual(expect.any(String));
    expect(await progress()).toMatchObject({ bookings: 3, requested: 0, done: 3, failed: 0, refunded_minor: 13_500 });

    for (const { paymentId } of paid) {
      expect(await ledgerOf(paymentId)).toMatchObject({ captured_minor: 4_500, refunded_minor: 4_500 });
    }
    expect(await ledgerOf(pending.paymentId)).toMatchObject({ captured_minor: 0, voided_minor: 4_500 });
    expect((await pending.buyer.booking(pending.id)).payment?.status).toBe("voided");
    const [first] = paid;
    const reasons = async () => (await mailsTo(first?.buyer.email ?? "")).filter(({ html }) => html.includes("storm"));
    await expect.poll(async () => (await reasons()).length, POLL).toBe(1);

    const again = await staff<CancellationWire>("POST", path, { reason: "storm" });
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([202, "true"]);
    expect((await staff("POST", path, { reason: "fire" })).body.code).toBe("event_cancelled");
  });
});
