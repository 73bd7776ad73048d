import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { createRepositories } from "./create-repositories.ts";
import { migrateDatabase } from "./migrate.ts";
import { connectDatabase } from "./connect.ts";
import { mintUserId } from "../domain/contract/ids.ts";
import { createEvent } from "./repositories/events-writer.ts";
import { saveUsers } from "./repositories/users-writer.ts";
import { createTestDatabase } from "../local/testing/create-test-database.ts";
import { eventOf, TRACE } from "../local/testing/sale.ts";

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
    const db = connectDatabase(environment);
    const { outbox, payments, catalogue, users, ...repositories } = createRepositories(environment);
    const event = eventOf();
    await createEvent(db, event);
    const user = { id: mintUserId(0), email: "ada@example.com", name: "Ada", passwordHash: "x" };
    await saveUsers(db, [user]);
    const messages = [{ type: "booking.expired" as const, bookingId: "bkg" as never, paymentId: "pay" as never }];
    const webhook = { provider: "stripe" as const, providerEventId: "evt_1", type: "t", messages, trace: TRACE };
    await payments.receive(webhook);

    await repositories.reset();
    expect(await outbox.claim(10)).toEqual([]);
    expect(await payments.receive(webhook)).toBe(true);
    expect(await catalogue.event(event.id)).toBeDefined();
    expect(await users.findByEmail(user.email)).toEqual(user);
  });
});
