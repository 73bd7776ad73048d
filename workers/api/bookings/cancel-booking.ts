import { createRoute } from "@hono/zod-openapi";
import { bookingSchema, namedBookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { cancelBooking } from "../../use-cases/cancel-booking.ts";
import { refused, replayHeaders } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody, paying, problems, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/bookings/cancel",
  tags: ["bookings"],
  summary: "Give up a booking; one that is paid, by the event's terms",
  description: "Of a paid booking, the payment's status says when the money is back; then its seats are free.",
  middleware: paying,
  security: signedInOnly,
  request: { headers: idempotencyHeaders, body: jsonBody(namedBookingSchema) },
  responses: {
    200: jsonAnswer(bookingSchema, "The booking that has ended, or ends when its money is back"),
    ...problems(401, 404, 409, 422, 429, 503),
  },
});

export const cancelBookingRoute = newRouter().openapi(route, async (context) => {
  const { booking_id } = context.req.valid("json");
  const { services } = context.get("kept");
  const cancelled = await cancelBooking(services, context.get("buyer"), context.get("repeat"), booking_id);
  if (!cancelled.ok) return refused(cancelled.refusal, booking_id.event);
  return context.json(cancelled.value.booking, 200, replayHeaders(cancelled.value.replayed));
});
