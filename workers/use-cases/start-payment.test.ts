import { describe, expect, it } from "vitest";
import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintPaymentId, mintUserId } from "../../domain/contract/ids.ts";
import { refuse } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { startPayment } from "./start-payment.ts";

const event = mintEventId();
const buyer = { id: mintUserId(1), email: "ann@example.com", name: "Ann", passwordHash: "" };
const BOOKING: BookingSnapshot = {
  id: mintBookingId(event, 1),
  eventId: event,
  buyerId: buyer.id,
  status: "pending_payment",
  seats: [{ seat: 0, priceMinor: 100 }],
  places: [],
  totalMinor: 100,
  currency: "eur",
  deadlineMs: 1_000,
  paymentId: mintPaymentId(1),
  createdAtMs: 0,
  version: 1,
};

/** What the waiting room hears when the provider fails while its circuit is so. */
async function heard(state: "Closed" | "Open" | "HalfOpen"): Promise<unknown[]> {
  const counted: unknown[] = [];
  const provider = {
    createSession: async () => refuse("payment_provider_unavailable"),
    breaker: async () => ({ state }),
  };
  const services = {
    providers: { of: () => provider },
    payments: {
      open: async () => ({ kind: "opened", payment: { id: BOOKING.paymentId, provider: "stripe" } }),
      unlock: async () => {},
    },
    catalogue: { event: async () => ({ paymentProvider: "stripe", paymentMethods: ["card"] }) },
    waitingRoom: { count: (...what: unknown[]) => void counted.push(what) },
  } as unknown as Services;
  const trace = { requestId: "req_test", traceparent: "00-a-b-01" };
  const started = await runInContext({ trace, waitUntil: () => {} }, () =>
    startPayment(services, buyer, BOOKING, { acceptsEqualSeats: false }, false),
  );
  expect(started).toEqual(refuse("payment_provider_unavailable"));
  return counted;
}

describe("a payment that cannot be started", () => {
  it("slows admission while the provider's circuit is not closed, and only then", async () => {
    expect(await heard("Closed")).toEqual([]);
    expect(await heard("Open")).toEqual([[event, { isProviderDown: true }]]);
    expect(await heard("HalfOpen")).toEqual([[event, { isProviderDown: true }]]);
  });
});
