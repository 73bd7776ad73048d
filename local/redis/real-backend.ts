import { Redis, ReplyError } from "ioredis";
import { SettingError } from "../process/settings.ts";
import type { RedisBackend } from "./redis-backend.ts";
import { RedisError, type RedisReply } from "./redis-reply.ts";
import { ScriptBook } from "./script-book.ts";

/**
 * A real Redis, by ioredis. Rejects with {@link SettingError} when it cannot be reached now; when it goes away later,
 * calls fail quickly and the connection comes back by itself.
 */
export async function connectRealBackend(url: string): Promise<RedisBackend> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, connectTimeout: 3_000 });
  let lastError: Error | undefined;
  // Calls report their own errors; without a listener ioredis would print each failed attempt to connect.
  redis.on("error", (error: Error) => (lastError = error));
  try {
    await redis.connect();
  } catch (error) {
    redis.disconnect();
    throw new SettingError(`REDIS_URL cannot be reached: ${(lastError ?? (error as Error)).message}`);
  }
  const scripts = new ScriptBook();

  return {
    async call(command) {
      const prepared = scripts.prepare(command);
      return "reply" in prepared ? prepared.reply : run(redis, prepared.command);
    },

    async transaction(commands) {
      const prepared = commands.map((command) => scripts.prepare(command));
      const multi = redis.multi();
      for (const step of prepared) if ("command" in step) multi.callBuffer(...nameAndArgs(step.command));
      const outcomes = (await multi.exec().catch(rethrow)) ?? [];
      const sent = outcomes.values();
      return prepared.map((step) => {
        if ("reply" in step) return step.reply;
        const [error, value] = sent.next().value ?? [null, null];
        return error === null ? toReply(value) : new RedisError(error.message);
      });
    },

    async stop() {
      redis.disconnect();
    },
  };
}

async function run(redis: Redis, command: readonly string[]): Promise<RedisReply> {
  return toReply(await redis.callBuffer(...nameAndArgs(command)).catch(rethrow));
}

/** ioredis makes an object of HGETALL's reply, but only when the name is in lower case. */
function nameAndArgs([name = "", ...args]: readonly string[]): [name: string, ...args: string[]] {
  return [name.toUpperCase(), ...args];
}

function rethrow(error: unknown): never {
  throw error instanceof ReplyError ? new RedisError((error as Error).message) : error;
}

/** ioredis answers bytes, numbers, null, lists. The REST protocol carries text only. */
function toReply(value: unknown): RedisReply {
  if (Buffer.isBuffer(value)) return value.toString("utf8");
  if (Array.isArray(value)) return value.map(toReply);
  if (typeof value === "number" || typeof value === "string") return value;
  return null;
}
