import { startJsonServer } from "../process/json-server.ts";
import type { RunningService } from "../process/run-service.ts";
import { MemoryRedis } from "./memory-store/memory-redis.ts";
import { connectRealBackend } from "./real-backend.ts";
import { createRestApi } from "./rest-api.ts";

export interface RedisServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** What clients must bear. */
  readonly token: string;
  /** `redis://…` puts the REST front before that Redis; otherwise the data lives in this process, and only there. */
  readonly redisUrl?: string | undefined;
  /** The clock of the in-process store, in milliseconds since 1970. */
  readonly now?: () => number;
}

/** Upstash paid plans take 10 MB a request. */
const MAX_BODY_BYTES = 10_000_000;

export interface RedisServer extends RunningService {
  readonly url: string;
}

/** Starts the stand-in for Upstash Redis on loopback. Rejects when the port is taken or `redisUrl` is out of reach. */
export async function startRedisServer({ port, token, redisUrl, now }: RedisServerOptions): Promise<RedisServer> {
  const backend = redisUrl === undefined ? new MemoryRedis(now ?? Date.now) : await connectRealBackend(redisUrl);
  try {
    const server = await startJsonServer({ port, maxBodyBytes: MAX_BODY_BYTES, handle: createRestApi(backend, token) });
    return {
      port: server.port,
      url: `http://127.0.0.1:${server.port}`,
      async stop() {
        await server.stop();
        await backend.stop();
      },
    };
  } catch (error) {
    await backend.stop();
    throw error;
  }
}
