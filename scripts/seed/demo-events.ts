import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { NewEvent } from "../../db/repositories/events-writer.ts";
import { mintEventId } from "../../domain/contract/ids.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { readPretixPlan } from "../../domain/plan/parse-pretix-plan.ts";
import { composeEvent } from "./compose-event.ts";
import type { SourcedPlan } from "./compose-event.ts";
import { generateStadium, STADIUM_FLOOR } from "./generate-stadium.ts";
import { readPlanFile } from "./read-plan-file.ts";
import { eveningIn } from "./seed-arguments.ts";
import type { EventRequest } from "./seed-arguments.ts";

/** An event whose id follows from its slug, so that seeding twice finds it. Composed only when it is missing. */
export interface DemoEvent {
  readonly slug: string;
  readonly id: EventId;
  compose(nowMs: number): NewEvent;
}

interface Demo {
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly type: string;
  readonly venue: string;
  readonly city: string;
  readonly inDays: number;
  readonly prices: EventRequest["prices"];
  readonly standing?: EventRequest["standing"];
  readonly maxPerBuyer?: number;
  readonly plan: () => SourcedPlan;
}

export const TEST_EVENT = demoEvent(
  {
    slug: "test-room",
    name: "Smoke test",
    description: "A marked test event: free of charge, left out of lists. `npm run smoke` buys a seat here.",
    type: "test",
    venue: "Test room",
    city: "Nowhere",
    inDays: 3_650,
    prices: [{ category: "Test", priceMinor: 0 }],
    maxPerBuyer: 20,
    plan: () => planFile("test-room.json"),
  },
  true,
);

export const DEMO_EVENTS: readonly DemoEvent[] = [
  demoEvent({
    slug: "hall",
    name: "An Evening of Chamber Music",
    description: "Three string quartets by candlelight, in a hall of 557 seats with a balcony.",
    type: "concert",
    venue: "Kleiner Saal",
    city: "Vienna",
    inDays: 60,
    prices: [
      { category: "Category 1", priceMinor: 4_500 },
      { category: "Category 2", priceMinor: 3_500 },
      { category: "Category 3", priceMinor: 2_500 },
      { category: "Wheelchair", priceMinor: 2_500 },
    ],
    plan: () => planFile("hall.json"),
  }),
  demoEvent({
    slug: "stadium",
    name: "The Long Night",
    description: "The tour's only stadium concert: 100,000 seats in three tiers, and a standing floor.",
    type: "concert",
    venue: "Sluice Arena",
    city: "Rotterdam",
    inDays: 120,
    prices: [
      { category: "Category 1", priceMinor: 14_900 },
      { category: "Category 2", priceMinor: 11_900 },
      { category: "Category 3", priceMinor: 8_900 },
      { category: "Category 4", priceMinor: 6_900 },
      { category: "Category 5", priceMinor: 4_900 },
      { category: "Standing", priceMinor: 9_900 },
    ],
    standing: [{ area: STADIUM_FLOOR, capacity: 8_000, category: "Standing" }],
    plan: stadiumPlan,
  }),
  demoEvent({
    slug: "yard",
    name: "Summer Yard",
    description: "Open air, 5,000 places to stand, sold in one call.",
    type: "festival",
    venue: "Gasworks Yard",
    city: "Leipzig",
    inDays: 45,
    prices: [{ category: "Standing", priceMinor: 2_900 }],
    standing: [{ area: "Yard", capacity: 5_000, category: "Standing" }],
    plan: () => planFile("yard.json"),
  }),
  TEST_EVENT,
];

function demoEvent(demo: Demo, isTest = false): DemoEvent {
  const id = mintEventId((length) =>
    createHash("sha256").update(`sluice demo ${demo.slug}`).digest().subarray(0, length),
  );
  const compose = (nowMs: number) => {
    const { plan, inDays, standing = [], maxPerBuyer = 8, ...rest } = demo;
    const terms = { planFile: "", blockedGuids: [], currency: "eur", holdMinutes: 10, standing, maxPerBuyer };
    const request: EventRequest = { ...rest, ...terms, startsAt: eveningIn(inDays, nowMs) };
    return composeEvent(request, plan(), { id, description: demo.description, isTest });
  };
  return { slug: demo.slug, id, compose };
}

function planFile(name: string): SourcedPlan {
  return readPlanFile(fileURLToPath(new URL(`../plans/${name}`, import.meta.url)), { mayHaveNoSeats: true });
}

function stadiumPlan(): SourcedPlan {
  const plan = generateStadium();
  const outcome = readPretixPlan(plan);
  if (!outcome.ok) throw new Error(outcome.problems.join("; "));
  return { sha256: createHash("sha256").update(JSON.stringify(plan)).digest("hex"), layout: outcome.layout };
}
