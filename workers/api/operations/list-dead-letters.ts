import { createRoute } from "@hono/zod-openapi";
import { pageOf, pageSchema } from "../../../domain/contract/wire/common.ts";
import { deadLetterSchema, type DeadLetterWire } from "../../../domain/contract/wire/operations.ts";
import { subjectOf } from "../../../domain/outbox/subject-of.ts";
import type { DeadLetter } from "../../../domain/ports/outbox.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/dead-letters",
  tags: ["operations"],
  summary: "Messages whose steps have failed for good, oldest first",
  middleware: [operatorOnly],
  security: byOperator,
  request: { query: pageSchema },
  responses: { 200: jsonAnswer(pageOf(deadLetterSchema), "A page of dead letters"), ...problems(401, 403, 503) },
});

export const listDeadLettersRoute = newRouter().openapi(route, async (context) => {
  const { page, pageSize } = context.req.valid("query");
  const { items, total } = await context.get("kept").services.outbox.deadLetters({ page, pageSize });
  return context.json({ items: items.map(letterView), page, pageSize, total }, 200);
});

function letterView({ id, message, failures, lastError, createdAt, deadAt }: DeadLetter): DeadLetterWire {
  return {
    id,
    type: message.type,
    subject: subjectOf(message) ?? "unknown",
    failures,
    error: lastError,
    created_at: createdAt.toISOString(),
    dead_at: deadAt.toISOString(),
  };
}
