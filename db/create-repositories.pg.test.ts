import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { createRepositories } from "./create-repositories.ts";
import { migrateDatabase } from "./migrate.ts";
import { createTestDatabase } from "../local/testing/create-test-database.ts";
import { payBooking } from "../local/testing/paid-booking.ts";
import { openSale, TRACE } from "../local/testing/sale.ts";

describe("migrating", () => {
  it("may run several times at once, and again", async () => {
    const { DATABASE_URL } = await createTestDatabase({ migrated: false });
    await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(DATABASE_URL)));
    await migrateDatabase(DATABASE_URL);
    const client = new Client({ connectionString: DATABASE_URL });
    await client.connect();
    const { rows } = await client.query(
      "select count(*)::int as runs, count(distinct hash)::int as migrations from drizzle.__drizzle_migrations",
    );
    await client.end();
    expect(rows[0].runs).toBe(rows[0].migrations);
  });
});

describe("the repositories together", () => {
  it("answer a ping, and fail one when the database is not there", async () => {
    const environment = await createTestDatabase({ migrated: false });
    await expect(createRepositories(environment).ping()).resolves.toBeUndefined();
    const nowhere = { ...environment, DATABASE_URL: `${environment.DATABASE_URL}_gone` };
    await expect(createRepositories(nowhere).ping()).rejects.toMatchObject({ cause: { code: "3D000" } });
  });

  it("refuse a wrong password", async () => {
    const environment = await createTestDatabase({ migrated: false });
    const url = new URL(environment.DATABASE_URL);
    url.password = "wrong";
    const repositories = createRepositories({ ...environment, DATABASE_URL: url.href });
    await expect(repositories.ping()).rejects.toMatchObject({ cause: { code: "28P01" } });
  });

  it("forget bookings and keep users and events when they are reset", async () => {
    const environment = await createTestDatabase();
    const sale = await openSale({}, environment);
    const { outbox, payments, refunds, bookings, catalogue, users, ...repositories } = createRepositories(environment);
    const { id, paymentId, booking } = await payBooking(sale);
    const repeat = { scope: "key", fingerprint: "body" };
    const refund = { bookingId: id, amountMinor: undefined, endsBooking: true, reason: "why", repeat, trace: TRACE };
    expect(await refunds.request({ ...refund, who: "operator" })).toMatchObject({ ok: true });
    const webhook = { provider: "stripe" as const, providerEventId: "evt_1", type: "t", messages: [], trace: TRACE };
    expect(await payments.receive(webhook)).toBe("fresh");
    expect(await payments.receive(webhook)).toBe("duplicate");

    await repositories.reset();
    expect(await outbox.claim(10)).toEqual([]);
    expect(await payments.receive(webhook)).toBe("fresh");
    expect([await bookings.find(id), await payments.find(paymentId)]).toEqual([undefined, undefined]);
    expect(await refunds.ofBooking(id)).toEqual([]);
    expect(await catalogue.event(sale.event)).toBeDefined();
    expect(await users.find(booking.buyerId)).toBeDefined();
  });
});
