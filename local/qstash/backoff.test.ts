import { expect, it } from "vitest";
import { backoffMs, retryAfterMs } from "./backoff.ts";
import { parseDuration } from "./duration.ts";

it("waits as QStash documents it, a day at the most", () => {
  expect([1, 2, 3, 4, 5, 9].map((retry) => Math.round(backoffMs(retry) / 1_000))).toEqual([
    12, 148, 1_808, 22_026, 86_400, 86_400,
  ]);
});

it("reads durations, and nothing else", () => {
  expect(["50s", "1d10h", "30", "250ms"].map(parseDuration)).toEqual([50_000, 122_400_000, 30_000, 250]);
  for (const text of ["", "soon", "1x", "5 s", "-1"]) expect(parseDuration(text)).toBeUndefined();
});

it("honours Retry-After in seconds or as a date, up to a day", () => {
  const nowMs = Date.parse("2026-11-21T10:00:00Z");
  expect(retryAfterMs("7", nowMs)).toBe(7_000);
  expect(retryAfterMs("Sat, 21 Nov 2026 10:01:00 GMT", nowMs)).toBe(60_000);
  for (const header of [null, "later", "86401", "Sat, 21 Nov 2026 09:00:00 GMT"]) {
    expect(retryAfterMs(header, nowMs)).toBeUndefined();
  }
});
