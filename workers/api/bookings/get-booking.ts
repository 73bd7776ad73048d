import { createRoute, z } from "@hono/zod-openapi";
import { bookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { bookingIdSchema } from "../../../domain/contract/wire/common.ts";
import { getBooking } from "../../use-cases/get-booking.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingOwn, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/bookings/{id}",
  tags: ["bookings"],
  summary: "One booking, with its payment and tickets",
  middleware: readingOwn,
  security: signedInOnly,
  request: { params: z.object({ id: bookingIdSchema }) },
  responses: { 200: jsonAnswer(bookingSchema, "The booking"), ...problems(401, 404, 429, 503) },
});

export const getBookingRoute = newRouter().openapi(route, async (context) => {
  const booking = await getBooking(context.get("kept").services, context.get("buyer"), context.req.valid("param").id);
  return booking.ok ? context.json(booking.value, 200) : problem(booking.refusal);
});
