import { createRoute } from "@hono/zod-openapi";
import { outboxStateSchema } from "../../../domain/contract/wire/operations.ts";
import { SECOND_MS } from "../../../domain/time.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/outbox",
  tags: ["operations"],
  summary: "How many messages wait for their steps, since when, and how many were given up",
  middleware: [operatorOnly],
  security: byOperator,
  responses: { 200: jsonAnswer(outboxStateSchema, "The outbox"), ...problems(401, 403, 503) },
});

export const readOutboxRoute = newRouter().openapi(route, async (context) => {
  const { depth, lagMs, underWay, dead } = await context.get("kept").services.outbox.backlog();
  return context.json({ depth, lag_seconds: lagMs / SECOND_MS, under_way: underWay, dead }, 200);
});
