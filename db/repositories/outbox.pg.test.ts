import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../connect.ts";
import { connectDatabase } from "../connect.ts";
import { mintBookingId, mintEventId, mintPaymentId } from "../../domain/contract/ids.ts";
import { createTestDatabase } from "../../local/testing/create-test-database.ts";
import { TRACE } from "../../local/testing/sale.ts";
import { leaseMs } from "../../domain/outbox/lease-ms.ts";
import { MAX_FAILURES } from "../../domain/outbox/max-failures.ts";
import { insertOutboxRows } from "./outbox-rows.ts";
import { createOutboxRepository } from "./outbox.ts";

// A claim takes any row that is due, so these tests have a database to themselves.
let db: Database;

beforeEach(async () => {
  db = connectDatabase(await createTestDatabase());
});

async function writeRows(count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, (_, i) => ({
    id: `row ${String(i).padStart(3, "0")}`,
    message: {
      type: "booking.expired" as const,
      bookingId: mintBookingId(mintEventId(), i),
      paymentId: mintPaymentId(i),
    },
  }));
  await insertOutboxRows(db, rows, TRACE, sql`true`);
  return rows.map(({ id }) => id);
}

/** As if it had happened earlier. */
function letTimePass(seconds: number): Promise<unknown> {
  return db.execute(sql`update outbox set due_at = due_at - ${seconds} * interval '1 second',
    created_at = created_at - ${seconds} * interval '1 second'`);
}

describe("claiming", () => {
  it("gives the message, its trace and the number of the attempt, oldest first, up to the limit", async () => {
    const outbox = createOutboxRepository(db);
    await writeRows(1);
    await letTimePass(5);
    const [first = ""] = await writeRows(4);
    const rows = await outbox.claim(3);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toEqual({ id: first, message: rows[0]?.message, trace: TRACE, attempt: 1 });
    expect(await outbox.claim(10)).toHaveLength(1);
  });

  it("gives no row to two claimers at once", async () => {
    const outbox = createOutboxRepository(db);
    const ids = await writeRows(100);
    const claims = await Promise.all(Array.from({ length: 20 }, () => outbox.claim(5)));
    for (const claim of claims) expect(claim.length).toBeLessThanOrEqual(5);
    const claimed = [...claims.flat(), ...(await outbox.claim(100))].map(({ id }) => id);
    expect(claimed.toSorted()).toEqual(ids);
  });

  it("gives a row again after a lease of 30 s, 1 min, then 2 min for ever", async () => {
    const outbox = createOutboxRepository(db);
    await writeRows(1);
    const leases: number[] = [];
    for (let attempt = 1; attempt <= 5; attempt++) {
      expect(await outbox.claim(1)).toMatchObject([{ attempt }]);
      const { rows } = await db.execute<{ lease: string }>(
        sql`select round(extract(epoch from due_at - now())) as lease from outbox`,
      );
      const lease = Math.ceil(Number(rows[0]?.lease) / 10) * 10;
      leases.push(lease);
      await letTimePass(lease - 5);
      expect(await outbox.claim(1)).toEqual([]);
      await letTimePass(5);
    }
    expect(leases).toEqual([30, 60, 120, 120, 120]);
    expect(leases).toEqual([0, 1, 2, 3, 4].map((claimsBefore) => leaseMs(claimsBefore) / 1_000));
  });

  it("does not give a row that was consumed", async () => {
    const outbox = createOutboxRepository(db);
    const [id = ""] = await writeRows(1);
    await outbox.consume(id);
    expect(await outbox.claim(1)).toEqual([]);
    expect(await outbox.find(id)).toMatchObject({ id, consumed: true });
    expect(await outbox.find("another")).toBeUndefined();
  });
});

/** Fails it so many times; whether it was dead afterwards, each time. */
async function failTimes(id: string, times: number): Promise<boolean[]> {
  const outbox = createOutboxRepository(db);
  const verdicts: boolean[] = [];
  for (let i = 0; i < times; i++) verdicts.push(await outbox.fail(id, `error ${i}`));
  return verdicts;
}

describe("a row whose step fails", () => {
  it("is a dead letter after the eighth failure, and is not claimed any more", async () => {
    const outbox = createOutboxRepository(db);
    const [id = ""] = await writeRows(1);
    expect(await failTimes(id, MAX_FAILURES - 1)).toEqual(Array.from({ length: MAX_FAILURES - 1 }, () => false));
    expect(await outbox.claim(1)).toMatchObject([{ id }]);
    await letTimePass(60);
    expect(await outbox.fail(id, "the last straw")).toBe(true);
    expect(await outbox.claim(1)).toEqual([]);
    const { items, total } = await outbox.deadLetters({ page: 1, pageSize: 10 });
    expect(total).toBe(1);
    expect(items).toMatchObject([{ id, failures: MAX_FAILURES, lastError: "the last straw" }]);
    // A delivery that comes late counts, and changes nothing else.
    expect(await outbox.fail(id, "late")).toBe(true);
    expect((await outbox.deadLetters({ page: 1, pageSize: 10 })).items[0]?.deadAt).toEqual(items[0]?.deadAt);
  });

  it("keeps the beginning of what was said of it", async () => {
    const [id = ""] = await writeRows(1);
    await createOutboxRepository(db).fail(id, "x".repeat(5_000));
    const { rows } = await db.execute<{ length: number }>(sql`select length(last_error) from outbox`);
    expect(rows).toEqual([{ length: 500 }]);
  });

  it("that was consumed meanwhile has not failed", async () => {
    const outbox = createOutboxRepository(db);
    const [id = ""] = await writeRows(1);
    await outbox.consume(id);
    expect(await failTimes(id, MAX_FAILURES)).not.toContain(true);
    expect(await outbox.fail("no such row", "lost")).toBe(false);
    expect((await outbox.deadLetters({ page: 1, pageSize: 10 })).total).toBe(0);
  });
});

describe("a dead letter", () => {
  it("that is asked for is due at once, with all its tries before it again, under the next number", async () => {
    const outbox = createOutboxRepository(db);
    const [id = ""] = await writeRows(1);
    await outbox.claim(1);
    await failTimes(id, MAX_FAILURES);
    expect(await outbox.revive(id)).toBe(true);
    expect(await outbox.claim(1)).toMatchObject([{ id, attempt: 2 }]);
    expect(await failTimes(id, MAX_FAILURES)).toEqual([...Array.from({ length: MAX_FAILURES - 1 }, () => false), true]);
  });

  it("is the only thing that can be asked for", async () => {
    const outbox = createOutboxRepository(db);
    const [living = "", consumed = ""] = await writeRows(2);
    await failTimes(consumed, MAX_FAILURES);
    await outbox.consume(consumed);
    expect(await outbox.revive(living)).toBe(false);
    expect(await outbox.revive(consumed)).toBe(false);
    expect(await outbox.revive("no such row")).toBe(false);
  });

  it("is listed by page, longest dead first", async () => {
    const outbox = createOutboxRepository(db);
    const ids = await writeRows(3);
    for (const id of ids.toReversed()) await failTimes(id, MAX_FAILURES);
    const pages = await Promise.all([1, 2].map((page) => outbox.deadLetters({ page, pageSize: 2 })));
    expect(pages.map(({ total }) => total)).toEqual([3, 3]);
    expect(pages.flatMap(({ items }) => items.map(({ id }) => id))).toEqual(ids.toReversed());
  });
});

describe("the backlog", () => {
  it("is empty where nothing waits", async () => {
    const outbox = createOutboxRepository(db);
    const [id = ""] = await writeRows(1);
    await outbox.consume(id);
    expect(await outbox.backlog()).toEqual({ depth: 0, lagMs: 0, underWay: 0, dead: 0 });
  });

  it("tells how many rows wait, since when, how many are under way, and how many are dead", async () => {
    const outbox = createOutboxRepository(db);
    const [dead = "", consumed = ""] = await writeRows(5);
    await failTimes(dead, MAX_FAILURES);
    await outbox.consume(consumed);
    await letTimePass(90);
    await outbox.claim(1);
    const { lagMs, ...counts } = await outbox.backlog();
    expect(counts).toEqual({ depth: 3, underWay: 1, dead: 1 });
    expect(lagMs).toBeGreaterThanOrEqual(90_000);
  });
});
