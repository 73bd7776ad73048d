import { createMiddleware } from "hono/factory";
import { refuse } from "../../../domain/result.ts";
import { problem } from "../problem.ts";

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** A body in another type is not guessed at. It also keeps HTML forms of other sites out: they cannot send JSON. */
export const jsonOnly = createMiddleware(async (context, next) => {
  const { body, headers } = context.req.raw;
  const hasBody = body !== null && headers.get("content-length") !== "0";
  if (hasBody && !JSON_TYPE.test(context.req.header("content-type") ?? "")) {
    return problem(refuse("unsupported_media_type").refusal);
  }
  await next();
  return undefined;
});
