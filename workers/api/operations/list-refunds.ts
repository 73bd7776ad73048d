import { createRoute, z } from "@hono/zod-openapi";
import { bookingIdSchema } from "../../../domain/contract/wire/common.ts";
import { refundsSchema } from "../../../domain/contract/wire/refunds.ts";
import { listRefunds } from "../../use-cases/refunds/list-refunds.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/bookings/{id}/refunds",
  tags: ["operations"],
  summary: "What went back of a booking, newest first",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: bookingIdSchema }) },
  responses: { 200: jsonAnswer(refundsSchema, "Its refunds"), ...problems(401, 403, 404, 503) },
});

export const listRefundsRoute = newRouter().openapi(route, async (context) => {
  const { booking } = context.req.valid("param").id;
  const listed = await listRefunds(context.get("kept").services, booking);
  return listed.ok ? context.json({ items: [...listed.value] }, 200) : problem(listed.refusal);
});
