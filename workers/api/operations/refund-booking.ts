import { createRoute, z } from "@hono/zod-openapi";
import { bookingIdSchema } from "../../../domain/contract/wire/common.ts";
import { refundRequestSchema, refundSchema } from "../../../domain/contract/wire/refunds.ts";
import { refundBooking } from "../../use-cases/refunds/refund-booking.ts";
import { replayHeaders } from "../booking-answer.ts";
import { operatorIdempotencyKey } from "../middleware/idempotency-key.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, idempotencyHeaders, jsonAnswer, jsonBody, problems } from "../route-parts.ts";

const route = createRoute({
  method: "post",
  path: "/operations/bookings/{id}/refunds",
  tags: ["operations"],
  summary:
    "Give money back: all that is left of a payment unless an amount is named, and the seats unless they are kept",
  middleware: [operatorOnly, operatorIdempotencyKey],
  security: byOperator,
  request: {
    params: z.object({ id: bookingIdSchema }),
    headers: idempotencyHeaders,
    body: jsonBody(refundRequestSchema),
  },
  responses: { 202: jsonAnswer(refundSchema, "On its way"), ...problems(401, 403, 404, 409, 422, 503) },
});

export const refundBookingRoute = newRouter().openapi(route, async (context) => {
  const { booking } = context.req.valid("param").id;
  const { amount_minor, keep_booking, reason } = context.req.valid("json");
  const refunded = await refundBooking(context.get("kept").services, context.get("repeat"), booking, {
    amountMinor: amount_minor,
    endsBooking: !keep_booking,
    reason,
  });
  if (!refunded.ok) return problem(refunded.refusal);
  return context.json(refunded.value.refund, 202, replayHeaders(refunded.value.replayed));
});
