import { describe, expect, it } from "vitest";
import { changesBy, isRest, PAYMENT_FACTS, TRANSITIONS, WOKEN_BY } from "./payment-machine.ts";
import { OPEN_STATUSES, PAID_STATUSES, PAYMENT_STATUSES, type PaymentStatus } from "./payment-statuses.ts";

/** Statuses that can be reached from one, itself included. */
function reachableFrom(start: PaymentStatus): ReadonlySet<PaymentStatus> {
  const seen = new Set([start]);
  for (const status of seen) for (const next of Object.values(TRANSITIONS[status])) seen.add(next);
  return seen;
}

describe("the ways of a payment", () => {
  it("begin with pending, and every status is on one of them", () => {
    expect([...reachableFrom("pending")].toSorted()).toEqual([...PAYMENT_STATUSES].toSorted());
  });

  it.each(PAYMENT_STATUSES)("lead from %s to a status in which it may rest", (status) => {
    expect([...reachableFrom(status)].some(isRest)).toBe(true);
  });

  it("know who wakes a payment wherever it may not rest: while money may come, goes back, or is disputed", () => {
    const sleeping = PAYMENT_STATUSES.filter((status) => !isRest(status));
    expect(sleeping.toSorted()).toEqual([...OPEN_STATUSES, "refunding", "disputed"].toSorted());
    for (const status of sleeping) expect(WOKEN_BY[status]).toMatch(/webhook|outbox/);
  });

  it("never lead from money that is kept back to an open attempt, nor from money that went back to anything", () => {
    for (const status of PAID_STATUSES)
      for (const open of OPEN_STATUSES) expect(reachableFrom(status)).not.toContain(open);
    for (const status of ["voided", "refunded", "charged_back"] as const) expect(TRANSITIONS[status]).toEqual({});
  });

  it("lead to completed only by a capture, a dispute that was won, or a refund that the provider refused", () => {
    const facts = PAYMENT_FACTS.filter((fact) => changesBy(fact).some(([, to]) => to === "completed"));
    expect(facts).toEqual(["captured", "refund_failed", "dispute_won"]);
    expect(changesBy("captured")).toEqual([["authorised", "completed"]]);
  });

  it("use every fact", () => {
    for (const fact of PAYMENT_FACTS) expect(changesBy(fact)).not.toEqual([]);
  });
});
