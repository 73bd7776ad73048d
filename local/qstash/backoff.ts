import { parseDuration } from "./duration.ts";

const DAY_S = 86_400;

/** https://upstash.com/docs/qstash/features/retry: 12 s, 2 m 28 s, 30 m 8 s, 6 h 7 m, 24 h. `retry` counts from 1. */
export function backoffMs(retry: number): number {
  return Math.min(DAY_S, Math.exp(2.5 * retry)) * 1_000;
}

/** What a destination asks for by `Retry-After`: seconds, a duration, or a date; at most a day. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  if (header === null) return undefined;
  const wait = parseDuration(header) ?? Date.parse(header) - nowMs;
  return wait >= 0 && wait <= DAY_S * 1_000 ? wait : undefined;
}
