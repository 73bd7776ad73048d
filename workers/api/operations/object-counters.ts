import { Hono } from "hono";
import { parseEventId } from "../../../domain/contract/ids.ts";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";

/** Development only: what an event's object has done since it was started. `npm run sale-cost` reads it. */
export const objectCountersRoute = new Hono<AppEnv>().get("/internal/events/:id/counters", async (context) => {
  const { settings } = context.get("kept");
  const event = parseEventId(context.req.param("id"));
  if (settings.ENVIRONMENT !== "development" || event === undefined) return problem(refuse("not_found").refusal);
  return context.json(await context.env.EVENT.getByName(event).counters());
});
