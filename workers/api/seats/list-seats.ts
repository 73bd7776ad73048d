import { createRoute } from "@hono/zod-openapi";
import { pageOf } from "../../../domain/contract/wire/common.ts";
import { seatQuerySchema, seatSchema } from "../../../domain/contract/wire/seats.ts";
import { listSeats } from "../../use-cases/list-seats.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/seats",
  tags: ["seats"],
  summary: "Seats of an event, in plan order; statuses are at most a second old",
  middleware: readingPublic,
  request: { query: seatQuerySchema },
  responses: { 200: jsonAnswer(pageOf(seatSchema), "A page of seats"), ...problems(404, 429, 503) },
});

export const listSeatsRoute = newRouter().openapi(route, async (context) => {
  const { event_id, row, status, page, pageSize } = context.req.valid("query");
  const listed = await listSeats(context.get("kept").services, event_id.event, { row, status }, { page, pageSize });
  if (!listed.ok) return problem(listed.refusal);
  return context.json({ items: [...listed.value.items], page, pageSize, total: listed.value.total }, 200);
});
