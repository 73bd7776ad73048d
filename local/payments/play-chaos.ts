import { setTimeout as delay } from "node:timers/promises";
import type { MiddlewareHandler } from "hono";
import type { Connection } from "../process/serve-fetch.ts";
import type { Chaos } from "./chaos.ts";

/** Plays the faults that were ordered, around the API's answers. */
export function playChaos(chaos: Chaos): MiddlewareHandler<{ Bindings: Connection }> {
  return async (c, next) => {
    if (chaos.take("drop")) {
      c.env.destroy();
      return c.body(null);
    }
    if (chaos.settings.slowMs > 0) await delay(chaos.settings.slowMs);
    if (chaos.take("stall")) return new Response(halfAnAnswer(), { headers: { "content-type": "application/json" } });
    if (chaos.take("fail")) {
      const type = chaos.settings.status === 429 ? "invalid_request_error" : "api_error";
      return c.json({ error: { type, message: "The simulator was told to fail." } }, chaos.settings.status as 500);
    }
    await next();
    if (chaos.take("dropAnswer")) c.env.destroy();
    return undefined;
  };
}

function halfAnAnswer(): ReadableStream {
  return new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"id":')) });
}
