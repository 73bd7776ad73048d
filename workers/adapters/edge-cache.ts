import type { EdgeCache } from "../../domain/ports/edge-cache.ts";
import { log } from "../log.ts";

/** Cloudflare's Cache API: each colo has a cache of its own. `open` gives the cache, and may throw where there is none. */
export function createEdgeCache(open: () => Pick<Cache, "match" | "put">): EdgeCache {
  return {
    async find(address) {
      try {
        return await open().match(address);
      } catch (error) {
        log.error("the edge cache cannot be read", error);
        return undefined;
      }
    },
    async keep(address, answer) {
      try {
        await open().put(address, answer);
      } catch (error) {
        log.error("the edge cache cannot be written", error);
      }
    },
  };
}
