import { createRoute } from "@hono/zod-openapi";
import { bookingSchema, buySchema, paymentStartedSchema } from "../../../domain/contract/wire/bookings.ts";
import { areaId } from "../../../domain/contract/ids.ts";
import { buyNow } from "../../use-cases/buy-now.ts";
import { namedItems } from "../../use-cases/named-items.ts";
import { refused, replayHeaders } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody, paying, problems, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "post",
  path: "/buy",
  tags: ["bookings"],
  summary: "Hold and reserve in one call: a number of standing places, or named seats",
  middleware: paying,
  security: signedInOnly,
  request: { headers: idempotencyHeaders, body: jsonBody(buySchema) },
  responses: {
    202: jsonAnswer(paymentStartedSchema.extend({ booking: bookingSchema }), "Reserved; where to pay"),
    ...problems(401, 404, 409, 422, 429, 502, 503),
  },
});

export const buyRoute = newRouter().openapi(route, async (context) => {
  const { event_id, area_id, quantity, ...named } = context.req.valid("json");
  const { event } = event_id;
  // An event with one standing area needs no area_id: its first area is meant.
  const area = area_id ?? { id: areaId(event, 0), event, area: 0 };
  const places = [...(named.places ?? []), ...(quantity === undefined ? [] : [{ area_id: area, count: quantity }])];
  const items = namedItems(event, { ...named, places });
  if (!items.ok) return refused(items.refusal, event);

  const { services } = context.get("kept");
  const bought = await buyNow(services, context.get("buyer"), context.get("repeat"), event, items.value);
  if (!bought.ok) return refused(bought.refusal, event);
  const { booking, payment, replayed } = bought.value;
  return context.json({ ...payment, booking }, 202, replayHeaders(replayed));
});
