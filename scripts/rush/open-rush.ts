import { createHash } from "node:crypto";
import { connectDatabase, type DatabaseEnvironment } from "../../db/connect.ts";
import { createEvent } from "../../db/repositories/events-writer.ts";
import { saveUsers } from "../../db/repositories/users-writer.ts";
import { mintEventId, mintUserId, type EventId } from "../../domain/contract/ids.ts";
import { DEFAULT_QUEUE, type QueueSettings } from "../../domain/contract/waiting-room.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { DEMO_PASSWORD, DEMO_PASSWORD_HASH } from "../seed/demo-users.ts";
import { WRITING_TIMEOUT_MS } from "../seed/writing-timeout.ts";
import type { Account } from "./fan/move.ts";
import { generateHall, HALL_PRICES } from "./generate-hall.ts";
import type { RushOptions } from "./rush-options.ts";

const ACCOUNTS_PER_STATEMENT = 5_000;
/** Parties are of four at most: two holds of one buyer fit, and one who is greedy does not. */
const MAX_PER_BUYER = 8;
const SHORTEST_PAYMENT_MS = 30 * SECOND_MS;
const PAYMENT_MS_PER_SEAT = 12;

/** The event that is sold, as its buyers know it. */
export interface RushEvent {
  readonly id: EventId;
  readonly layout: PlanLayout;
  readonly maxPerBuyer: number;
  readonly passTtlMs: number;
  readonly paymentTtlMs: number;
}

/** Writes an event of its own, with a queue as the options say. */
export async function openEvent(environment: DatabaseEnvironment, options: RushOptions): Promise<RushEvent> {
  const layout = generateHall(options.seats);
  const id = mintEventId();
  const paymentTtlMs = paymentTime(options);
  const holdTtlMs = paymentTtlMs / 2;
  const queue = queueOf(options, holdTtlMs);
  await createEvent(connectDatabase(environment, AbortSignal.timeout(WRITING_TIMEOUT_MS)), {
    id,
    name: "The Rush",
    description: "A sale to be watched.",
    type: "concert",
    provider: "npm run rush",
    venue: { name: layout.name, city: "Here" },
    plan: { layout, sha256: createHash("sha256").update(JSON.stringify(layout)).digest("hex") },
    startsAt: new Date(Date.now() + 30 * DAY_MS),
    saleFrom: null,
    saleUntil: null,
    currency: "eur",
    prices: HALL_PRICES,
    areas: [],
    blockedSeats: [],
    maxPerBuyer: MAX_PER_BUYER,
    maxOpenBookingsPerBuyer: 3,
    holdTtlMs,
    paymentTtlMs,
    isTest: false,
    gates: options.gates,
    queue,
  });
  return { id, layout, maxPerBuyer: MAX_PER_BUYER, passTtlMs: queue.passTtlMs, paymentTtlMs };
}

/**
 * Short, so that those who walk away and those who pay late do so within the sale; longer for a large house, since a laptop
 * that serves the shop, the bank and the crowd can bring only so many payments to their end at a time.
 */
function paymentTime({ minutes, seats }: RushOptions): number {
  const shortMs = Math.max(SHORTEST_PAYMENT_MS, seats * PAYMENT_MS_PER_SEAT);
  return Math.min(shortMs, Math.max(SHORTEST_PAYMENT_MS, (minutes * MINUTE_MS) / 2.5));
}

function queueOf({ hasQueue, ratePerS, maxActive }: RushOptions, holdTtlMs: number): QueueSettings {
  const mode = hasQueue ? "on" : "off";
  return { ...DEFAULT_QUEUE, mode, ratePerS, maxActive, passTtlMs: 3 * holdTtlMs, sessionTtlMs: 4 * holdTtlMs };
}

/** An account for each fan, all with the demo's password: its hash is computed once. */
export async function openAccounts(environment: DatabaseEnvironment, count: number): Promise<readonly Account[]> {
  const db = connectDatabase(environment, AbortSignal.timeout(WRITING_TIMEOUT_MS));
  const accounts = Array.from({ length: count }, (_, n) => accountOf(n));
  for (let first = 0; first < count; first += ACCOUNTS_PER_STATEMENT) {
    const batch = accounts.slice(first, first + ACCOUNTS_PER_STATEMENT);
    await saveUsers(
      db,
      batch.map(({ id, email }) => ({ id, email, name: "A Fan", passwordHash: DEMO_PASSWORD_HASH })),
    );
  }
  return accounts;
}

/** Each at an address of his own, of those that are for documentation (RFC 3849). */
function accountOf(n: number): Account {
  const email = `fan${n}@rush.example`;
  return {
    id: mintUserId(Date.now()),
    email,
    basic: `Basic ${btoa(`${email}:${DEMO_PASSWORD}`)}`,
    address: `2001:db8::${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}`,
  };
}
