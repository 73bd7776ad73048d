import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../../domain/contract/ids.ts";
import { createTestDatabase } from "../../../local/testing/create-test-database.ts";
import { openSale, paymentOf, reserved, testEnvironment, TRACE, type Reserved } from "../../../local/testing/sale.ts";
import { connectDatabase } from "../../connect.ts";
import { inbox } from "../../schema/inbox.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "./payments.ts";

/** A sweep looks at all payments, so each of these tests has a database to itself. */
async function setUp() {
  const sale = await openSale({}, await createTestDatabase());
  const payments = createPaymentsRepository(sale.db);
  const open = async (members: Partial<Reserved> = {}) => {
    const booking = reserved(sale, members);
    await payments.open(paymentOf(booking));
    return booking.paymentId;
  };
  /** As if all of it had happened earlier. */
  const letTimePass = (minutes: number) => {
    const past = sql`${minutes} * interval '1 minute'`;
    return sale.db.execute(sql`update payments set heard_at = heard_at - ${past}, asked_at = asked_at - ${past}`);
  };
  return { ...sale, payments, open, letTimePass };
}

describe("quiet payments", () => {
  it("are those past their deadline, and those not heard of for 10 minutes", async () => {
    const { payments, open, letTimePass } = await setUp();
    const heard = await open();
    const overdue = await open({ deadlineMs: Date.now() - 1_000 });
    expect((await payments.quiet(10)).map(({ id }) => id)).toEqual([overdue]);
    await letTimePass(11);
    const fresh = await open();
    const quiet = (await payments.quiet(10)).map(({ id }) => id);
    expect(quiet.toSorted()).toEqual([heard, overdue].toSorted());
    expect(quiet).not.toContain(fresh);
  });

  it("are not asked about again for a minute, nor by two sweeps at once", async () => {
    const { payments, open, letTimePass } = await setUp();
    const ids = await Promise.all(Array.from({ length: 60 }, () => open({ deadlineMs: 0 })));
    const sweeps = await Promise.all(Array.from({ length: 20 }, () => payments.quiet(3)));
    const asked = [...sweeps.flat(), ...(await payments.quiet(60))].map(({ id }) => id);
    expect(asked.toSorted()).toEqual(ids.toSorted());
    await letTimePass(2);
    expect(await payments.quiet(5)).toHaveLength(5);
  });

  it("are never those that have ended", async () => {
    const { payments, open } = await setUp();
    const id = await open({ deadlineMs: 0 });
    await payments.close(id, "expired", "session expired", "no row", TRACE);
    expect(await payments.quiet(10)).toEqual([]);
  });
});

/** A webhook of a payment that nobody else tells of. */
function newWebhook() {
  const id = mintPaymentId(Date.now());
  const message = { type: "booking.paid" as const, bookingId: mintBookingId(mintEventId(), 0), paymentId: id };
  return {
    provider: "stripe" as const,
    providerEventId: `evt_${id}`,
    type: "checkout",
    messages: [message],
    trace: TRACE,
  };
}

describe("a webhook", () => {
  const db = connectDatabase(testEnvironment());
  const payments = createPaymentsRepository(db);
  const outbox = createOutboxRepository(db);

  it("is taken in once, of ten at the same time, with its outbox row", async () => {
    const webhook = newWebhook();
    const received = await Promise.all(Array.from({ length: 10 }, () => payments.receive(webhook)));
    expect(received.filter(Boolean)).toHaveLength(1);
    const [message] = webhook.messages;
    const row = { message, trace: TRACE, consumed: false };
    expect(await outbox.find(`stripe:${webhook.providerEventId}:0`)).toMatchObject(row);
    const rows = await db.select().from(inbox).where(eq(inbox.providerEventId, webhook.providerEventId));
    expect(rows).toMatchObject([{ type: "checkout", payload: [message], requestId: TRACE.requestId }]);
  });

  it("writes nothing when it comes again, even with more to say", async () => {
    const webhook = newWebhook();
    await payments.receive(webhook);
    expect(await payments.receive({ ...webhook, messages: [...webhook.messages, ...webhook.messages] })).toBe(false);
    expect(await outbox.find(`stripe:${webhook.providerEventId}:1`)).toBeUndefined();
  });

  it("may have nothing to say", async () => {
    const webhook = { ...newWebhook(), messages: [] };
    expect(await payments.receive(webhook)).toBe(true);
    expect(await payments.receive(webhook)).toBe(false);
  });
});
