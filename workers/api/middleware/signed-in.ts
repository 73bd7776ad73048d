import { Buffer } from "node:buffer";
import { createMiddleware } from "hono/factory";
import type { UserId, VisitorId } from "../../../domain/contract/ids.ts";
import type { User } from "../../../domain/ports/users.ts";
import { refuse, type Refusal, type Result } from "../../../domain/result.ts";
import type { AppEnv, Kept } from "../app-env.ts";
import { problem } from "../problem.ts";
import { addressOf } from "./client-address.ts";

const CHALLENGE = { "www-authenticate": 'Basic realm="Sluice", charset="UTF-8"' };
const CREDENTIALS_MAX_LENGTH = 1_000;
const CONTROL_CHARACTER = /\p{Cc}/u;
const PLAIN = /^[\x20-\x7e]*$/;

/** For whatever touches money or reads bookings: HTTP Basic (RFC 7617). A bad pass is refused. Sets `buyer` and `holder`. */
export const signedIn = createMiddleware<AppEnv>(async (context, next) => {
  const pass = context.get("shownPass");
  if (pass?.ok === false) return problem(pass.refusal);
  const account = await accountOf(context.get("kept"), context.req.raw.headers);
  if (!account.ok) return signInProblem(account.refusal);
  const { id } = account.value;
  if (pass !== undefined && (accountBehind(pass.value.visitor) ?? id) !== id) {
    return problem(refuse("pass_wrong_visitor").refusal);
  }
  context.set("buyer", account.value);
  context.set("holder", { id, pass: pass?.value });
  await next();
  return undefined;
});

/**
 * For what holds and releases: who signs in, or the account whose pass is shown. That is enough there, for it names nobody and
 * moves no money. The pass of an e-mail or a cookie names no account: its bearer signs in besides. Sets `holder`.
 */
export const holderKnown = createMiddleware<AppEnv>(async (context, next) => {
  const pass = context.get("shownPass");
  const isAlone = context.req.header("authorization") === undefined;
  const account = isAlone && pass?.ok === true ? accountBehind(pass.value.visitor) : undefined;
  if (pass?.ok !== true || account === undefined) return signedIn(context, next);
  context.set("holder", { id: account, pass: pass.value });
  await next();
  return undefined;
});

/** The only place that knows how callers sign in. Refusals: unauthenticated, rate_limited. */
export async function accountOf({ signIn }: Kept, headers: Headers): Promise<Result<User>> {
  const credentials = basicCredentials(headers.get("authorization") ?? undefined);
  if (credentials === undefined) return refuse("unauthenticated");
  return signIn.authenticate({ ...credentials, address: addressOf(headers) });
}

/** A refusal to sign in, as RFC 9110 wants it: with the challenge. */
export function signInProblem(refusal: Refusal): Response {
  return problem(refusal, refusal.reason === "unauthenticated" ? CHALLENGE : {});
}

/** The account that a visitor is; undefined for one who is known by an address or a cookie. */
export function accountBehind(visitor: VisitorId): UserId | undefined {
  return visitor.startsWith("usr_") ? (visitor as UserId) : undefined;
}

/** RFC 7617. Undefined for whatever is not good Basic credentials. */
export function basicCredentials(header: string | undefined): { email: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined || encoded.length > CREDENTIALS_MAX_LENGTH) return undefined;
  const text = decoded(encoded);
  if (text === undefined) return undefined;
  const colon = text.indexOf(":");
  return colon < 1 || CONTROL_CHARACTER.test(text)
    ? undefined
    : { email: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Base64 of UTF-8. Each hold comes this way: what is plain ASCII is text at once. */
function decoded(base64: string): string | undefined {
  try {
    const bytes = atob(base64);
    return PLAIN.test(bytes) ? bytes : Buffer.from(base64, "base64").toString("utf8");
  } catch {
    return undefined;
  }
}
