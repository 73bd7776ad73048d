import { createRoute, z } from "@hono/zod-openapi";
import { areaId } from "../../../domain/contract/ids.ts";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { availabilitySchema } from "../../../domain/contract/wire/events.ts";
import { AVAILABILITY_MAX_AGE_MS } from "../../use-cases/list-seats.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/events/{id}/availability",
  tags: ["catalogue"],
  summary: "How many seats and places are free, held, reserved, sold and blocked; at most a second old",
  middleware: readingPublic,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(availabilitySchema, "The counts"), ...problems(404, 429, 503) },
});

export const getAvailabilityRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const answer = await context.get("kept").services.inventory.availability(event, AVAILABILITY_MAX_AGE_MS);
  if (!answer.ok) return problem(answer.refusal);
  const { version, atMs, seats, areas } = answer.value;
  const counted = areas.map((area, index) => ({ id: areaId(event, index), ...area }));
  return context.json({ event_id: event, version, at: new Date(atMs).toISOString(), seats, areas: counted }, 200);
});
