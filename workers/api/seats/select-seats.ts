import { createRoute } from "@hono/zod-openapi";
import { bookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { selectSchema } from "../../../domain/contract/wire/seats.ts";
import { selectSeats } from "../../use-cases/select-seats.ts";
import { wantedItems } from "../../use-cases/wanted-items.ts";
import { bookingAnswer, refused } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { holding, idempotencyHeaders, jsonAnswer, jsonBody, problems } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/seats/select",
  tags: ["seats"],
  summary: "Hold seats or places for a booking, all or nothing",
  middleware: holding,
  request: { headers: idempotencyHeaders, body: jsonBody(selectSchema) },
  responses: { 200: jsonAnswer(bookingSchema, "The booking"), ...problems(401, 404, 409, 422, 429, 503) },
});

export const selectSeatsRoute = newRouter().openapi(route, async (context) => {
  const { booking_id, ...wanted } = context.req.valid("json");
  const items = wantedItems(booking_id.event, wanted);
  if (!items.ok) return refused(items.refusal, booking_id.event);
  const { services } = context.get("kept");
  const answer = await selectSeats(services, context.get("buyer"), context.get("repeat"), booking_id, items.value);
  return bookingAnswer(answer, booking_id.event);
});
