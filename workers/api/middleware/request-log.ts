import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { log } from "../../log.ts";

/** One line per request. The route's pattern, not the address: addresses hold ticket codes and what people searched for. */
export const requestLog = createMiddleware(async (context, next) => {
  const startedMs = Date.now();
  await next();
  const { method } = context.req;
  log.info("request", {
    method,
    route: routePath(context, -1),
    status: context.res.status,
    ms: Date.now() - startedMs,
  });
});
