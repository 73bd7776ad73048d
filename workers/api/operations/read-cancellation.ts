import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { cancellationSchema } from "../../../domain/contract/wire/refunds.ts";
import { readCancellation } from "../../use-cases/refunds/read-cancellation.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/events/{id}/cancellation",
  tags: ["operations"],
  summary: "How far the refunds of a cancelled event are",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(cancellationSchema, "Its progress"), ...problems(401, 403, 404, 503) },
});

export const readCancellationRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const progress = await readCancellation(context.get("kept").services, event);
  return progress.ok ? context.json(progress.value, 200) : problem(progress.refusal);
});
