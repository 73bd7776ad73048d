import { createMiddleware } from "hono/factory";
import { refuse } from "../../../domain/result.ts";
import { problem } from "../problem.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** A body in another type is not guessed at. It also keeps HTML forms of other sites out: they cannot send JSON. */
export const jsonOnly = createMiddleware(async (context, next) => {
  const hasBody = context.req.method !== "GET" && context.req.method !== "HEAD" && context.req.raw.body !== null;
  if (hasBody && !JSON_TYPE.test(context.req.header("content-type") ?? "")) {
    return problem(refuse("unsupported_media_type").refusal);
  }
  await next();
  return undefined;
});
