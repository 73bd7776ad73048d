import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../connect.ts";
import { connectDatabase } from "../connect.ts";
import { mintBookingId, mintEventId, mintPaymentId } from "../../domain/contract/ids.ts";
import { createTestDatabase } from "../../local/testing/create-test-database.ts";
import { TRACE } from "../../local/testing/sale.ts";
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

  it("gives a row again after a lease of 30 s that doubles up to 10 minutes", async () => {
    const outbox = createOutboxRepository(db);
    await writeRows(1);
    const leases: number[] = [];
    for (let attempt = 1; attempt <= 7; attempt++) {
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
    expect(leases).toEqual([30, 60, 120, 240, 480, 600, 600]);
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
