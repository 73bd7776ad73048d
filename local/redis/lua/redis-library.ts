import fengari, { type LuaFunction, type LuaState } from "fengari";
import { RedisError, type RedisReply } from "../redis-reply.ts";
import { scriptSha } from "../script-text.ts";
import { pushReply, pushTagged, readText } from "./lua-values.ts";

const { lua, to_luastring: toLuaText } = fengari;

/** Runs a command on behalf of a script. Throws {@link RedisError}. */
export type CallCommand = (words: readonly string[]) => RedisReply;

/** Makes the global table `redis`: call, pcall, status_reply, error_reply, sha1hex, log. */
export function installRedisLibrary(state: LuaState, call: CallCommand): void {
  const functions: Readonly<Record<string, LuaFunction>> = {
    call: (state) => (callCommand(state, call) ? 1 : lua.lua_error(state)),
    pcall: (state) => {
      callCommand(state, call);
      return 1;
    },
    status_reply: (state) => tag(state, "ok"),
    error_reply: (state) => tag(state, "err"),
    sha1hex: (state) => {
      lua.lua_pushstring(state, toLuaText(scriptSha(readText(state, 1) ?? "")));
      return 1;
    },
    log: () => 0,
  };
  lua.lua_createtable(state, 0, Object.keys(functions).length);
  for (const [name, run] of Object.entries(functions)) {
    lua.lua_pushstring(state, toLuaText(name));
    lua.lua_pushcfunction(state, run);
    lua.lua_rawset(state, -3);
  }
  lua.lua_setglobal(state, toLuaText("redis"));
}

/** Leaves the reply on the stack, or, and then answers false, the error as a table. No exception may cross Lua. */
function callCommand(state: LuaState, call: CallCommand): boolean {
  try {
    pushReply(state, call(readWords(state)));
    return true;
  } catch (error) {
    if (!(error instanceof RedisError)) throw error;
    pushTagged(state, "err", error.message);
    return false;
  }
}

function readWords(state: LuaState): readonly string[] {
  const words: string[] = [];
  for (let i = 1; i <= lua.lua_gettop(state); i++) {
    const word = readText(state, i);
    if (word === undefined) throw new RedisError("ERR Lua redis lib command arguments must be strings or integers");
    words.push(word);
  }
  if (words.length === 0) throw new RedisError("ERR Please specify at least one argument for this redis.call()");
  return words;
}

function tag(state: LuaState, name: "ok" | "err"): number {
  pushTagged(state, name, readText(state, 1) ?? "");
  return 1;
}
