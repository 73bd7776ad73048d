import { RedisError } from "../redis-reply.ts";

/** An integer as Redis reads it. Redis has 64 bits, we have 53: what does not fit is refused, never rounded. */
export function parseInteger(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new RedisError("ERR value is not an integer or out of range");
  return value;
}

export function parseFloatingPoint(text: string): number {
  const value = text.trim() === text && text !== "" ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new RedisError("ERR value is not a valid float");
  return value;
}

/** The sum, if it still is an integer that we can hold. */
export function addIntegers(a: number, b: number): number {
  const sum = a + b;
  if (!Number.isSafeInteger(sum)) throw new RedisError("ERR increment or decrement would overflow");
  return sum;
}
