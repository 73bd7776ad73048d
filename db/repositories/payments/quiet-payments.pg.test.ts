import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { createTestDatabase } from "../../../local/testing/create-test-database.ts";
import { openSale, paymentOf, reserved, TRACE, type Reserved } from "../../../local/testing/sale.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import type { OpenPayment } from "../../../domain/ports/payments.ts";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import { payments as paymentsTable } from "../../schema/payments.ts";
import { createPaymentsRepository } from "./payments.ts";

const OVERDUE = { deadlineMs: 0 };

/** A sweep looks at all payments, so each of these tests has a database to itself. */
async function setUp() {
  const sale = await openSale({}, await createTestDatabase());
  const payments = createPaymentsRepository(sale.db);
  const open = async (booking: Partial<Reserved> = {}, members: Partial<OpenPayment> = {}) => {
    const request = paymentOf(reserved(sale, booking), members);
    await payments.open(request);
    return request.paymentId;
  };
  /** One whose session the buyer was brought to. */
  const atProvider = async (booking: Partial<Reserved> = {}) => {
    const id = await open(booking);
    await payments.attachSession(id, { id: `cs_${id}`, url: null }, TRACE);
    return id;
  };
  const set = (id: PaymentId, members: Partial<typeof paymentsTable.$inferInsert>) =>
    sale.db.update(paymentsTable).set(members).where(eq(paymentsTable.id, id));
  /** As if all of it had happened earlier. */
  const letTimePass = (seconds: number) => {
    const past = sql`${seconds} * interval '1 second'`;
    return sale.db.execute(sql`update payments set heard_at = heard_at - ${past}, asked_at = asked_at - ${past},
      locked_until = locked_until - ${past}`);
  };
  const quiet = async (limit = 10) => (await payments.quiet(limit)).map(({ id }) => id);
  return { db: sale.db, payments, open, atProvider, set, letTimePass, quiet };
}

describe("quiet payments", () => {
  it("are those past their deadline, and those not heard of for 2 minutes", async () => {
    const { atProvider, letTimePass, quiet } = await setUp();
    const heard = await atProvider();
    const overdue = await atProvider(OVERDUE);
    expect(await quiet()).toEqual([overdue]);
    await letTimePass(121);
    const fresh = await atProvider();
    const found = await quiet();
    expect(found.toSorted()).toEqual([heard, overdue].toSorted());
    expect(found).not.toContain(fresh);
  });

  it("are asked about again by the next sweep, and not by two sweeps at once", async () => {
    const { atProvider, letTimePass, quiet } = await setUp();
    const ids = await Promise.all(Array.from({ length: 60 }, () => atProvider(OVERDUE)));
    const sweeps = await Promise.all(Array.from({ length: 20 }, () => quiet(3)));
    const asked = [...sweeps.flat(), ...(await quiet(60))];
    expect(asked.toSorted()).toEqual(ids.toSorted());
    await letTimePass(45);
    expect(await quiet(60)).toEqual([]);
    await letTimePass(10);
    expect(await quiet(5)).toHaveLength(5);
  });

  it("that wait for a bank are asked about every hour", async () => {
    const { atProvider, set, letTimePass, quiet } = await setUp();
    const id = await atProvider();
    await set(id, { status: "processing" });
    await letTimePass(121);
    expect(await quiet()).toEqual([id]);
    await letTimePass(3_500);
    expect(await quiet()).toEqual([]);
    await letTimePass(101);
    expect(await quiet()).toEqual([id]);
  });

  it("without a session are left alone while a request may be bringing them to the provider", async () => {
    const { open, letTimePass, quiet } = await setUp();
    const id = await open(OVERDUE);
    expect(await quiet()).toEqual([]);
    await letTimePass(61);
    expect(await quiet()).toEqual([id]);
  });

  it.each<[OutboxMessage["type"], boolean, boolean]>([
    ["payment.ended", true, false],
    ["payment.ended", false, true],
    // It says nothing of whether money comes.
    ["payment.declined", true, true],
  ])("whose news %s is a dead letter (%s) are asked about: %s", async (type, isDead, isAsked) => {
    const { db, atProvider, quiet } = await setUp();
    const id = await atProvider(OVERDUE);
    const other = await atProvider(OVERDUE);
    const message = { type, paymentId: id };
    await db.execute(sql`insert into outbox (id, message, request_id, traceparent, dead_at)
      values ('news', ${JSON.stringify(message)}::jsonb, 'req', 'trace', case when ${isDead} then now() end)`);
    expect((await quiet()).toSorted()).toEqual(isAsked ? [id, other].toSorted() : [other]);
    await db.execute(sql`update outbox set dead_at = null`);
    await db.execute(sql`update payments set asked_at = null`);
    expect(await quiet()).toHaveLength(2);
  });

  it("are never those that have ended, nor free ones", async () => {
    const { payments, open, atProvider, letTimePass, quiet } = await setUp();
    const ended = await atProvider(OVERDUE);
    await payments.close(ended, { fact: "expired", reason: "session expired" }, "no row", TRACE);
    await open({ ...OVERDUE, seats: [], totalMinor: 0 }, { provider: "free" });
    await letTimePass(121);
    expect(await quiet()).toEqual([]);
  });
});
