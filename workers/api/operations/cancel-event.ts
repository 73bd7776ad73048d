import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { cancellationRequestSchema, cancellationSchema } from "../../../domain/contract/wire/refunds.ts";
import { cancelEvent } from "../../use-cases/refunds/cancel-event.ts";
import { replayHeaders } from "../booking-answer.ts";
import { operatorIdempotencyKey } from "../middleware/idempotency-key.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, idempotencyHeaders, jsonAnswer, jsonBody, problems } from "../route-parts.ts";

const route = createRoute({
  method: "post",
  path: "/operations/events/{id}/cancellation",
  tags: ["operations"],
  summary: "The event does not take place: nothing is sold any more, and everybody gets his money back",
  description:
    "An event is cancelled once: the same reason is answered with how it goes. When that is done and refunds have failed, the " +
    "same reason under another key asks for those again.",
  middleware: [operatorOnly, operatorIdempotencyKey],
  security: byOperator,
  request: {
    params: z.object({ id: eventIdSchema }),
    headers: idempotencyHeaders,
    body: jsonBody(cancellationRequestSchema),
  },
  responses: { 202: jsonAnswer(cancellationSchema, "Under way"), ...problems(401, 403, 404, 409, 503) },
});

export const cancelEventRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const { services } = context.get("kept");
  const cancelled = await cancelEvent(services, context.get("repeat"), event, context.req.valid("json").reason);
  if (!cancelled.ok) return problem(cancelled.refusal);
  return context.json(cancelled.value.cancellation, 202, replayHeaders(cancelled.value.replayed));
});
