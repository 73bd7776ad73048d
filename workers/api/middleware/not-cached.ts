import { createMiddleware } from "hono/factory";

/** What a buyer or the seats say now must not be answered from a cache, unless a route says how long it may. */
export const notCached = createMiddleware(async (context, next) => {
  await next();
  if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
});
