import { createRoute, z } from "@hono/zod-openapi";
import { deadLetterIdSchema, revivedLetterSchema } from "../../../domain/contract/wire/operations.ts";
import { refuse } from "../../../domain/result.ts";
import { log } from "../../log.ts";
import { relaySoon } from "../../steps/relay.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "post",
  path: "/operations/dead-letters/{id}/retry",
  tags: ["operations"],
  summary: "Send a dead letter to its step again, at once",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: deadLetterIdSchema }) },
  responses: { 200: jsonAnswer(revivedLetterSchema, "On its way"), ...problems(401, 403, 404, 503) },
});

export const retryDeadLetterRoute = newRouter().openapi(route, async (context) => {
  const { services } = context.get("kept");
  const { id } = context.req.valid("param");
  if (!(await services.outbox.revive(id))) return problem(refuse("dead_letter_not_found").refusal);
  log.info("dead letter sent again", { outboxId: id });
  relaySoon(services);
  return context.json({ id, status: "due" as const }, 200);
});
