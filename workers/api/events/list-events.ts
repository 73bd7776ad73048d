import { createRoute } from "@hono/zod-openapi";
import { pageOf } from "../../../domain/contract/wire/common.ts";
import { eventQuerySchema, eventSummarySchema } from "../../../domain/contract/wire/events.ts";
import { newRouter } from "../new-router.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";
import { eventSummaryView } from "./event-view.ts";

const route = createRoute({
  method: "get",
  path: "/events",
  tags: ["catalogue"],
  summary: "Events, soonest first",
  middleware: readingPublic,
  request: { query: eventQuerySchema },
  responses: { 200: jsonAnswer(pageOf(eventSummarySchema), "A page of events"), ...problems(429) },
});

export const listEventsRoute = newRouter().openapi(route, async (context) => {
  const { type, provider, date_from, date_to, page, pageSize } = context.req.valid("query");
  const filter = { type, provider, dateFrom: date_from, dateTo: date_to };
  const listed = await context.get("kept").services.catalogue.events(filter, { page, pageSize });
  return context.json({ items: listed.items.map(eventSummaryView), page, pageSize, total: listed.total }, 200);
});
