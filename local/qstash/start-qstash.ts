import { startJsonServer } from "../process/json-server.ts";
import type { RunningService } from "../process/run-service.ts";
import { Delivery, type Clock } from "./delivery.ts";
import { MessageStore } from "./message-store.ts";
import { createQStashApi } from "./qstash-api.ts";
import { SigningKeys } from "./signing-keys.ts";

export interface QStashOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  readonly currentSigningKey: string;
  readonly nextSigningKey: string;
  /** Where accepted messages are kept; in memory without one. */
  readonly dataFile?: string | undefined;
  /** Shortens every wait of delivery: 0.01 makes 12 s into 120 ms. */
  readonly timeScale?: number;
  readonly clock?: Clock;
}

/** QStash takes messages of 1 MB; a batch has many. */
const MAX_BODY_BYTES = 10_000_000;

const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Starts the stand-in for QStash on loopback; what an earlier run had accepted goes on being delivered. */
export async function startQStash(options: QStashOptions): Promise<RunningService & { readonly url: string }> {
  const clock = options.clock ?? REAL_CLOCK;
  const store = new MessageStore(options.dataFile);
  const keys = new SigningKeys(options.currentSigningKey, options.nextSigningKey);
  const delivery = new Delivery(store, keys, clock, options.timeScale ?? 1);
  const handle = createQStashApi({ store, delivery, keys, clock }, options.token);
  const server = await startJsonServer({ port: options.port, maxBodyBytes: MAX_BODY_BYTES, handle });
  for (const message of store.all()) delivery.schedule(message);
  return {
    port: server.port,
    url: `http://127.0.0.1:${server.port}`,
    async stop() {
      delivery.stop();
      await server.stop();
      store.close();
    },
  };
}
