import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { NewEvent } from "../../db/repositories/events-writer.ts";
import { mintEventId } from "../../domain/contract/ids.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { readPretixPlan } from "../../domain/plan/parse-pretix-plan.ts";
import { composeEvent } from "./compose-event.ts";
import type { SourcedPlan } from "./compose-event.ts";
import { generateStadium, STADIUM_FLOOR, STADIUM_FOCUS } from "./generate-stadium.ts";
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
  readonly accessibleGuids?: readonly string[];
  readonly gates?: number;
  readonly queue?: EventRequest["queue"];
  readonly focal?: NonNullable<EventRequest["focal"]>;
  readonly plan: () => SourcedPlan;
}

/** Where an event says nothing else. */
const DEMO_TERMS = {
  planFile: "",
  standing: [],
  blockedGuids: [],
  currency: "eur",
  maxPerBuyer: 8,
  holdMinutes: 10,
  gates: 0,
  queue: {},
  guardsSingleSeats: false,
  accessibleGuids: [],
  focal: null,
  refund: null,
} satisfies Partial<EventRequest>;

const HALL_PRICES: EventRequest["prices"] = [
  { category: "Category 1", priceMinor: 4_500 },
  { category: "Category 2", priceMinor: 3_500 },
  { category: "Category 3", priceMinor: 2_500 },
  { category: "Wheelchair", priceMinor: 2_500 },
];

const HALL_WHEELCHAIRS = Array.from({ length: 8 }, (_, i) => `S-W-${i + 1}`);

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
    prices: HALL_PRICES,
    accessibleGuids: HALL_WHEELCHAIRS,
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
    gates: 4,
    queue: { mode: "automatic", ratePerS: 500, maxActive: 20_000, switchOn: { ratePerS: 200, active: 5_000 } },
    focal: STADIUM_FOCUS,
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
  demoEvent({
    slug: "premiere",
    name: "Premiere Night",
    description: "More people than seats: a waiting room lets five a second in, and fifty at the same time.",
    type: "theatre",
    venue: "Kleiner Saal",
    city: "Vienna",
    inDays: 75,
    prices: HALL_PRICES,
    accessibleGuids: HALL_WHEELCHAIRS,
    queue: { mode: "on", ratePerS: 5, maxActive: 50 },
    plan: () => planFile("hall.json"),
  }),
  TEST_EVENT,
];

function demoEvent(demo: Demo, isTest = false): DemoEvent {
  const id = mintEventId((length) =>
    createHash("sha256").update(`sluice demo ${demo.slug}`).digest().subarray(0, length),
  );
  const compose = (nowMs: number) => {
    const { plan, inDays, ...own } = demo;
    const request: EventRequest = { ...DEMO_TERMS, ...own, startsAt: eveningIn(inDays, nowMs) };
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
