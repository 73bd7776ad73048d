import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Hmac } from "../../waiting-room/order-key.ts";
import { judgeQueue } from "./judge-queue.ts";
import { simulateQueue, type QueueOutcome, type QueueWish } from "./simulate-queue.ts";

const hmac: Hmac = (key, message) => createHmac("sha256", key).update(message).digest();

const WISH: QueueWish = {
  waves: [{ visitors: 20_000, fromS: 0, seconds: 20 }],
  neverBack: 0.7,
  ratePerS: 50,
  maxActive: 100_000,
  sessionMs: 20_000,
  seed: 1,
  lobbyMs: null,
};

/** What fails, and what could not be judged. */
function faultsOf(outcome: QueueOutcome): readonly string[] {
  const isFault = ({ holds, found }: { holds: boolean; found: string }): boolean => !holds || found.includes("never");
  return judgeQueue(outcome)
    .filter(isFault)
    .map(({ claim, found }) => `${claim}: ${found}`);
}

describe("20,000 visitors, of whom 70 % never come back", () => {
  it.each([1, 2, 3])("come in at the set rate, in order, with few calls (seed %d)", (seed) => {
    expect(faultsOf(simulateQueue({ ...WISH, seed }, hmac))).toEqual([]);
  });

  it("come in as sessions end, where the cap limits admission", () => {
    const outcome = simulateQueue({ ...WISH, maxActive: 400 }, hmac);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.audit.mostActive).toBe(400);
  });

  it("come in by lots after a lobby, and those who joined later after them", () => {
    const outcome = simulateQueue({ ...WISH, lobbyMs: 10_000 }, hmac);
    expect(faultsOf(outcome)).toEqual([]);
  });

  it("all come in, whatever the rate and however unevenly they joined", () => {
    const waves = [
      { visitors: 10_000, fromS: 0, seconds: 2 },
      { visitors: 50, fromS: 30, seconds: 60 },
      { visitors: 5_000, fromS: 120, seconds: 2 },
    ];
    for (const ratePerS of [3, 40, 2_000]) {
      const { audit, comeBack } = simulateQueue({ ...WISH, waves, ratePerS }, hmac);
      expect([audit.admitted, audit.doubled]).toEqual([comeBack, 0]);
    }
  });

  it("are asked for more polls by a longer queue, but fewer each", () => {
    const [short, long] = [20_000, 80_000].map((visitors) =>
      simulateQueue({ ...WISH, waves: [{ visitors, fromS: 0, seconds: 20 }] }, hmac),
    );
    expect(long?.polls.max()).toBeLessThan(2.5 * (short?.polls.max() ?? 0));
  });
});

describe("the judge", () => {
  it("notices a rate that is not kept, a cap that is passed and somebody who is passed over", () => {
    const outcome = simulateQueue(WISH, hmac);
    const wishes = [
      { ...WISH, ratePerS: 45 },
      { ...WISH, ratePerS: 60 },
      { ...WISH, maxActive: outcome.audit.mostActive - 1 },
    ];
    for (const wish of wishes) expect(faultsOf({ ...outcome, wish })).not.toEqual([]);
    outcome.audit.passedOver = 1;
    expect(faultsOf(outcome)).not.toEqual([]);
  });
});
