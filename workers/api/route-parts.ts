import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { ErrorKind } from "../../domain/contract/error-codes.ts";
import { PASS_HEADER, QUEUE_TOKEN_HEADER } from "../../domain/contract/wire/queue.ts";
import type { AppEnv } from "./app-env.ts";
import { idempotencyKey } from "./middleware/idempotency-key.ts";
import { passShown } from "./middleware/pass-shown.ts";
import { rateLimited, userLimited } from "./middleware/rate-limited.ts";
import { holderKnown, signedIn } from "./middleware/signed-in.ts";

/** In the description: HTTP Basic. */
export const BASIC_AUTH = "basicAuth";
/** In the description: the pass of an account, from the waiting room. */
export const PASS_AUTH = "pass";
/** In the description: the operator's key. */
export const OPERATOR_AUTH = "operatorKey";
export const signedInOnly = [{ [BASIC_AUTH]: [] }];
export const signedInOrPass = [{ [BASIC_AUTH]: [] }, { [PASS_AUTH]: [] }];
/** Where it depends on the event. */
export const signedInOrNot = [{}, { [BASIC_AUTH]: [] }];
export const byOperator = [{ [OPERATOR_AUTH]: [] }];

type Guards = MiddlewareHandler<AppEnv>[];

/**
 * What guards a hold: no waiting for Redis, and for Postgres only where this isolate does not know the buyer yet; for nothing
 * at all where an account's pass is shown.
 */
export const holding: Guards = [passShown, rateLimited("holding"), holderKnown, userLimited("holding"), idempotencyKey];
/** The same where a payment is started or given up. */
export const paying: Guards = [passShown, rateLimited("paying"), signedIn, userLimited("paying"), idempotencyKey];
/** A buyer reads his own. */
export const readingOwn: Guards = [passShown, rateLimited("reading"), signedIn, userLimited("reading")];
/** Anybody reads the catalogue. */
export const readingPublic: Guards = [passShown, rateLimited("reading")];

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  requestId: z.string().nullable(),
  retryable: z.boolean(),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
});

export const idempotencyHeaders = z.object({
  "idempotency-key": z.string().describe("IETF draft: the same key and body get the first answer again"),
});

/** Of what takes seats. */
export const holdHeaders = idempotencyHeaders.extend({
  [PASS_HEADER]: z.string().optional().describe("From the waiting room, where the sale is queued"),
});

export const queueTokenHeaders = z.object({
  [QUEUE_TOKEN_HEADER]: z.string().optional().describe("From joining, or the last one that a poll renewed"),
});

export function jsonBody<T extends z.ZodType>(schema: T) {
  return { content: { "application/json": { schema } }, required: true } as const;
}

export function jsonAnswer<T extends z.ZodType>(schema: T, description: string) {
  return { content: { "application/json": { schema } }, description } as const;
}

/**
 * RFC 9457 answers, for the description of a route. Told to the type checker without content, so that a handler may
 * answer `problem(…)` beside its typed success.
 */
export function problems(...statuses: readonly ErrorKind["status"][]): {
  readonly 400: { readonly description: string };
} {
  const answer = { content: { "application/problem+json": { schema: problemSchema } }, description: "Problem" };
  return Object.fromEntries([400, ...statuses].map((status) => [status, answer])) as { 400: typeof answer };
}
