import { Buffer } from "node:buffer";
import { createMiddleware } from "hono/factory";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { problem } from "../problem.ts";
import { clientAddress } from "./client-address.ts";

const CHALLENGE = { "www-authenticate": 'Basic realm="Sluice", charset="UTF-8"' };
const CREDENTIALS_MAX_LENGTH = 1_000;
const CONTROL_CHARACTER = /\p{Cc}/u;

/** The only place that knows how callers sign in: HTTP Basic (RFC 7617). Sets `buyer`. */
export const signedIn = createMiddleware<AppEnv>(async (context, next) => {
  const credentials = basicCredentials(context.req.header("authorization"));
  if (credentials === undefined) return problem(refuse("unauthenticated").refusal, CHALLENGE);
  const answer = await context.get("kept").signIn.authenticate({ ...credentials, address: clientAddress(context) });
  if (!answer.ok) {
    return problem(answer.refusal, answer.refusal.reason === "unauthenticated" ? CHALLENGE : {});
  }
  context.set("buyer", answer.value);
  await next();
  return undefined;
});

function basicCredentials(header: string | undefined): { email: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (encoded === undefined || encoded.length > CREDENTIALS_MAX_LENGTH) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 || CONTROL_CHARACTER.test(text)
    ? undefined
    : { email: text.slice(0, colon), password: text.slice(colon + 1) };
}
