import { createRoute, z } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import type { EventId, VisitorId } from "../../../domain/contract/ids.ts";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";
import { readPass, readPassFor } from "../../use-cases/queue/read-pass.ts";
import type { AppEnv } from "../app-env.ts";
import { rateLimited } from "../middleware/rate-limited.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { problems } from "../route-parts.ts";

const LONGEST_TOKEN = 1_000;

/** In the address, since a browser gives a WebSocket no headers. */
const passInQuery = createMiddleware<AppEnv>(async (context, next) => {
  const pass = context.req.query("pass");
  context.set("shownPass", pass === undefined ? undefined : readPass(context.get("kept").services, pass));
  await next();
});

const route = createRoute({
  method: "get",
  path: "/events/{id}/live",
  tags: ["catalogue"],
  summary: "A WebSocket: the house, then each change; binary frames as domain/contract/live-feed.ts describes them",
  description: 'Who finds a gap between two frames sends "resume <version>". Others read the availability.',
  middleware: [passInQuery, rateLimited("reading")],
  request: {
    params: z.object({ id: eventIdSchema }),
    query: z.object({
      pass: z.string().max(LONGEST_TOKEN).optional().describe("Where the sale is queued"),
      version: z.coerce.number().int().min(0).optional().describe("What the listener has already"),
    }),
  },
  responses: { 101: { description: "The WebSocket" }, ...problems(401, 403, 404, 429, 503) },
});

export const liveFeedRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const { pass, version } = context.req.valid("query");
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
    return problem(refuse("websocket_required").refusal);
  }
  const { services } = context.get("kept");
  const visitor = await listenerOf(services, event, pass);
  if (!visitor.ok) return problem(visitor.refusal);
  const socket = await services.liveFeed.connect(event, visitor.value, version ?? null);
  return socket.ok ? socket.value : problem(socket.refusal);
});

/** Who listens, if he is known; in a queued sale only who has a pass. What is shown must be good in any case. */
async function listenerOf(
  services: Services,
  event: EventId,
  pass: string | undefined,
): Promise<Result<VisitorId | undefined>> {
  if (pass !== undefined) {
    const read = readPassFor(services, pass, event);
    return read.ok ? ok(read.value.visitor) : read;
  }
  const snapshot = await services.waitingRoom.snapshot(event);
  if (!snapshot.ok) return snapshot;
  return snapshot.value.needsPass ? refuse("pass_required") : ok(undefined);
}
