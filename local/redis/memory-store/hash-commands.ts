import { RedisError } from "../redis-reply.ts";
import { atLeast, type CommandTable, exactly, wrongNumberOfArguments } from "./command.ts";
import { addIntegers, parseInteger } from "./parse-number.ts";

export const hashCommands: CommandTable = {
  HSET: atLeast(3, (keyspace, key: string, ...pairs) => {
    if (pairs.length % 2 === 1) throw wrongNumberOfArguments("hset");
    const hash = keyspace.hashForWriting(key);
    const fieldsBefore = hash.size;
    for (let i = 0; i < pairs.length; i += 2) hash.set(pairs[i] ?? "", pairs[i + 1] ?? "");
    return hash.size - fieldsBefore;
  }),
  HSETNX: exactly(3, (keyspace, key: string, field: string, value: string) => {
    const hash = keyspace.hashForWriting(key);
    if (hash.has(field)) return 0;
    hash.set(field, value);
    return 1;
  }),
  HGET: exactly(2, (keyspace, key: string, field: string) => keyspace.hash(key)?.get(field) ?? null),
  HMGET: atLeast(2, (keyspace, key: string, ...fields) => {
    const hash = keyspace.hash(key);
    return fields.map((field) => hash?.get(field) ?? null);
  }),
  HGETALL: exactly(1, (keyspace, key: string) => [...(keyspace.hash(key) ?? [])].flat()),
  HKEYS: exactly(1, (keyspace, key: string) => [...(keyspace.hash(key)?.keys() ?? [])]),
  HVALS: exactly(1, (keyspace, key: string) => [...(keyspace.hash(key)?.values() ?? [])]),
  HLEN: exactly(1, (keyspace, key: string) => keyspace.hash(key)?.size ?? 0),
  HEXISTS: exactly(2, (keyspace, key: string, field: string) => (keyspace.hash(key)?.has(field) === true ? 1 : 0)),
  HDEL: atLeast(2, (keyspace, key: string, ...fields) => {
    const hash = keyspace.hash(key);
    if (hash === undefined) return 0;
    const removed = fields.filter((field) => hash.delete(field)).length;
    if (hash.size === 0) keyspace.remove(key);
    return removed;
  }),
  HINCRBY: exactly(3, (keyspace, key: string, field: string, by: string) => {
    const amount = parseInteger(by);
    const sum = addIntegers(parseField(keyspace.hash(key)?.get(field)), amount);
    keyspace.hashForWriting(key).set(field, String(sum));
    return sum;
  }),
};

function parseField(text: string | undefined): number {
  try {
    return parseInteger(text ?? "0");
  } catch {
    throw new RedisError("ERR hash value is not an integer");
  }
}
