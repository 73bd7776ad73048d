import { createMiddleware } from "hono/factory";
import { matchedRoutes } from "hono/route";
import { log } from "../../log.ts";

/** One line per request. The route's pattern, not the address: addresses hold ticket codes and what people searched for. */
export const requestLog = createMiddleware(async (context, next) => {
  const startedMs = Date.now();
  await next();
  const { method } = context.req;
  const route = matchedRoutes(context).findLast(({ path }) => !path.endsWith("*"))?.path ?? "*";
  log.info("request", { method, route, status: context.res.status, ms: Date.now() - startedMs });
});
