import { describe, expect, it } from "vitest";
import { mintEventId, type EventId } from "../../domain/contract/ids.ts";
import type { Catalogue, EventDetail } from "../../domain/ports/catalogue.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { cacheCatalogue } from "./catalogue-cache.ts";

/** A catalogue whose answers are told apart by when they were given, with the clock in the test's hand. */
function setUp() {
  const asked: string[] = [];
  const world: { nowMs: number; answer: () => Promise<"known" | undefined> } = {
    nowMs: 0,
    answer: async () => "known",
  };
  const load = async (what: string, id: EventId) => {
    asked.push(what);
    return (await world.answer()) && { id, name: `${what} ${asked.length}` };
  };
  const catalogue = {
    event: async (id: EventId) => (await load("event", id)) as EventDetail | undefined,
    plan: async (id: EventId) => (await load("plan", id)) as unknown as PlanLayout | undefined,
    eventConfig: async (id: EventId) => void (await load("config", id)),
    events: async () => ({ items: [], total: asked.push("events") }),
    searchEvents: async () => ({ items: [], total: asked.push("search") }),
  } satisfies Catalogue;
  return { asked, world, cached: cacheCatalogue(catalogue, () => world.nowMs) };
}

const newEvents = (count: number): EventId[] => Array.from({ length: count }, () => mintEventId());
const [A, B, C, D, E] = newEvents(5) as [EventId, EventId, EventId, EventId, EventId];

describe("an event in the isolate's cache", () => {
  it("is asked for once in half a minute, each by itself", async () => {
    const { cached, world, asked } = setUp();
    const first = await cached.event(A);
    expect(await cached.event(B)).toMatchObject({ id: B });
    world.nowMs = 29_999;
    expect(await cached.event(A)).toBe(first);
    expect(asked).toEqual(["event", "event"]);
    world.nowMs = 30_000;
    expect(await cached.event(A)).toMatchObject({ id: A, name: "event 3" });
    world.nowMs = 59_999;
    expect(await cached.event(A)).toMatchObject({ name: "event 3" });
  });

  it("is there as soon as it exists: that it did not is not kept, nor is a failure", async () => {
    const { cached, world } = setUp();
    world.answer = async () => undefined;
    expect(await cached.event(A)).toBeUndefined();
    expect(await cached.plan(A)).toBeUndefined();
    world.answer = () => Promise.reject(new Error("the database is down"));
    await expect(cached.event(A)).rejects.toThrow("down");
    world.answer = async () => "known";
    expect(await cached.event(A)).toMatchObject({ id: A });
    expect(await cached.plan(A)).toMatchObject({ id: A });
  });

  it("is never awaited by a request that did not ask for it itself", async () => {
    const { cached, world, asked } = setUp();
    world.answer = () => new Promise(() => {});
    void cached.event(A);
    world.answer = async () => "known";
    expect(await cached.event(A)).toMatchObject({ id: A });
    expect(asked).toHaveLength(2);
  });

  it("makes room for the 501st", async () => {
    const { cached, asked } = setUp();
    const many = newEvents(501);
    for (const id of many) await cached.event(id);
    for (const id of many.slice(1)) await cached.event(id);
    expect(asked).toHaveLength(501);
    await cached.event(many[0] ?? A);
    expect(asked).toHaveLength(502);
  });
});

describe("a plan in the isolate's cache", () => {
  it("is kept for good, because the plan of an event never changes", async () => {
    const { cached, world, asked } = setUp();
    const plan = await cached.plan(A);
    world.nowMs = Number.MAX_SAFE_INTEGER;
    expect(await cached.plan(A)).toBe(plan);
    expect(asked).toEqual(["plan"]);
  });

  it("goes when it is the one used longest ago of five", async () => {
    const { cached, asked } = setUp();
    for (const id of [A, B, C, D, A, E]) await cached.plan(id);
    expect(asked).toHaveLength(5);
    for (const id of [A, C, D, E]) await cached.plan(id);
    expect(asked).toHaveLength(5);
    await cached.plan(B);
    expect(asked).toHaveLength(6);
  });
});

describe("lists, searches and configurations", () => {
  it("are never kept", async () => {
    const { cached, asked } = setUp();
    const page = { page: 1, pageSize: 10 };
    for (let i = 0; i < 2; i++) {
      await cached.events({}, page);
      await cached.searchEvents("opera", page);
      await cached.eventConfig(A);
    }
    expect(asked).toEqual(["events", "search", "config", "events", "search", "config"]);
  });
});
