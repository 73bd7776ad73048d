import type { LuaEngine } from "../lua/lua-engine.ts";
import { RedisError } from "../redis-reply.ts";
import { atLeast, type CommandTable } from "./command.ts";
import { parseInteger } from "./parse-number.ts";

/** EVALSHA and SCRIPT never come here: the script book answers them or makes them an EVAL. */
export function createScriptCommands(engine: LuaEngine): CommandTable {
  return {
    EVAL: atLeast(2, (_keyspace, script: string, keyCount: string, ...words) => {
      const keys = parseInteger(keyCount);
      if (keys < 0) throw new RedisError("ERR Number of keys can't be negative");
      if (keys > words.length) throw new RedisError("ERR Number of keys can't be greater than number of args");
      return engine.run(script, words.slice(0, keys), words.slice(keys));
    }),
  };
}
