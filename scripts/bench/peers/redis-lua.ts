/**
 * Peer (b): one EVALSHA per hold on one connection, many of them under way at once. Redis with `appendfsync always` flushes
 * once for all commands of a turn of its loop and only then answers: group commit by itself. It keeps time itself (TIME), so
 * that several of these servers would agree. Settings: REDIS_PORT, REDIS_DIR.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Redis } from "ioredis";
import { requiredSetting } from "../../../local/process/settings.ts";
import { diesWithParent } from "../../../local/supervisor/dies-with-parent.ts";
import { bookingText, HOLD_S } from "./booking-text.ts";
import { serveHolds, type HoldAnswer, type HoldStore } from "./serve-holds.ts";

/** KEYS: the repeat's answer, the house. ARGV: the answer, seconds of the hold, seats. Gives the answer, or nil: taken. */
const HOLD = `
  local first = redis.call('GET', KEYS[1])
  if first then return first end
  local seats = {}
  for i = 3, #ARGV do seats[i - 2] = ARGV[i] end
  local now = tonumber(redis.call('TIME')[1])
  for _, until_s in ipairs(redis.call('HMGET', KEYS[2], unpack(seats))) do
    if until_s and tonumber(until_s) > now then return nil end
  end
  local held = {}
  for i, seat in ipairs(seats) do
    held[2 * i - 1] = seat
    held[2 * i] = now + ARGV[2]
  end
  redis.call('HSET', KEYS[2], unpack(held))
  redis.call('SET', KEYS[1], ARGV[1], 'EX', 86400)
  return ARGV[1]`;

type Client = Redis & {
  holdSeats(
    answerKey: string,
    house: string,
    answer: string,
    holdS: number,
    ...seats: readonly number[]
  ): Promise<string | null>;
};

serveHolds(async (env) => {
  const port = requiredSetting(env, "REDIS_PORT");
  const stopServer = startServer(port, requiredSetting(env, "REDIS_DIR"));
  const client = new Redis({ port: Number(port), host: "127.0.0.1", enableAutoPipelining: true }) as Client;
  // Until it listens the client tries again by itself; later a lost connection shows in the requests.
  client.on("error", () => {});
  client.defineCommand("holdSeats", { numberOfKeys: 2, lua: HOLD });
  await client.ping();
  return {
    async hold(request): Promise<HoldAnswer> {
      const { user, key, event, seats } = request;
      const answer = bookingText(randomUUID(), request, Date.now());
      const kept = await client.holdSeats(`answer:${user}:${key}`, `house:${event}`, answer, HOLD_S, ...seats);
      return kept ?? undefined;
    },
    async close() {
      client.disconnect();
      await stopServer();
    },
  } satisfies HoldStore;
});

function startServer(port: string, directory: string): () => Promise<void> {
  const options = { port, bind: "127.0.0.1", dir: directory, appendonly: "yes", appendfsync: "always", save: "" };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const [command = "redis-server", ...rest] = [...diesWithParent("KILL"), "redis-server", ...args];
  const server = spawn(command, rest, { stdio: "ignore" });
  const ended = once(server, "exit");
  return async () => {
    server.kill("SIGTERM");
    await ended;
  };
}
