import { RedisError } from "./redis-reply.ts";

/** A command out of JSON: a list that is not empty. Numbers and booleans become text, objects their JSON. */
export function parseCommand(json: unknown): readonly string[] {
  if (!Array.isArray(json) || json.length === 0) throw new RedisError("ERR a command must be a list that is not empty");
  return json.map(toWord);
}

/** A list of commands out of JSON, as `/pipeline` and `/multi-exec` take it. */
export function parseCommands(json: unknown): readonly (readonly string[])[] {
  if (!Array.isArray(json)) throw new RedisError("ERR a list of commands is expected");
  return json.map(parseCommand);
}

function toWord(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null) throw new RedisError("ERR null is no argument");
  return JSON.stringify(value);
}
