import { createRoute, z } from "@hono/zod-openapi";
import { paymentStatusSchema } from "../../../domain/contract/wire/bookings.ts";
import { bookingIdSchema } from "../../../domain/contract/wire/common.ts";
import { paymentStatus } from "../../use-cases/payment-status.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingOwn, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/bookings/{id}/payment-status",
  tags: ["bookings"],
  summary: "Where the payment of a booking stands",
  middleware: readingOwn,
  security: signedInOnly,
  request: { params: z.object({ id: bookingIdSchema }) },
  responses: { 200: jsonAnswer(paymentStatusSchema, "The payment"), ...problems(401, 404, 429) },
});

export const paymentStatusRoute = newRouter().openapi(route, async (context) => {
  const status = await paymentStatus(context.get("kept").services, context.get("buyer"), context.req.valid("param").id);
  return status.ok ? context.json(status.value, 200) : problem(status.refusal);
});
