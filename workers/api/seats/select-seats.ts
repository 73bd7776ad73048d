import { createRoute } from "@hono/zod-openapi";
import { bookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { selectSchema } from "../../../domain/contract/wire/seats.ts";
import { selectSeats } from "../../use-cases/select-seats.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { bookingAnswer, refused, SEATS_GONE } from "../booking-answer.ts";
import { claimFor } from "../../use-cases/queue/read-pass.ts";
import { newRouter } from "../new-router.ts";
import { holding, holdHeaders, jsonAnswer, jsonBody, problems, signedInOrPass } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/seats/select",
  tags: ["seats"],
  summary: "Hold seats, places or the best seats for a booking, all or nothing",
  description: SEATS_GONE,
  middleware: holding,
  security: signedInOrPass,
  request: { headers: holdHeaders, body: jsonBody(selectSchema) },
  responses: { 200: jsonAnswer(bookingSchema, "The booking"), ...problems(401, 404, 409, 422, 429, 503) },
});

export const selectSeatsRoute = newRouter().openapi(route, async (context) => {
  const { booking_id, ...named } = context.req.valid("json");
  const items = namedItems(booking_id.event, named);
  if (!items.ok) return refused(items.refusal, booking_id.event);
  const claim = claimFor(context.get("holder").pass, booking_id.event);
  if (!claim.ok) return refused(claim.refusal, booking_id.event);
  const { services } = context.get("kept");
  const answer = await selectSeats(services, context.get("holder"), context.get("repeat"), booking_id, {
    ...items.value,
    ...claim.value,
  });
  return bookingAnswer(answer, booking_id.event);
});
