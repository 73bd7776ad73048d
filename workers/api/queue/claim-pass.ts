import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { passSchema } from "../../../domain/contract/wire/queue.ts";
import { claimPass } from "../../use-cases/queue/claim-pass.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, queueTokenHeaders } from "../route-parts.ts";
import { tokenShown, whyNotHis } from "./token-shown.ts";

const route = createRoute({
  method: "post",
  path: "/events/{id}/queue/pass",
  tags: ["queue"],
  summary: "Fetch your pass, once you are admitted; asking again gives the same",
  request: { params: z.object({ id: eventIdSchema }), headers: queueTokenHeaders },
  responses: { 200: jsonAnswer(passSchema, "The pass"), ...problems(401, 403, 404, 409, 429, 503) },
});

export const claimPassRoute = newRouter().openapi(route, async (context) => {
  const kept = context.get("kept");
  const { headers } = context.req.raw;
  const nowMs = Date.now();
  const token = tokenShown(kept, headers, context.req.valid("param").id.event, nowMs);
  if (!token.ok) return problem(token.refusal);
  const notHis = await whyNotHis(kept, headers, token.value.visitor);
  if (notHis !== undefined) return problem(notHis);

  const claimed = await claimPass(kept.services, token.value, nowMs);
  if (!claimed.ok) return problem(claimed.refusal);
  const { text, pass } = claimed.value;
  const [use_by, ends_at] = [pass.useByMs, pass.endsAtMs].map((timeMs) => new Date(timeMs).toISOString());
  return context.json({ pass: text, number: pass.number, use_by: use_by ?? "", ends_at: ends_at ?? "" }, 200);
});
