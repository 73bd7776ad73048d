import { createRoute } from "@hono/zod-openapi";
import { bookingSchema, namedBookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { cancelBooking } from "../../use-cases/cancel-booking.ts";
import { bookingAnswer } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody, paying, problems, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/bookings/cancel",
  tags: ["bookings"],
  summary: "Give up a booking that is not paid, or that was free of charge",
  middleware: paying,
  security: signedInOnly,
  request: { headers: idempotencyHeaders, body: jsonBody(namedBookingSchema) },
  responses: { 200: jsonAnswer(bookingSchema, "The ended booking"), ...problems(401, 404, 409, 422, 429, 503) },
});

export const cancelBookingRoute = newRouter().openapi(route, async (context) => {
  const { booking_id } = context.req.valid("json");
  const { services } = context.get("kept");
  const answer = await cancelBooking(services, context.get("buyer"), context.get("repeat"), booking_id);
  return bookingAnswer(answer, booking_id.event);
});
