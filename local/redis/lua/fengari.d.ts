/** The part of fengari (a Lua 5.3 machine in JavaScript, without types of its own) that the Lua engine uses. */
declare module "fengari" {
  /** One Lua machine, with its stack. Negative indices count from the top. */
  export interface LuaState {
    readonly brand: unique symbol;
  }
  export type LuaText = Uint8Array;
  /** Takes its arguments from the stack, leaves its results on it, returns how many. */
  export type LuaFunction = (state: LuaState) => number;

  interface Lua {
    readonly LUA_OK: number;
    readonly LUA_REGISTRYINDEX: number;
    readonly LUA_TBOOLEAN: number;
    readonly LUA_TNUMBER: number;
    readonly LUA_TSTRING: number;
    readonly LUA_TTABLE: number;
    lua_absindex(state: LuaState, index: number): number;
    lua_createtable(state: LuaState, items: number, fields: number): void;
    lua_error(state: LuaState): number;
    lua_getfield(state: LuaState, index: number, name: LuaText): number;
    lua_gettop(state: LuaState): number;
    lua_isnil(state: LuaState, index: number): boolean;
    lua_pcall(state: LuaState, args: number, results: number, handler: number): number;
    lua_pop(state: LuaState, count: number): void;
    lua_pushboolean(state: LuaState, value: boolean): void;
    lua_pushcfunction(state: LuaState, value: LuaFunction): void;
    lua_pushinteger(state: LuaState, value: number): void;
    lua_pushnumber(state: LuaState, value: number): void;
    lua_pushstring(state: LuaState, value: LuaText): void;
    lua_pushvalue(state: LuaState, index: number): void;
    lua_rawget(state: LuaState, index: number): number;
    lua_rawgeti(state: LuaState, index: number, item: number): number;
    lua_rawseti(state: LuaState, index: number, item: number): void;
    lua_rawset(state: LuaState, index: number): void;
    lua_setglobal(state: LuaState, name: LuaText): void;
    lua_settop(state: LuaState, index: number): void;
    lua_toboolean(state: LuaState, index: number): boolean;
    lua_tonumber(state: LuaState, index: number): number;
    lua_tostring(state: LuaState, index: number): LuaText | null;
    lua_type(state: LuaState, index: number): number;
  }

  interface Fengari {
    readonly lua: Lua;
    readonly lauxlib: {
      luaL_loadstring(state: LuaState, script: LuaText): number;
      luaL_newstate(): LuaState;
      luaL_ref(state: LuaState, table: number): number;
      luaL_requiref(state: LuaState, name: LuaText, open: LuaFunction, global: 0 | 1): void;
    };
    readonly lualib: Readonly<
      Record<"luaopen_base" | "luaopen_math" | "luaopen_string" | "luaopen_table", LuaFunction>
    >;
    readonly to_luastring: (text: string) => LuaText;
    /** `replace`: bytes that are no UTF-8 become U+FFFD instead of an exception. */
    readonly to_jsstring: (text: LuaText, from: number, to: number | undefined, replace: boolean) => string;
  }

  const fengari: Fengari;
  export default fengari;
}
