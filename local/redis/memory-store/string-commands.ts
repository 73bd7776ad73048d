import type { RedisReply } from "../redis-reply.ts";
import { atLeast, type CommandTable, exactly, wrongNumberOfArguments } from "./command.ts";
import type { Keyspace } from "./keyspace.ts";
import { addIntegers, parseFloatingPoint, parseInteger } from "./parse-number.ts";
import { parseSetOptions } from "./set-options.ts";

export const stringCommands: CommandTable = {
  GET: exactly(1, (keyspace, key: string) => keyspace.text(key) ?? null),
  SET: atLeast(2, set),
  SETEX: exactly(3, (keyspace, key: string, seconds: string, value: string) =>
    set(keyspace, key, value, "EX", seconds),
  ),
  PSETEX: exactly(3, (keyspace, key: string, ms: string, value: string) => set(keyspace, key, value, "PX", ms)),
  SETNX: exactly(2, (keyspace, key: string, value: string) => (set(keyspace, key, value, "NX") === null ? 0 : 1)),
  GETDEL: exactly(1, (keyspace, key: string) => {
    const value = keyspace.text(key) ?? null;
    keyspace.remove(key);
    return value;
  }),
  MGET: atLeast(1, (keyspace, ...keys) => keys.map((key) => textOrNothing(keyspace, key))),
  MSET: atLeast(2, (keyspace, ...pairs) => {
    if (pairs.length % 2 === 1) throw wrongNumberOfArguments("mset");
    for (let i = 0; i < pairs.length; i += 2) keyspace.putText(pairs[i] ?? "", pairs[i + 1] ?? "");
    return "OK";
  }),
  INCR: exactly(1, (keyspace, key: string) => increment(keyspace, key, 1)),
  DECR: exactly(1, (keyspace, key: string) => increment(keyspace, key, -1)),
  INCRBY: exactly(2, (keyspace, key: string, by: string) => increment(keyspace, key, parseInteger(by))),
  DECRBY: exactly(2, (keyspace, key: string, by: string) => increment(keyspace, key, -parseInteger(by))),
  INCRBYFLOAT: exactly(2, (keyspace, key: string, by: string) => {
    const sum = parseFloatingPoint(keyspace.text(key) ?? "0") + parseFloatingPoint(by);
    keyspace.changeText(key, String(sum));
    return String(sum);
  }),
  APPEND: exactly(2, (keyspace, key: string, suffix: string) => {
    const text = (keyspace.text(key) ?? "") + suffix;
    keyspace.changeText(key, text);
    return Buffer.byteLength(text);
  }),
  STRLEN: exactly(1, (keyspace, key: string) => Buffer.byteLength(keyspace.text(key) ?? "")),
};

function set(keyspace: Keyspace, key: string, value: string, ...words: string[]): RedisReply {
  const options = parseSetOptions(words, keyspace.now());
  const old = options.answerOld ? (keyspace.text(key) ?? null) : undefined;
  const goesAhead = options.onlyIf === undefined || keyspace.has(key) === (options.onlyIf === "present");
  if (goesAhead) {
    keyspace.putText(key, value, options.keepExpiry ? keyspace.expiresAtMs(key) : options.expiresAtMs);
  }
  if (old !== undefined) return old;
  return goesAhead ? "OK" : null;
}

function textOrNothing(keyspace: Keyspace, key: string): string | null {
  return keyspace.typeOf(key) === "string" ? (keyspace.text(key) ?? null) : null;
}

function increment(keyspace: Keyspace, key: string, by: number): number {
  const sum = addIntegers(parseInteger(keyspace.text(key) ?? "0"), by);
  keyspace.changeText(key, String(sum));
  return sum;
}
