import { createRoute } from "@hono/zod-openapi";
import { initiatePaymentSchema, paymentStartedSchema } from "../../../domain/contract/wire/bookings.ts";
import { initiatePayment } from "../../use-cases/initiate-payment.ts";
import { refused, replayHeaders } from "../booking-answer.ts";
import { newRouter } from "../new-router.ts";
import { idempotencyHeaders, jsonAnswer, jsonBody, paying, problems, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/bookings/initiatePayment",
  tags: ["bookings"],
  summary: "Reserve what the booking holds and get the address to pay at",
  middleware: paying,
  security: signedInOnly,
  request: { headers: idempotencyHeaders, body: jsonBody(initiatePaymentSchema) },
  responses: {
    200: jsonAnswer(paymentStartedSchema, "Where to pay; no address when nothing is to be paid"),
    ...problems(401, 404, 409, 422, 429, 502, 503),
  },
});

export const initiatePaymentRoute = newRouter().openapi(route, async (context) => {
  const { booking_id, accept_equal_seats } = context.req.valid("json");
  const { services } = context.get("kept");
  const wish = { acceptsEqualSeats: accept_equal_seats };
  const started = await initiatePayment(services, context.get("buyer"), context.get("repeat"), booking_id, wish);
  if (!started.ok) return refused(started.refusal, booking_id.event);
  return context.json(started.value.payment, 200, replayHeaders(started.value.replayed));
});
