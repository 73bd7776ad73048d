import fengari, { type LuaState } from "fengari";
import { RedisError, type RedisReply } from "../redis-reply.ts";
import { withoutShebang } from "../script-text.ts";
import { pushTexts, readReply, readText } from "./lua-values.ts";
import { type CallCommand, installRedisLibrary } from "./redis-library.ts";

const { lua, lauxlib, lualib, to_luastring: toLuaText } = fengari;

/**
 * What Redis' Lua 5.1 has and fengari's 5.3 lacks; what may not be reached from a script; and Redis' rule that scripts
 * make no globals. One difference stays: a float that is whole prints as `1.0` when it is joined to a text.
 */
const PRELUDE = `
  unpack, loadstring = table.unpack, load
  math.pow = function(a, b) return a ^ b end
  table.getn = function(t) return #t end
  dofile, loadfile, print = nil, nil, nil
  KEYS, ARGV = {}, {}
  setmetatable(_G, {
    __newindex = function(_, name) error("Attempt to modify a readonly table: global '" .. tostring(name) .. "'", 2) end,
    __index = function(_, name) error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2) end,
  })
`;

/** Runs Redis' scripts on one Lua machine; each script is compiled once. */
export class LuaEngine {
  readonly #state = newState();
  /** Places in Lua's registry, by the text of the script. */
  readonly #compiled = new Map<string, number>();

  constructor(call: CallCommand) {
    installRedisLibrary(this.#state, call);
    this.run(PRELUDE, [], []);
  }

  /** Runs the script to its end. Throws {@link RedisError}; what it had written until then stays, as in Redis. */
  run(script: string, keys: readonly string[], args: readonly string[]): RedisReply {
    const state = this.#state;
    try {
      this.#pushFunction(script);
      this.#setGlobal("KEYS", keys);
      this.#setGlobal("ARGV", args);
      const status = lua.lua_pcall(state, 0, 1, 0);
      const reply = readReply(state, -1);
      if (status === lua.LUA_OK) return reply;
      throw new RedisError(`ERR Error running script: ${typeof reply === "string" ? reply : "no message"}`);
    } finally {
      lua.lua_settop(state, 0);
    }
  }

  #pushFunction(script: string): void {
    const state = this.#state;
    let place = this.#compiled.get(script);
    if (place === undefined) {
      if (lauxlib.luaL_loadstring(state, toLuaText(withoutShebang(script))) !== lua.LUA_OK) {
        throw new RedisError(`ERR Error compiling script: ${readText(state, -1) ?? ""}`);
      }
      place = lauxlib.luaL_ref(state, lua.LUA_REGISTRYINDEX);
      this.#compiled.set(script, place);
    }
    lua.lua_rawgeti(state, lua.LUA_REGISTRYINDEX, place);
  }

  #setGlobal(name: "KEYS" | "ARGV", texts: readonly string[]): void {
    pushTexts(this.#state, texts);
    lua.lua_setglobal(this.#state, toLuaText(name));
  }
}

function newState(): LuaState {
  const state = lauxlib.luaL_newstate();
  for (const [name, open] of [
    ["_G", lualib.luaopen_base],
    ["string", lualib.luaopen_string],
    ["table", lualib.luaopen_table],
    ["math", lualib.luaopen_math],
  ] as const) {
    lauxlib.luaL_requiref(state, toLuaText(name), open, 1);
    lua.lua_pop(state, 1);
  }
  return state;
}
