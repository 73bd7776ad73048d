import { LuaEngine } from "../lua/lua-engine.ts";
import type { RedisBackend } from "../redis-backend.ts";
import { RedisError, type RedisReply } from "../redis-reply.ts";
import { ScriptBook } from "../script-book.ts";
import { type Command, findCommand } from "./command.ts";
import { expiryCommands } from "./expiry-commands.ts";
import { hashCommands } from "./hash-commands.ts";
import { keyCommands } from "./key-commands.ts";
import { Keyspace } from "./keyspace.ts";
import { createScriptCommands } from "./script-commands.ts";
import { serverCommands } from "./server-commands.ts";
import { stringCommands } from "./string-commands.ts";

/** What a script may call: anything but scripts. */
const DATA_COMMANDS = { ...stringCommands, ...hashCommands, ...expiryCommands, ...keyCommands, ...serverCommands };

/**
 * As much of Redis as Sluice and @upstash/ratelimit use, in this process. Each command runs to its end before the next
 * begins, so transactions and scripts are atomic. What it holds is gone with the process.
 */
export class MemoryRedis implements RedisBackend {
  readonly #keyspace: Keyspace;
  readonly #commands: ReadonlyMap<string, Command>;
  readonly #scripts = new ScriptBook();

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#keyspace = new Keyspace(now);
    const dataCommands = new Map(Object.entries(DATA_COMMANDS));
    const engine = new LuaEngine((words) => this.#runIn(dataCommands, words));
    this.#commands = new Map([...dataCommands, ...Object.entries(createScriptCommands(engine))]);
  }

  async call(words: readonly string[]): Promise<RedisReply> {
    return this.#run(words);
  }

  async transaction(commands: readonly (readonly string[])[]): Promise<readonly (RedisReply | RedisError)[]> {
    for (const words of commands) this.#check(words);
    return commands.map((words) => {
      try {
        return this.#run(words);
      } catch (error) {
        if (error instanceof RedisError) return error;
        throw error;
      }
    });
  }

  async stop(): Promise<void> {
    this.#keyspace.clear();
  }

  #check(words: readonly string[]): void {
    try {
      const prepared = this.#scripts.prepare(words);
      if ("command" in prepared) findCommand(this.#commands, prepared.command);
    } catch (error) {
      if (!(error instanceof RedisError)) throw error;
      throw new RedisError(`EXECABORT Transaction discarded because of: ${error.message}`);
    }
  }

  #run(words: readonly string[]): RedisReply {
    const prepared = this.#scripts.prepare(words);
    return "reply" in prepared ? prepared.reply : this.#runIn(this.#commands, prepared.command);
  }

  #runIn(commands: ReadonlyMap<string, Command>, words: readonly string[]): RedisReply {
    return findCommand(commands, words).run(this.#keyspace, ...words.slice(1));
  }
}
