import { afterEach, expect, it, vi } from "vitest";
import { createEdgeCache } from "./edge-cache.ts";

const ADDRESS = "https://tickets.example.com/api/events/evt_1/availability?as=json";

afterEach(() => {
  vi.restoreAllMocks();
});

it("finds what it was given to keep", async () => {
  const kept = new Map<unknown, Response>();
  const cache = createEdgeCache(() => ({
    match: async (address) => kept.get(address),
    put: async (address, answer) => void kept.set(address, answer),
  }));
  expect(await cache.find(ADDRESS)).toBeUndefined();
  await cache.keep(ADDRESS, new Response("a house"));
  expect(await (await cache.find(ADDRESS))?.text()).toBe("a house");
});

it.each<[string, () => Pick<Cache, "match" | "put">]>([
  [
    "that is not there",
    () => {
      throw new Error("No Cache was configured");
    },
  ],
  [
    "that does not answer",
    () => ({ match: () => Promise.reject(new Error("gone")), put: () => Promise.reject(new Error("gone")) }),
  ],
])("a cache %s has nothing, and the request goes on", async (_, open) => {
  const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const cache = createEdgeCache(open);
  expect(await cache.find(ADDRESS)).toBeUndefined();
  await cache.keep(ADDRESS, new Response("a house"));
  expect(error).toHaveBeenCalledTimes(2);
});
