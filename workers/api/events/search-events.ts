import { createRoute } from "@hono/zod-openapi";
import { pageOf } from "../../../domain/contract/wire/common.ts";
import { eventSearchSchema, eventSummarySchema } from "../../../domain/contract/wire/events.ts";
import { newRouter } from "../new-router.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";
import { eventSummaryView } from "./event-view.ts";

const route = createRoute({
  method: "get",
  path: "/events/search",
  tags: ["catalogue"],
  summary: "Events by words in name, description, venue or city",
  middleware: readingPublic,
  request: { query: eventSearchSchema },
  responses: { 200: jsonAnswer(pageOf(eventSummarySchema), "A page of events"), ...problems(429) },
});

export const searchEventsRoute = newRouter().openapi(route, async (context) => {
  const { q, page, pageSize } = context.req.valid("query");
  const found = await context.get("kept").services.catalogue.searchEvents(q, { page, pageSize });
  return context.json({ items: found.items.map(eventSummaryView), page, pageSize, total: found.total }, 200);
});
