import { createRoute } from "@hono/zod-openapi";
import { bookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { selectSchema } from "../../../domain/contract/wire/seats.ts";
import { selectSeats } from "../../use-cases/select-seats.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { bookingAnswer, refused } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { holding, idempotencyHeaders, jsonAnswer, jsonBody, problems, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/seats/select",
  tags: ["seats"],
  summary: "Hold seats or places for a booking, all or nothing",
  middleware: holding,
  security: signedInOnly,
  request: { headers: idempotencyHeaders, body: jsonBody(selectSchema) },
  responses: { 200: jsonAnswer(bookingSchema, "The booking"), ...problems(401, 404, 409, 422, 429, 503) },
});

export const selectSeatsRoute = newRouter().openapi(route, async (context) => {
  const { booking_id, ...named } = context.req.valid("json");
  const items = namedItems(booking_id.event, named);
  if (!items.ok) return refused(items.refusal, booking_id.event);
  const { services } = context.get("kept");
  const answer = await selectSeats(services, context.get("buyer"), context.get("repeat"), booking_id, items.value);
  return bookingAnswer(answer, booking_id.event);
});
