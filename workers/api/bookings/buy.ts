import { createRoute } from "@hono/zod-openapi";
import { bookingSchema, buySchema, paymentStartedSchema } from "../../../domain/contract/wire/bookings.ts";
import { buyNow } from "../../use-cases/buy-now.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { quantityOf } from "../../use-cases/quantity-of.ts";
import { refused, replayHeaders, SEATS_GONE } from "../booking-answer.ts";
import { ok } from "../../../domain/result.ts";
import { claimFor } from "../../use-cases/queue/read-pass.ts";
import { newRouter } from "../new-router.ts";
import { holdHeaders, jsonAnswer, jsonBody, paying, problems, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "post",
  path: "/buy",
  tags: ["bookings"],
  summary: "Hold and reserve in one call: a number of standing places, the best seats, or named seats",
  description: SEATS_GONE,
  middleware: paying,
  security: signedInOnly,
  request: { headers: holdHeaders, body: jsonBody(buySchema) },
  responses: {
    202: jsonAnswer(paymentStartedSchema.extend({ booking: bookingSchema }), "Reserved; where to pay"),
    ...problems(401, 404, 409, 422, 429, 502, 503),
  },
});

export const buyRoute = newRouter().openapi(route, async (context) => {
  const { event_id, area_id, quantity, accept_equal_seats, ...named } = context.req.valid("json");
  const { event } = event_id;
  const { services } = context.get("kept");
  const counted = quantity === undefined ? ok(named) : await quantityOf(services, event, named, quantity, area_id);
  if (!counted.ok) return refused(counted.refusal, event);
  const items = namedItems(event, counted.value);
  if (!items.ok) return refused(items.refusal, event);
  const claim = claimFor(context.get("holder").pass, event);
  if (!claim.ok) return refused(claim.refusal, event);

  const wanted = { ...items.value, ...claim.value };
  const wish = { acceptsEqualSeats: accept_equal_seats };
  const bought = await buyNow(services, context.get("buyer"), context.get("repeat"), event, wanted, wish);
  if (!bought.ok) return refused(bought.refusal, event);
  const { booking, payment, replayed } = bought.value;
  return context.json({ ...payment, booking }, 202, replayHeaders(replayed));
});
