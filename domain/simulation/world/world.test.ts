import { describe, expect, it } from "vitest";
import { CORES } from "./cores.ts";
import { describeFailure } from "./describe-failure.ts";
import { mutant, MUTANTS, type MutantName } from "./mutants.ts";
import { shrinkRun } from "./shrink-run.ts";
import { worldOptions } from "./world-options.ts";
import { runWorld } from "./run-world.ts";

const env = process.env;
/** `WORLD_SEEDS=5000 WORLD_STEPS=3000 WORLD_FROM=1 vitest run …` for longer runs. */
const SEEDS = Number(env["WORLD_SEEDS"] ?? 120);
const STEPS = Number(env["WORLD_STEPS"] ?? 1_500);
const FROM = Number(env["WORLD_FROM"] ?? 1);
const TIMEOUT_MS = 20_000 + SEEDS * STEPS;
const MUTANT_SEEDS = 300;

const names = Object.keys(MUTANTS) as MutantName[];

describe("both cores in a world where everything goes wrong", () => {
  it(
    "agree with the books and keep I1 to I8, whatever the seed",
    () => {
      const tally = new Map<string, number>();
      for (let seed = FROM; seed < FROM + SEEDS; seed++) {
        const options = worldOptions(seed, STEPS);
        const run = runWorld(options, CORES);
        for (const [what, count] of run.tally) tally.set(what, (tally.get(what) ?? 0) + count);
        const shrunk = run.failure && shrinkRun(options, CORES);
        expect(shrunk && describeFailure(shrunk.options, shrunk.failure)).toBeUndefined();
      }
      for (const what of MUST_HAPPEN) expect.soft(tally.get(what) ?? 0, what).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  it("is the same world again for the same seed", () => {
    const [one, other] = [runWorld(worldOptions(7, 500), CORES), runWorld(worldOptions(7, 500), CORES)];
    expect([...one.tally]).toEqual([...other.tally]);
  });

  it("needs no fault to be worth something: people buy in a world where nothing goes wrong", () => {
    const { failure, tally } = runWorld({ ...worldOptions(3, 1_500), faults: new Set() }, CORES);
    expect(failure).toBeUndefined();
    expect(tally.get("payment captured")).toBeGreaterThan(0);
  });
});

describe("the world catches", () => {
  it.for(names)("%s", { timeout: 60_000 }, (name) => {
    const isCaught = Array.from({ length: MUTANT_SEEDS }, (_, i) => i + 1).some((seed) => {
      const options = { ...worldOptions(seed, 1_500), checksReplay: false };
      return runWorld(options, mutant(name)).failure !== undefined;
    });
    expect(isCaught).toBe(true);
  });
});

/** A run in which these did not happen proves little. */
const MUST_HAPPEN = [
  "passes",
  "poll: admitted",
  "poll: lapsed",
  "crash before the commit",
  "crash after the commit",
  "eviction",
  "gate lost",
  "clock jump",
  "a day passes",
  "reconfigured",
  "message lost",
  "message doubled",
  "create_booking: ok",
  "create_booking: seat_taken",
  "create_booking: orphan_seat",
  "create_booking: pass_required",
  "create_booking: pass_expired",
  "create_booking: buyer_limit_reached",
  "create_booking: sold_out",
  "create_booking: idempotency_key_reused",
  "buy: ok",
  "select: ok",
  "release: ok",
  "checkout: ok",
  "checkout: booking_expired",
  "cancel: ok",
  "checkout: event_cancelled",
  "await_money: ok",
  "await_money: seats_gone",
  "await_money: booking_expired",
  "equal seats",
  "payment captured",
  "payment capture_refused",
  "money given back: seats_gone",
  "money given back: booking_cancelled",
  "money given back: event_cancelled",
];
