import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { drawSchema } from "../../../domain/contract/wire/queue.ts";
import { readDraw } from "../../use-cases/queue/read-draw.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/events/{id}/draw",
  tags: ["queue"],
  summary: "The draw of lots, so that anybody can check it: npm run draw does",
  middleware: readingPublic,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(drawSchema, "What is public of it by now"), ...problems(404, 429, 503) },
});

export const readDrawRoute = newRouter().openapi(route, async (context) => {
  const draw = await readDraw(context.get("kept").services, context.req.valid("param").id.event);
  return draw.ok ? context.json(draw.value, 200) : problem(draw.refusal);
});
