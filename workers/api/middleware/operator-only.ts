import type { Buffer } from "node:buffer";
import { createHash, timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";

const CHALLENGE = { "www-authenticate": 'Bearer realm="operations"' };

/** The operator's key as a bearer token (RFC 6750): 401 without one, 403 with another. */
export const operatorOnly = createMiddleware<AppEnv>(async (context, next) => {
  const [, given] = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  if (given === undefined) return problem(refuse("unauthenticated").refusal, CHALLENGE);
  if (!isSame(given, context.get("kept").settings.OPERATOR_KEY)) return problem(refuse("forbidden").refusal);
  await next();
  return undefined;
});

/** Hashes have one length, and compare in constant time. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
