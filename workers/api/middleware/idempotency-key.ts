import { createHash } from "node:crypto";
import { createMiddleware } from "hono/factory";
import type { RepeatKey } from "../../../domain/contract/event-object.ts";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";

/** A string of printable ASCII; the draft writes it in quotes (a structured-field string), most clients without. */
const KEY = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;

/**
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/: required on every POST and PATCH that
 * changes a booking. Sets `repeat`, which the event's object compares and remembers. After `signedIn`.
 */
export const idempotencyKey = createMiddleware<AppEnv>(async (context, next) => {
  const header = context.req.header("idempotency-key");
  if (header === undefined || header === "") return problem(refuse("idempotency_key_missing").refusal);
  const [, quoted, bare] = KEY.exec(header) ?? [];
  const key = quoted ?? bare;
  if (key === undefined) return problem(refuse("idempotency_key_invalid", { maxLength: 255 }).refusal);
  const route = `${context.req.method} ${new URL(context.req.url).pathname}`;
  context.set("repeat", repeatKey(context.get("buyer").id, route, key, await context.req.text()));
  await next();
  return undefined;
});

/** 128 bits of SHA-256 each. The body counts by its meaning: order of members and white space make no other request. */
export function repeatKey(principal: string, route: string, key: string, body: string): RepeatKey {
  return { scope: digest(JSON.stringify([principal, route, key])), fingerprint: digest(canonical(body)) };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}

function canonical(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), sortedMembers);
  } catch {
    return body;
  }
}

function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
