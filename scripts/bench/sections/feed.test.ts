import { expect, it } from "vitest";
import { FEED_SOCKETS, figuresOf } from "./feed.ts";

it("a change counts from its hold to each socket's frame, and frames that never came are missed", () => {
  const made = new Map([
    [10, 1_000],
    [20, 2_000],
  ]);
  const seen = [
    { seat: 10, atMs: Float64Array.from({ length: FEED_SOCKETS }, () => 1_100) },
    { seat: 20, atMs: Float64Array.from({ length: FEED_SOCKETS - 3 }, (_, i) => (i === 0 ? 2_900 : 2_200)) },
    { seat: 99, atMs: Float64Array.of(5) },
  ];
  const figures = figuresOf({ seen, bytes: FEED_SOCKETS * 300 }, made, 0.2, 3);
  expect(figures).toEqual({
    sockets: FEED_SOCKETS,
    changes: 2,
    missed: 3,
    p50Ms: 100,
    p99Ms: 200,
    maxMs: 900,
    cpuShare: 0.2,
    bytesPerSocketAndS: 100,
  });
});
