import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { connectDatabase } from "../../../db/connect.ts";
import { createEvent, type NewEvent } from "../../../db/repositories/events-writer.ts";
import { mintEventId, type EventId } from "../../../domain/contract/ids.ts";
import type { PlanLayout } from "../../../domain/plan/plan-layout.ts";
import { MINUTE_MS } from "../../../domain/time.ts";
import { freePorts } from "../../../local/testing/free-ports.ts";
import { seedDemo } from "../../seed/seed-demo.ts";
import { buildWorker } from "../../start/build-worker.ts";
import { PORT_NAMES, type Ports } from "../../start/ports.ts";
import { Stack } from "../../start/stack.ts";
import type { WorkerVariables } from "../../start/worker-variables.ts";
import type { NamedProcess } from "../contender.ts";
import { HOUSE_SEATS } from "../draw-wishes.ts";

/** Accounts that exist; the live feed has the most visitors. */
export const ACCOUNTS = 2_000;

const SEATS_PER_ROW = 100;

/** What Sluice needs behind it, as `npm start` runs it: PostgreSQL, Redis, QStash, Stripe and mail. Without a Worker. */
export class SluicePlatform {
  readonly variables: WorkerVariables;
  readonly #stack: Stack;

  private constructor(stack: Stack) {
    this.#stack = stack;
    this.variables = stack.plan.variables;
  }

  static async start(directory: string, onDeath: (line: string) => void): Promise<SluicePlatform> {
    const dataDirectory = join(directory, "sluice");
    mkdirSync(dataDirectory);
    const free = await freePorts(PORT_NAMES.length);
    const stack = await Stack.open({
      settings: {},
      ports: Object.fromEntries(PORT_NAMES.map((name, i) => [name, free[i]])) as Ports,
      dataDirectory,
      environmentFile: join(dataDirectory, "env.json"),
      timeScale: 1,
      cronEveryMs: MINUTE_MS,
      seed: (database) => seedDemo(database, { users: ACCOUNTS, events: [] }),
      say: onDeath,
      onGiveUp: () => onDeath("a stand-in stays down"),
    });
    try {
      await Promise.all([stack.startStandIns(), buildWorker()]);
    } catch (error) {
      await stack.stop();
      throw error;
    }
    return new SluicePlatform(stack);
  }

  processes(): readonly NamedProcess[] {
    return this.#stack.processes();
  }

  /** A sale of its own of the house that every contender sells; limits per buyer that no round reaches. */
  async newEvent(gates: number): Promise<EventId> {
    const id = mintEventId();
    await createEvent(connectDatabase(this.variables), { ...eventOf(id), gates });
    return id;
  }

  stop(): Promise<void> {
    return this.#stack.stop();
  }
}

function eventOf(id: EventId): NewEvent {
  return {
    id,
    name: "Bench",
    description: "",
    type: "concert",
    provider: "Sluice",
    venue: { name: "Bench", city: "Nowhere" },
    plan: HOUSE,
    startsAt: new Date(Date.now() + 30 * 24 * 60 * MINUTE_MS),
    saleFrom: null,
    saleUntil: null,
    currency: "eur",
    prices: [{ category: "Stalls", priceMinor: 4_500 }],
    areas: [],
    blockedSeats: [],
    maxPerBuyer: 500,
    maxOpenBookingsPerBuyer: 500,
    holdTtlMs: 10 * MINUTE_MS,
    paymentTtlMs: 15 * MINUTE_MS,
    isTest: false,
  };
}

const HOUSE: NewEvent["plan"] = {
  layout: houseLayout(),
  sha256: createHash("sha256").update(`bench ${HOUSE_SEATS}`).digest("hex"),
};

function houseLayout(): PlanLayout {
  const seats = Array.from({ length: HOUSE_SEATS }, (_, seat) => ({
    row: Math.floor(seat / SEATS_PER_ROW),
    number: seat % SEATS_PER_ROW,
  }));
  return {
    name: "Bench",
    width: 10 * SEATS_PER_ROW,
    height: (10 * HOUSE_SEATS) / SEATS_PER_ROW,
    categories: [{ name: "Stalls", color: null }],
    zones: [{ name: "Hall" }],
    rows: Array.from({ length: HOUSE_SEATS / SEATS_PER_ROW }, (_, row) => ({
      zone: 0,
      label: String(row + 1),
      firstSeat: row * SEATS_PER_ROW,
      seatCount: SEATS_PER_ROW,
    })),
    seats: {
      guid: seats.map(({ row, number }) => `${row + 1}-${number + 1}`),
      label: seats.map(({ number }) => String(number + 1)),
      category: seats.map(() => 0),
      x: seats.map(({ number }) => 10 * number),
      y: seats.map(({ row }) => 10 * row),
    },
    shapes: [],
  };
}
