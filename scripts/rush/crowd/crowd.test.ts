import { describe, expect, it } from "vitest";
import { Notes } from "../audit/notes.ts";
import type { Ask, Move, Reply, Step } from "../fan/move.ts";
import { Crowd } from "./crowd.ts";
import { Measures } from "./measures.ts";

const REPLY: Reply = {
  status: 200,
  body: null,
  bytes: new Uint8Array(),
  code: null,
  retryAfterMs: null,
  sentAtMs: 0,
  atMs: 0,
  tookMs: 1,
};
const GONE: Move = { kind: "gone", outcome: "sold" };

function asking(step: Step, atMs: number, next: () => Move = () => GONE, copies: 1 | 2 = 1): Move {
  const ask: Ask = { step, to: "api", method: "GET", path: `/${step}`, headers: {}, copies };
  return { kind: "ask", atMs, ask, answered: next };
}

/** A crowd whose requests are answered in turn, with the most that were under way at once. */
function crowdOf(concurrency: number): { crowd: Crowd; sent: Step[]; most: () => number; measures: Measures } {
  const sent: Step[] = [];
  let [underWay, most] = [0, 0];
  const measures = new Measures();
  const send = async ({ step }: Ask): Promise<Reply> => {
    sent.push(step);
    most = Math.max(most, ++underWay);
    await Promise.resolve();
    underWay--;
    return REPLY;
  };
  return { crowd: new Crowd({ send, notes: new Notes(), measures, concurrency }), sent, most: () => most, measures };
}

const come = (move: Move) => ({ atMs: 0, come: () => move });

describe("a crowd", () => {
  it("runs every fan from his arrival to his end", async () => {
    const { crowd, sent, measures } = crowdOf(8);
    const fan = asking("join", 0, () => asking("poll", 0, () => asking("pass", 0)));
    await crowd.run([come(fan), come(fan), come(GONE)], Infinity);
    expect(sent.toSorted()).toEqual(["join", "join", "pass", "pass", "poll", "poll"]);
    expect([crowd.left, measures.replies]).toEqual([0, 6]);
  });

  it("has no more requests under way than it may, but for the second click", async () => {
    const { crowd, sent, most } = crowdOf(3);
    await crowd.run(
      Array.from({ length: 20 }, () => come(asking("poll", 0))),
      Infinity,
    );
    expect([sent.length, most()]).toEqual([20, 3]);

    const double = crowdOf(1);
    await double.crowd.run([come(asking("hold_map", 0, () => GONE, 2))], Infinity);
    expect([double.sent.length, double.most()]).toEqual([2, 2]);
  });

  it("sends buyers before those who wait, and of each the one who is due longest", async () => {
    const { crowd, sent } = crowdOf(1);
    const moves = [asking("poll", 1), asking("join", 0), asking("pay", 3), asking("look", 2)];
    await crowd.run(moves.map(come), Infinity);
    expect(sent).toEqual(["look", "pay", "join", "poll"]);
  });

  it("closes its doors on who is left", async () => {
    const { crowd, sent } = crowdOf(4);
    await crowd.run([come(asking("join", 0)), { atMs: Infinity, come: () => GONE }], 0);
    expect([sent, crowd.left]).toEqual([[], 2]);
  });

  it("ends with the bug that a fan has", async () => {
    const { crowd } = crowdOf(1);
    const bug = asking("join", 0, () => {
      throw new Error("an answer without token");
    });
    await expect(crowd.run([come(bug)], Infinity)).rejects.toThrow("an answer without token");
  });
});
