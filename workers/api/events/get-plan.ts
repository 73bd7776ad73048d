import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { planSchema } from "../../../domain/contract/wire/events.ts";
import { refuse } from "../../../domain/result.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/events/{id}/plan",
  tags: ["catalogue"],
  summary: "The seating plan, in columns: element i of each is seat i",
  middleware: readingPublic,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(planSchema, "The plan"), ...problems(404, 429) },
});

/** A plan never changes once an event uses it. */
const CACHE = { "cache-control": "public, max-age=3600" };

export const getPlanRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const plan = await context.get("kept").services.catalogue.plan(event);
  if (plan === undefined) return problem(refuse("event_not_found").refusal);
  const { guid: _unshown, ...seats } = plan.seats;
  return Response.json({ event_id: event, ...plan, seats }, { headers: CACHE });
});
