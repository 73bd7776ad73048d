import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { queueChangeSchema, queueStateSchema } from "../../../domain/contract/wire/queue.ts";
import { changeQueue } from "../../use-cases/queue/change-queue.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, jsonBody, problems } from "../route-parts.ts";

const route = createRoute({
  method: "patch",
  path: "/operations/events/{id}/queue",
  tags: ["operations"],
  summary: "Set the waiting room: what is left out stays. In force within two seconds",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: eventIdSchema }), body: jsonBody(queueChangeSchema) },
  responses: { 200: jsonAnswer(queueStateSchema, "How the queue stands then"), ...problems(401, 403, 404, 429, 503) },
});

export const queueSettingsRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const changed = await changeQueue(context.get("kept").services, event, context.req.valid("json"));
  return changed.ok ? context.json(changed.value, 200) : problem(changed.refusal);
});
