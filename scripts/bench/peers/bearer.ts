/**
 * How the peers know who asks: `<user>.<expires in s since 1970>.<HMAC-SHA256 of both, base64url>`, checked without a look-up,
 * as Sluice checks a pass.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

export function signBearer(secret: string, user: string, expiresS: number): string {
  const claim = `${user}.${expiresS}`;
  return `${claim}.${createHmac("sha256", secret).update(claim).digest("base64url")}`;
}

/** The user, or undefined for what was not signed here or is too old. */
export function verifyBearer(secret: string, authorization: string | undefined, nowMs: number): string | undefined {
  if (!authorization?.startsWith("Bearer ")) return undefined;
  const token = authorization.slice("Bearer ".length);
  const macStart = token.lastIndexOf(".");
  const claim = token.slice(0, macStart);
  const given = Buffer.from(token.slice(macStart + 1), "base64url");
  const right = createHmac("sha256", secret).update(claim).digest();
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  const userEnd = claim.lastIndexOf(".");
  return Number(claim.slice(userEnd + 1)) * 1_000 > nowMs ? claim.slice(0, userEnd) : undefined;
}
