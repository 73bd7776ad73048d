import { HOUSE_SEATS } from "../draw-wishes.ts";

/** What a peer is asked: seats of a house for a user; the key makes a repeat recognisable. */
export interface HoldRequest {
  readonly user: string;
  readonly key: string;
  readonly event: number;
  /** Different ones, ascending, so that locks are always taken in one order. */
  readonly seats: readonly number[];
}

const MAX_SEATS = 10;
const KEY = /^[\x21-\x7e]{1,255}$/;

/** Undefined for what is not a hold; the user is not checked here. */
export function parseHoldRequest(user: string, key: string | undefined, body: string): HoldRequest | undefined {
  if (key === undefined || !KEY.test(key)) return undefined;
  const { event_id: event, seats } = parseObject(body);
  if (!isIndex(event, 2 ** 31) || !Array.isArray(seats) || seats.length === 0 || seats.length > MAX_SEATS)
    return undefined;
  if (!seats.every((seat) => isIndex(seat, HOUSE_SEATS)) || new Set(seats).size !== seats.length) return undefined;
  return { user, key, event, seats: seats.toSorted((a, b) => a - b) };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isIndex(value: unknown, below: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < below;
}
