import { describe, expect, inject, it } from "vitest";
import { createRepositories } from "../../db/create-repositories.ts";
import { DAY_MS } from "../../domain/time.ts";
import { DEMO_EVENTS } from "./demo-events.ts";
import { seedDemo } from "./seed-demo.ts";
import { seedEvent } from "./seed-event.ts";
import { seedArguments } from "./seed-arguments.ts";
import { seedSmoke } from "./seed-smoke.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const HALL_FILE = new URL("../plans/hall.json", import.meta.url).pathname;

function database() {
  return { DATABASE_URL: inject("databaseUrl"), NEON_LOCAL_PROXY: inject("neonProxy") };
}

describe("seeding", () => {
  it("brings the demo, and changes nothing the second time", async () => {
    const { catalogue, users } = createRepositories(database());
    await seedDemo(database(), { users: 25, nowMs: NOW_MS });
    const details = () => Promise.all(DEMO_EVENTS.map(({ id }) => catalogue.event(id)));
    const first = await details();
    expect(first.map((event) => event?.seatCount)).toEqual([557, 100_000, 0, 557, 20]);
    expect(first[1]?.areas).toEqual([{ name: "Floor", category: 5, capacity: 8_000 }]);
    expect((await users.findByEmail("buyer0025@sluice.example"))?.name).toBe("Buyer 0025");

    const again = await seedDemo(database(), { users: 25, nowMs: NOW_MS + DAY_MS });
    expect(again).toEqual({ events: [], users: false });
    expect(await details()).toEqual(first);
  });

  it("adds more buyers without touching those that are there", async () => {
    const { users } = createRepositories(database());
    await seedDemo(database(), { users: 3, events: [] });
    const third = await users.findByEmail("buyer0003@sluice.example");
    expect(await seedDemo(database(), { users: 40, events: [] })).toEqual({ events: [], users: true });
    expect(await users.findByEmail("buyer0003@sluice.example")).toEqual(third);
    expect(await users.findByEmail("buyer0040@sluice.example")).toBeDefined();
  });

  it("adds an event from a plan file, whose object can be configured from it", async () => {
    const prices = ["Category 1", "Category 2", "Category 3", "Wheelchair"].flatMap((name, i) => [
      "--price",
      `${name}=${(4 - i) * 1_000}`,
    ]);
    const args = ["--plan", HALL_FILE, "--name", "A play", "--block", "S-A-2", "--hold-minutes", "3", ...prices];
    const request = seedArguments(args, NOW_MS);
    if (request.kind !== "event") throw new Error(`read as ${request.kind}`);
    const id = await seedEvent(database(), request.event);

    const config = await createRepositories(database()).catalogue.eventConfig(id);
    expect(config).toMatchObject({ blockedSeats: [1], holdTtlMs: 180_000, currency: "eur" });
    expect(config?.categories.map(({ priceMinor }) => priceMinor)).toEqual([4_000, 3_000, 2_000, 1_000]);
    expect(config?.seatCategories.reduce((sum, [, count]) => sum + count, 0)).toBe(557);
  });

  it("makes a test event and a buyer of its own for smoke runs", async () => {
    const [first, second] = [await seedSmoke(database(), NOW_MS), await seedSmoke(database(), NOW_MS)];
    expect(second.eventId).toBe(first.eventId);
    expect(second.email).not.toBe(first.email);
    const { catalogue, users } = createRepositories(database());
    expect(await catalogue.event(first.eventId)).toMatchObject({ type: "test", priceToMinor: 0 });
    expect((await users.findByEmail(first.email))?.passwordHash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/);
  });
});
