import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { pollSchema } from "../../../domain/contract/wire/queue.ts";
import { newRouter } from "../new-router.ts";
import { jsonAnswer, problems, queueTokenHeaders } from "../route-parts.ts";
import { answerPoll } from "./answer-poll.ts";

const route = createRoute({
  method: "get",
  path: "/events/{id}/queue",
  tags: ["queue"],
  summary: "How you stand: your place, how long it may take, when to ask again",
  request: { params: z.object({ id: eventIdSchema }), headers: queueTokenHeaders },
  responses: { 200: jsonAnswer(pollSchema, "How you stand"), ...problems(401, 403, 404, 429, 503) },
});

export const pollQueueRoute = newRouter().openapi(route, (context) =>
  answerPoll(context.get("kept"), context.req.raw, context.req.valid("param").id.event),
);
