import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { commandLogSchema, logPageQuerySchema } from "../../../domain/contract/wire/inspection.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/events/{id}/log",
  tags: ["operations"],
  summary: "How the event's sale came about: the object's command log, page by page. `npm run replay` reads it",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: eventIdSchema }), query: logPageQuerySchema },
  responses: { 200: jsonAnswer(commandLogSchema, "A page"), ...problems(401, 403, 404, 503) },
});

export const readCommandLogRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const { after, limit } = context.req.valid("query");
  const page = await context.get("kept").services.inventory.logPage(event, after, limit);
  if (!page.ok) return problem(page.refusal);
  return context.json({ event_id: event, entries: [...page.value.entries], next: page.value.next }, 200);
});
