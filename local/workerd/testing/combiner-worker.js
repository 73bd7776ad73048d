// Requests that share the product's combiner as buyers' holds do; combiner.js is made from combiner.ts by the test.
import { DurableObject } from "cloudflare:workers";
import { Combiner } from "./combiner.js";

export class SlowObject extends DurableObject {
  async execute(items, ms) {
    await scheduler.wait(ms);
    if (items.includes("crash")) throw new Error("the object fails");
    return items.map((item) => (item === "poison" ? "refused poison" : `did ${item}`));
  }
}

/** By how much each of them takes. */
const combiners = new Map();

function combinerOf(maxWeight) {
  const known = combiners.get(maxWeight);
  if (known !== undefined) return known;
  const combiner = new Combiner({
    send: (items, { env, ms }) => env.SLOW.getByName("one").execute(items, ms),
    maxWeight,
    rescueMs: 500,
    overloaded: "overloaded",
    unavailable: "unavailable",
  });
  combiners.set(maxWeight, combiner);
  return combiner;
}

export default {
  async fetch(request, env, ctx) {
    const query = new URL(request.url).searchParams;
    const combiner = combinerOf(Number(query.get("max") ?? 256));
    const item = query.get("item");
    const ms = Number(query.get("ms") ?? 0);
    if (query.has("leave")) {
      // It ends without `waitUntil`: whatever it has begun ends with it.
      void combiner.submit({ env, ms, waitUntil: () => undefined }, item);
      return new Response("left");
    }
    return new Response(await combiner.submit({ env, ms, waitUntil: (work) => ctx.waitUntil(work) }, item));
  },
};
