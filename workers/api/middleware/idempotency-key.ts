import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import type { RepeatKey } from "../../../domain/contract/event-object.ts";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";

/** A string of printable ASCII; the draft writes it in quotes (a structured-field string), most clients without. */
const KEY = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255}))$/;

/**
 * https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/: required on every POST and PATCH that
 * changes a booking. Sets `repeat`, which whoever makes the change compares and remembers. After `signedIn` or `holderKnown`.
 */
export const idempotencyKey = keyOf((context) => context.get("holder").id);

/** The same for staff, who are one principal. After `operatorOnly`. */
export const operatorIdempotencyKey = keyOf(() => "operator");

function keyOf(principalOf: (context: Context<AppEnv>) => string): MiddlewareHandler<AppEnv> {
  return createMiddleware<AppEnv>(async (context, next) => {
    const header = context.req.header("idempotency-key");
    if (header === undefined || header === "") return problem(refuse("idempotency_key_missing").refusal);
    const key = readIdempotencyKey(header);
    if (key === undefined) return problem(refuse("idempotency_key_invalid", { maxLength: 255 }).refusal);
    const route = `${context.req.method} ${new URL(context.req.url).pathname}`;
    context.set("repeat", repeatKey(principalOf(context), route, key, await context.req.text()));
    await next();
    return undefined;
  });
}

/** The key that the header carries; undefined when it is none. */
export function readIdempotencyKey(header: string): string | undefined {
  const [, quoted, bare] = KEY.exec(header) ?? [];
  return quoted ?? bare;
}

/** The body counts by its meaning: order of members and white space make no other request. */
export function repeatKey(principal: string, route: string, key: string, body: string): RepeatKey {
  return repeatKeyOf(principal, route, key, parsed(body));
}

/** The same for a body that is parsed already. */
export function repeatKeyOf(principal: string, route: string, key: string, body: unknown): RepeatKey {
  const canonical = typeof body === "string" ? body : JSON.stringify(body, sortedMembers);
  return { scope: digest(JSON.stringify([principal, route, key])), fingerprint: digest(canonical) };
}

/**
 * 106 bits, twice cyrb53 (https://github.com/bryc/code/blob/master/jshash/experimental/cyrb53.js) with two seeds. Not against
 * forgers: a key only meets keys of the same buyer, who would deceive nobody but himself; two of SHA-256 cost several times as much.
 */
function digest(text: string): string {
  return cyrb53(text, 0) + cyrb53(text, 0x9e3779b9);
}

function cyrb53(text: string, seed: number): string {
  let [high, low] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return (2 ** 32 * (low & 0x1fffff) + (high >>> 0)).toString(36).padStart(11, "0");
}

/** What is no JSON counts as it is. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function sortedMembers(_name: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
