import { atLeast, type CommandTable, exactly, syntaxError } from "./command.ts";
import { globPattern } from "./glob-pattern.ts";
import type { Keyspace } from "./keyspace.ts";

export const keyCommands: CommandTable = {
  DEL: atLeast(1, remove),
  UNLINK: atLeast(1, remove),
  EXISTS: atLeast(1, (keyspace, ...keys) => keys.filter((key) => keyspace.has(key)).length),
  TYPE: exactly(1, (keyspace, key: string) => keyspace.typeOf(key)),
  KEYS: exactly(1, (keyspace, pattern: string) => {
    const regExp = globPattern(pattern);
    return keyspace.keys().filter((key) => regExp.test(key));
  }),
  SCAN: atLeast(1, scan),
  DBSIZE: exactly(0, (keyspace) => keyspace.keys().length),
  FLUSHDB: atLeast(0, flush),
  FLUSHALL: atLeast(0, flush),
};

function remove(keyspace: Keyspace, ...keys: string[]): number {
  return keys.filter((key) => keyspace.remove(key)).length;
}

function flush(keyspace: Keyspace): string {
  keyspace.clear();
  return "OK";
}

/**
 * `cursor [MATCH pattern] [COUNT n] [TYPE type]`. All is answered at once, whatever COUNT hints at: so the guarantee of
 * SCAN (no key that was there all the time is missed) holds without a hash table to walk.
 */
function scan(keyspace: Keyspace, _cursor: string, ...options: string[]): [cursor: string, keys: string[]] {
  let pattern: RegExp | undefined;
  let type: string | undefined;
  for (let i = 0; i < options.length; i += 2) {
    const value = options[i + 1];
    if (value === undefined) throw syntaxError();
    const option = (options[i] ?? "").toUpperCase();
    if (option === "MATCH") pattern = globPattern(value);
    else if (option === "TYPE") type = value.toLowerCase();
    else if (option !== "COUNT") throw syntaxError();
  }
  const wanted = (key: string) => (pattern?.test(key) ?? true) && (type === undefined || keyspace.typeOf(key) === type);
  return ["0", keyspace.keys().filter(wanted)];
}
