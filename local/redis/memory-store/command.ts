import { RedisError, type RedisReply } from "../redis-reply.ts";
import type { Keyspace } from "./keyspace.ts";

/** One command of the in-process Redis: how many words may follow its name, and what it does. */
export interface Command {
  readonly minArgs: number;
  readonly maxArgs: number;
  readonly run: (keyspace: Keyspace, ...args: string[]) => RedisReply;
}

export type CommandTable = Readonly<Record<string, Command>>;

export function exactly(args: number, run: Command["run"]): Command {
  return { minArgs: args, maxArgs: args, run };
}

export function atLeast(args: number, run: Command["run"]): Command {
  return { minArgs: args, maxArgs: Infinity, run };
}

/** The command with that name, if the words after it are of a possible number. Throws what Redis would answer. */
export function findCommand(commands: ReadonlyMap<string, Command>, [name = "", ...args]: readonly string[]): Command {
  const command = commands.get(name.toUpperCase());
  if (command === undefined) throw new RedisError(`ERR unknown command '${name}'`);
  if (args.length < command.minArgs || args.length > command.maxArgs) throw wrongNumberOfArguments(name);
  return command;
}

export function wrongNumberOfArguments(name: string): RedisError {
  return new RedisError(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
}

export function syntaxError(): RedisError {
  return new RedisError("ERR syntax error");
}
