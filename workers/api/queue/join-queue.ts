import { createRoute, z } from "@hono/zod-openapi";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { checkMailSchema, joinedSchema, joinSchema } from "../../../domain/contract/wire/queue.ts";
import { joinQueue } from "../../use-cases/queue/join-queue.ts";
import { addressOf } from "../middleware/client-address.ts";
import { joinLimited } from "../middleware/rate-limited.ts";
import { accountOf, signInProblem } from "../middleware/signed-in.ts";
import { newRouter } from "../new-router.ts";
import { jsonAnswer, jsonBody, problems, signedInOrNot } from "../route-parts.ts";
import { standingView } from "./standing-view.ts";
import { cookieOf, visitorOfCookie } from "./visitor-cookie.ts";

const route = createRoute({
  method: "post",
  path: "/events/{id}/queue",
  tags: ["queue"],
  summary: "Join the waiting room, as the event knows visitors: an account, a verified e-mail address, or this browser",
  middleware: [joinLimited],
  security: signedInOrNot,
  request: { params: z.object({ id: eventIdSchema }), body: jsonBody(joinSchema) },
  responses: {
    201: jsonAnswer(joinedSchema, "You queue. Ask how you stand after poll_after_ms"),
    202: jsonAnswer(checkMailSchema, "A mail is on its way: confirm, and join again"),
    ...problems(401, 403, 404, 409, 429, 503),
  },
});

export const joinQueueRoute = newRouter().openapi(route, async (context) => {
  const kept = context.get("kept");
  const { headers } = context.req.raw;
  const { event } = context.req.valid("param").id;
  const { email, verification } = context.req.valid("json");
  const nowMs = Date.now();
  const joined = await joinQueue(
    kept.services,
    event,
    {
      account: () => accountOf(kept, headers),
      cookie: visitorOfCookie(kept, headers, nowMs),
      email,
      verification,
      address: addressOf(headers),
    },
    nowMs,
  );
  if (!joined.ok) return signInProblem(joined.refusal);
  if (joined.value.kind === "check_mail") return context.json({ status: "check_mail" as const }, 202);
  const { token, claims, standing } = joined.value;
  const { visitor } = claims;
  // An account is known by its sign-in, everybody else from now on by this browser too.
  if (!visitor.startsWith("usr_")) context.header("set-cookie", cookieOf(kept, visitor, nowMs));
  const times = { joined_at: isoOf(claims.joinedAtS), expires_at: isoOf(claims.expiresAtS) };
  return context.json({ token, visitor_id: visitor, event_id: event, ...times, ...standingView(standing) }, 201);
});

function isoOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}
