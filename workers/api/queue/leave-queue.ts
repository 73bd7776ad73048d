import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { PASS_HEADER } from "../../../domain/contract/wire/queue.ts";
import { refuse } from "../../../domain/result.ts";
import { leaveQueue } from "../../use-cases/queue/leave-queue.ts";
import { readPassFor } from "../../use-cases/queue/read-pass.ts";
import { passShown } from "../middleware/pass-shown.ts";
import { rateLimited } from "../middleware/rate-limited.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { problems } from "../route-parts.ts";
import { whyNotHis } from "./token-shown.ts";

const route = createRoute({
  method: "delete",
  path: "/events/{id}/queue/pass",
  tags: ["queue"],
  summary: "Give your pass back, so that somebody else may come in. What you hold stays yours to pay",
  middleware: [passShown, rateLimited("holding")],
  request: {
    params: z.object({ id: eventIdSchema }),
    headers: z.object({ [PASS_HEADER]: z.string().optional() }),
  },
  responses: { 204: { description: "It is over" }, ...problems(403, 404, 429, 503) },
});

export const leaveQueueRoute = newRouter().openapi(route, async (context) => {
  const kept = context.get("kept");
  const { headers } = context.req.raw;
  const text = headers.get(PASS_HEADER);
  if (text === null) return problem(refuse("pass_required").refusal);
  const pass = readPassFor(kept.services, text, context.req.valid("param").id.event);
  if (!pass.ok) return problem(pass.refusal);
  const notHis = await whyNotHis(kept, headers, pass.value.visitor);
  if (notHis !== undefined) return problem({ ...notHis, reason: "pass_wrong_visitor" });
  const left = await leaveQueue(kept.services, pass.value);
  return left.ok ? context.body(null, 204) : problem(left.refusal);
});
