/**
 * Redis' rules for what a value becomes on its way into Lua and back:
 * https://redis.io/docs/latest/develop/interact/programmability/lua-api/#data-type-conversion (RESP2)
 */
import fengari, { type LuaState } from "fengari";
import { RedisError, type RedisReply } from "../redis-reply.ts";

const { lua, to_luastring: toLuaText, to_jsstring: fromLuaText } = fengari;

/** Leaves the reply of a command on the stack. */
export function pushReply(state: LuaState, reply: RedisReply): void {
  if (reply === null) lua.lua_pushboolean(state, false);
  else if (typeof reply === "number") lua.lua_pushinteger(state, reply);
  else if (reply === "OK") pushTagged(state, "ok", reply);
  else if (typeof reply === "string") lua.lua_pushstring(state, toLuaText(reply));
  else pushList(state, reply, pushReply);
}

/** Leaves a table `{ ok = text }` or `{ err = text }` on the stack: how Lua sees a status and an error. */
export function pushTagged(state: LuaState, tag: "ok" | "err", text: string): void {
  lua.lua_createtable(state, 0, 1);
  lua.lua_pushstring(state, toLuaText(tag));
  lua.lua_pushstring(state, toLuaText(text));
  lua.lua_rawset(state, -3);
}

export function pushTexts(state: LuaState, texts: readonly string[]): void {
  pushList(state, texts, (state, text) => lua.lua_pushstring(state, toLuaText(text)));
}

/** The value at that place of the stack as a reply. Throws {@link RedisError} for a table `{ err = … }`. */
export function readReply(state: LuaState, index: number): RedisReply {
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TSTRING:
      return readText(state, index) ?? "";
    case lua.LUA_TNUMBER:
      return Math.trunc(lua.lua_tonumber(state, index));
    case lua.LUA_TBOOLEAN:
      return lua.lua_toboolean(state, index) ? 1 : null;
    case lua.LUA_TTABLE:
      return readTable(state, lua.lua_absindex(state, index));
    default:
      return null;
  }
}

/** The text or number at that place of the stack as text; undefined for anything else. Numbers as Redis writes them. */
export function readText(state: LuaState, index: number): string | undefined {
  switch (lua.lua_type(state, index)) {
    case lua.LUA_TNUMBER:
      return String(lua.lua_tonumber(state, index));
    case lua.LUA_TSTRING: {
      const text = lua.lua_tostring(state, index);
      return text === null ? undefined : fromLuaText(text, 0, undefined, true);
    }
    default:
      return undefined;
  }
}

function pushList<T>(state: LuaState, items: readonly T[], push: (state: LuaState, item: T) => void): void {
  lua.lua_createtable(state, items.length, 0);
  for (const [i, item] of items.entries()) {
    push(state, item);
    lua.lua_rawseti(state, -2, i + 1);
  }
}

function readTable(state: LuaState, table: number): RedisReply {
  const error = readField(state, table, "err");
  if (error !== undefined) throw new RedisError(error);
  return readField(state, table, "ok") ?? readList(state, table);
}

function readField(state: LuaState, table: number, name: string): string | undefined {
  lua.lua_pushstring(state, toLuaText(name));
  lua.lua_rawget(state, table);
  const text = readText(state, -1);
  lua.lua_pop(state, 1);
  return text;
}

/** Up to the first nil, as Redis does. */
function readList(state: LuaState, table: number): readonly RedisReply[] {
  const items: RedisReply[] = [];
  for (;;) {
    lua.lua_rawgeti(state, table, items.length + 1);
    const atEnd = lua.lua_isnil(state, -1);
    if (!atEnd) items.push(readReply(state, -1));
    lua.lua_pop(state, 1);
    if (atEnd) return items;
  }
}
