import { createRoute } from "@hono/zod-openapi";
import { bookingSchema, createBookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { createBooking } from "../../use-cases/create-booking.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { bookingAnswer, refused, SEATS_GONE } from "../booking-answer.ts";
import { claimFor } from "../../use-cases/queue/read-pass.ts";
import { newRouter } from "../new-router.ts";
import { holding, holdHeaders, jsonAnswer, jsonBody, problems, signedInOrPass } from "../route-parts.ts";

const route = createRoute({
  method: "post",
  path: "/bookings",
  tags: ["bookings"],
  summary: "Open a booking, with seats, places or the best seats from the start if named",
  description: SEATS_GONE,
  middleware: holding,
  security: signedInOrPass,
  request: { headers: holdHeaders, body: jsonBody(createBookingSchema) },
  responses: { 201: jsonAnswer(bookingSchema, "The booking"), ...problems(401, 404, 409, 422, 429, 503) },
});

export const createBookingRoute = newRouter().openapi(route, async (context) => {
  const body = context.req.valid("json");
  const { event } = body.event_id;
  const items = namedItems(event, body);
  if (!items.ok) return refused(items.refusal, event);
  const claim = claimFor(context.get("holder").pass, event);
  if (!claim.ok) return refused(claim.refusal, event);
  const { services } = context.get("kept");
  const answer = await createBooking(services, context.get("holder"), context.get("repeat"), event, {
    ...items.value,
    ...claim.value,
  });
  return bookingAnswer(answer, event, 201);
});
