import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { stateDigestSchema } from "../../../domain/contract/wire/inspection.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/events/{id}/state",
  tags: ["operations"],
  summary: "Version and hash of the event's object, and the log entry that they stand for",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(stateDigestSchema, "The digest"), ...problems(401, 403, 404, 503) },
});

export const readStateDigestRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const digest = await context.get("kept").services.inventory.stateDigest(event);
  if (!digest.ok) return problem(digest.refusal);
  const { version, hash, lastEntry } = digest.value;
  return context.json({ event_id: event, version, hash, last_entry: lastEntry }, 200);
});
