import { createHash } from "node:crypto";
import { connectDatabase, type DatabaseEnvironment } from "../../../db/connect.ts";
import { createEvent, type NewEvent } from "../../../db/repositories/events-writer.ts";
import { mintEventId, type EventId } from "../../../domain/contract/ids.ts";
import type { PaymentMethod } from "../../../domain/payment/payment-methods.ts";
import type { ProviderName } from "../../../domain/payment/provider-names.ts";
import { DAY_MS } from "../../../domain/time.ts";
import { generateHall, HALL_PRICES } from "../../rush/generate-hall.ts";
import { WRITING_TIMEOUT_MS } from "../../seed/writing-timeout.ts";

/** What is on sale, and who comes for it. */
interface SaleTerms {
  readonly name: string;
  readonly provider: ProviderName;
  readonly methods: readonly PaymentMethod[];
  /** How much of the price a buyer gets back by himself; undefined: nothing. */
  readonly refundPercent: number | undefined;
  readonly isFree: boolean;
  /** Standing places, sold by count; else seats. */
  readonly isStanding: boolean;
  /** Called off by staff while it is being sold. */
  readonly isCancelled: boolean;
  readonly gates: number;
  /** Of all who come. */
  readonly share: number;
}

const SEATED = { methods: ["card"], refundPercent: 100, isFree: false, isStanding: false, isCancelled: false } as const;

/** Both providers; money that is held first and money that is taken at once; each kind of terms. */
export const SALES: readonly SaleTerms[] = [
  { ...SEATED, name: "Hall", provider: "stripe", gates: 0, share: 0.26 },
  { ...SEATED, name: "Hall by gateway", provider: "gateway", refundPercent: 50, gates: 2, share: 0.2 },
  { ...SEATED, name: "Yard", provider: "stripe", methods: ["card", "ideal"], isStanding: true, gates: 1, share: 0.15 },
  {
    ...SEATED,
    name: "Yard by gateway",
    provider: "gateway",
    refundPercent: undefined,
    isStanding: true,
    gates: 0,
    share: 0.15,
  },
  { ...SEATED, name: "Free concert", provider: "stripe", isFree: true, gates: 0, share: 0.09 },
  { ...SEATED, name: "Called off", provider: "stripe", isCancelled: true, gates: 0, share: 0.15 },
];

export interface Sale extends SaleTerms {
  readonly id: EventId;
  /** Seats or places. */
  readonly capacity: number;
}

export interface SaleTimes {
  readonly holdTtlMs: number;
  readonly paymentTtlMs: number;
}

/** Seats for most of those who come, not for all: some find nothing left. */
const SEATS_PER_BUYER = 1.2;
const FEWEST_SEATS = 12;
export const MAX_PER_BUYER = 6;

/** Writes the events that `buyers` people will come for. */
export async function openSales(
  environment: DatabaseEnvironment,
  buyers: number,
  times: SaleTimes,
): Promise<readonly Sale[]> {
  const db = connectDatabase(environment, AbortSignal.timeout(WRITING_TIMEOUT_MS));
  const sales: Sale[] = [];
  for (const terms of SALES) {
    const capacity = Math.max(FEWEST_SEATS, Math.ceil(buyers * terms.share * SEATS_PER_BUYER));
    const sale = { ...terms, id: mintEventId(), capacity };
    await createEvent(db, eventOf(sale, times));
    sales.push(sale);
  }
  return sales;
}

function eventOf(sale: Sale, times: SaleTimes): NewEvent {
  const { id, name, capacity, provider, methods, refundPercent, isFree, isStanding, gates } = sale;
  const layout = generateHall(isStanding ? FEWEST_SEATS : capacity);
  const startsAt = new Date(Date.now() + 30 * DAY_MS);
  return {
    id,
    name,
    description: "A sale under faults.",
    type: "concert",
    provider: "npm run chaos",
    venue: { name: `${name} ${id}`, city: "Here" },
    plan: {
      layout,
      sha256: createHash("sha256")
        .update(JSON.stringify([id, layout]))
        .digest("hex"),
    },
    startsAt,
    saleFrom: null,
    saleUntil: null,
    currency: "eur",
    prices: HALL_PRICES.map(({ category, priceMinor }) => ({ category, priceMinor: isFree ? 0 : priceMinor })),
    areas: isStanding ? [{ name: "Floor", category: "Stalls", capacity }] : [],
    blockedSeats: [],
    maxPerBuyer: MAX_PER_BUYER,
    maxOpenBookingsPerBuyer: 3,
    ...times,
    isTest: false,
    gates,
    paymentProvider: provider,
    paymentMethods: methods,
    ...(refundPercent === undefined ? {} : { buyerRefundUntil: startsAt, buyerRefundPercent: refundPercent }),
  };
}
