import { atLeast, type Command, type CommandTable, exactly, syntaxError } from "./command.ts";
import type { Keyspace } from "./keyspace.ts";
import { parseInteger } from "./parse-number.ts";

export const expiryCommands: CommandTable = {
  EXPIRE: expire((seconds, nowMs) => nowMs + seconds * 1_000),
  PEXPIRE: expire((milliseconds, nowMs) => nowMs + milliseconds),
  EXPIREAT: expire((seconds) => seconds * 1_000),
  PEXPIREAT: expire((milliseconds) => milliseconds),
  PTTL: exactly(1, leftMs),
  TTL: exactly(1, (keyspace, key: string) => {
    const left = leftMs(keyspace, key);
    return left < 0 ? left : Math.round(left / 1_000);
  }),
  PERSIST: exactly(1, (keyspace, key: string) => {
    if (keyspace.expiresAtMs(key) === undefined) return 0;
    keyspace.setExpiry(key, undefined);
    return 1;
  }),
};

/** `key time [NX|XX|GT|LT]`; answers whether the expiry was set. */
function expire(toExpiry: (argument: number, nowMs: number) => number): Command {
  return atLeast(2, (keyspace, key: string, argument: string, ...conditions) => {
    const expiresAtMs = toExpiry(parseInteger(argument), keyspace.now());
    if (!keyspace.has(key) || !conditions.every((word) => holds(word, expiresAtMs, keyspace.expiresAtMs(key))))
      return 0;
    keyspace.setExpiry(key, expiresAtMs);
    return 1;
  });
}

/** A key without expiry counts as one that ends never: later than any. */
function holds(condition: string, expiresAtMs: number, currentMs: number | undefined): boolean {
  switch (condition.toUpperCase()) {
    case "NX":
      return currentMs === undefined;
    case "XX":
      return currentMs !== undefined;
    case "GT":
      return expiresAtMs > (currentMs ?? Infinity);
    case "LT":
      return expiresAtMs < (currentMs ?? Infinity);
    default:
      throw syntaxError();
  }
}

/** -2: no such key; -1: it never expires. */
function leftMs(keyspace: Keyspace, key: string): number {
  if (!keyspace.has(key)) return -2;
  const expiresAtMs = keyspace.expiresAtMs(key);
  return expiresAtMs === undefined ? -1 : expiresAtMs - keyspace.now();
}
