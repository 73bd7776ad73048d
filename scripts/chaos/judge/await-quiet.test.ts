import { expect, it } from "vitest";
import { awaitQuiet, LOOK_EVERY_MS, type Quiet, type QuietWatch } from "./await-quiet.ts";
import type { OnItsWay } from "./read-quiet.ts";

const QUIET: OnItsWay = { holds: 0, payments: 0, refunds: 0, cancellations: 0, steps: 0, journal: 0 };
const BUSY: OnItsWay = { ...QUIET, steps: 3 };

/** What becomes of it when looks see these in turn, the last one for ever; `down`: nobody answers. */
async function waiting(seen: readonly (OnItsWay | "down")[], goneAtMs = 0): Promise<Quiet> {
  let nowMs = 0;
  let look = 0;
  const watch: QuietWatch = {
    async read() {
      const now = seen[Math.min(look++, seen.length - 1)];
      if (now === undefined || now === "down") throw new Error("nobody answers");
      return now;
    },
    isEverybodyGone: () => nowMs >= goneAtMs,
    onLook: () => {},
    nowMs: () => nowMs,
    pause: async (ms) => (nowMs += ms),
  };
  return awaitQuiet(watch, 10_000);
}

it("each thing is at rest from the first look that saw nothing of it", async () => {
  const { since, isReached } = await waiting([{ ...BUSY, holds: 1 }, BUSY, QUIET]);
  expect(since).toMatchObject({ journal: 0, holds: LOOK_EVERY_MS, steps: 2 * LOOK_EVERY_MS });
  expect(isReached).toBe(true);
});

it("a pause in which nothing is on its way is no quiet while somebody is left who may begin something", async () => {
  const { since } = await waiting([QUIET, QUIET, BUSY, QUIET], 3_000);
  expect(since).toMatchObject({ steps: 3 * LOOK_EVERY_MS });
});

it("who does not answer is not quiet", async () => {
  expect((await waiting(["down", "down", QUIET])).since.steps).toBe(2 * LOOK_EVERY_MS);
});

it("what never comes to rest is told", async () => {
  expect(await waiting([BUSY])).toMatchObject({ isReached: false, since: { holds: 0, steps: null } });
  expect(await waiting(["down"])).toMatchObject({ isReached: false, since: { holds: null, steps: null } });
});
