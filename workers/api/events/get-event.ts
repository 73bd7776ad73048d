import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { eventSchema } from "../../../domain/contract/wire/events.ts";
import { refuse } from "../../../domain/result.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";
import { eventView } from "./event-view.ts";

const route = createRoute({
  method: "get",
  path: "/events/{id}",
  tags: ["catalogue"],
  summary: "One event, with prices and standing areas",
  middleware: readingPublic,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(eventSchema, "The event"), ...problems(404, 429) },
});

export const getEventRoute = newRouter().openapi(route, async (context) => {
  const event = await context.get("kept").services.catalogue.event(context.req.valid("param").id.event);
  return event === undefined ? problem(refuse("event_not_found").refusal) : context.json(eventView(event), 200);
});
