import { describe, expect, it, vi } from "vitest";
import type { Capture } from "../../domain/payment/payment-methods.ts";
import { isRest } from "../../domain/payment/payment-machine.ts";
import { OPEN_STATUSES, PAID_STATUSES } from "../../domain/payment/payment-statuses.ts";
import { MONEY_BUGS } from "./testing/money-bugs.ts";
import { letGo, movesFrom } from "./testing/money-moves.ts";
import type { Sabotage } from "./testing/money-ports.ts";
import { keyOf, newWorld, ours, type Attempt, type MoneyWorld } from "./testing/money-world.ts";

// Thousands of ways: what each would log is no news.
vi.mock("../log.ts", () => ({ log: { info() {}, warn() {}, error() {} } }));

const DEPTH = 8;
const CAPTURES = ["manual", "immediate", "delayed"] as const;

/** Goes every way of so many moves; in each world reached, everybody goes home, and nothing may be wrong then. */
async function goEveryWay(capture: Capture, depth: number, sabotage?: Sabotage): Promise<Tally> {
  const start = newWorld(capture);
  const seen = new Set([keyOf(start)]);
  const tally: Tally = { worlds: 0, ends: new Set() };
  let edge: Visited[] = [{ world: start, way: [] }];
  for (let moves = 0; edge.length > 0; moves++) {
    const next: Visited[] = [];
    for (const { world, way } of edge) {
      try {
        await endAll(world, tally, sabotage);
        if (moves === depth) continue;
        for (const { name, next: reached } of await movesFrom(world, sabotage)) {
          const key = keyOf(reached);
          if (seen.has(key)) continue;
          seen.add(key);
          next.push({ world: reached, way: [...way, name] });
        }
      } catch (error) {
        throw new Error(`after ${way.join(" → ")}: ${String(error)}`, { cause: error });
      }
    }
    edge = next;
  }
  return tally;
}

interface Visited {
  readonly world: MoneyWorld;
  readonly way: readonly string[];
}

interface Tally {
  worlds: number;
  readonly ends: Set<string>;
}

/** Throws with what is wrong now, or once everything has come to an end. */
async function endAll(world: MoneyWorld, tally: Tally, sabotage: Sabotage | undefined): Promise<void> {
  tally.worlds++;
  for (const [what, statuses] of Object.entries({ open: OPEN_STATUSES, paid: PAID_STATUSES })) {
    const count = world.attempts.filter(({ status }) => (statuses as readonly string[]).includes(status)).length;
    if (count > 1) throw new Error(`${count} attempts are ${what}`);
  }
  for (const says of ["yes", "no"] as const) {
    const end = await letGo(world, says, sabotage);
    const faults = faultsOf(end);
    if (faults.length > 0) throw new Error(faults.join(", "));
    for (const { status } of end.attempts) tally.ends.add(status);
  }
}

/** I1 and I2 where nothing moves any more: nothing, it is to be hoped. */
function faultsOf(world: MoneyWorld): string[] {
  const booking = ours(world);
  const faults = world.attempts.flatMap(faultsOfAttempt);
  const paid = world.attempts.filter(({ status }) => status === "completed");
  const isSold = booking?.status === "confirmed";
  if (paid.length > 1) faults.push("two payments for one booking");
  if (isSold !== (paid.length === 1)) faults.push(`sold: ${String(isSold)}, payments: ${paid.length}`);
  if (isSold && booking.paymentId !== paid[0]?.id) faults.push("sold for another payment");
  if ((world.ticket === "valid") !== isSold) faults.push(`ticket ${world.ticket}, sold: ${String(isSold)}`);
  return faults;
}

/** A payment at rest and the provider's money agree. */
function faultsOfAttempt({ status, money }: Attempt): string[] {
  const agrees: Readonly<Partial<Record<typeof status, readonly (typeof money)[]>>> = {
    completed: ["captured"],
    failed: ["none", "refused", "lapsed", "voided"],
    expired: ["none", "refused", "lapsed", "voided"],
    voided: ["none", "voided", "lapsed", "refused"],
    refunded: ["refunded"],
    charged_back: ["captured", "refunded"],
  };
  if (!isRest(status)) return [`a payment sleeps as ${status}`];
  return agrees[status]?.includes(money) === true ? [] : [`payment ${status}, money ${money}`];
}

describe.each(CAPTURES)("money that moves by a method of %s capture", (capture) => {
  it(`buys seats or goes back, whatever happens in ${DEPTH} moves`, { timeout: 240_000 }, async () => {
    const { worlds, ends } = await goEveryWay(capture, DEPTH);
    expect(worlds).toBeGreaterThan(400);
    const goesBack = capture === "manual" ? "voided" : "refunded";
    for (const status of ["completed", "expired", "charged_back", goesBack]) expect(ends).toContain(status);
  });
});

describe("going every way", () => {
  it.each(Object.entries(MONEY_BUGS))("finds that %s", { timeout: 240_000 }, async (_name, sabotage) => {
    const found = CAPTURES.map((capture) =>
      goEveryWay(capture, DEPTH, sabotage).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    expect((await Promise.all(found)).filter((error) => error !== undefined)).not.toEqual([]);
  });
});
