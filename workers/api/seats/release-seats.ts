import { createRoute } from "@hono/zod-openapi";
import { bookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { releaseSchema, type NamedInRequest } from "../../../domain/contract/wire/seats.ts";
import type { EventId } from "../../../domain/contract/ids.ts";
import { refuse } from "../../../domain/result.ts";
import { releaseSeats } from "../../use-cases/release-seats.ts";
import { claimFor } from "../../use-cases/queue/read-pass.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { bookingAnswer, refused } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { holding, idempotencyHeaders, jsonAnswer, jsonBody, problems, signedInOrPass } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/seats/release",
  tags: ["seats"],
  summary: "Give seats or places back; a seat alone names the booking of yours that holds it",
  middleware: holding,
  security: signedInOrPass,
  request: { headers: idempotencyHeaders, body: jsonBody(releaseSchema) },
  responses: { 200: jsonAnswer(bookingSchema, "The booking"), ...problems(401, 404, 409, 422, 429, 503) },
});

export const releaseSeatsRoute = newRouter().openapi(route, async (context) => {
  const { booking_id, ...named } = context.req.valid("json");
  const event = booking_id?.event ?? eventOf(named);
  if (event === undefined) return problem(refuse("booking_not_found").refusal);
  const claim = claimFor(context.get("holder").pass, event);
  if (!claim.ok) return problem(claim.refusal);
  const items = namedItems(event, named);
  if (!items.ok) return refused(items.refusal, event);
  const { services } = context.get("kept");
  const bookingId = booking_id?.booking ?? null;
  const answer = await releaseSeats(
    services,
    context.get("holder"),
    context.get("repeat"),
    event,
    bookingId,
    items.value,
  );
  return bookingAnswer(answer, event);
});

function eventOf({ seat_id, seat_ids }: NamedInRequest): EventId | undefined {
  return (seat_id ?? seat_ids?.[0])?.event;
}
