import type { VisitorId } from "../../../domain/contract/ids.ts";
import { DAY_MS, SECOND_MS } from "../../../domain/time.ts";
import type { Kept } from "../app-env.ts";

const TTL_S = (30 * DAY_MS) / SECOND_MS;

/**
 * The browser's signed mark. `__Host-` (RFC 6265bis) keeps other hosts of the domain from setting it; it needs HTTPS, which a
 * laptop has not.
 */
function nameOf({ settings }: Kept): string {
  return isSecure(settings) ? "__Host-sluice-visitor" : "sluice-visitor";
}

function isSecure({ PUBLIC_URL }: Kept["settings"]): boolean {
  return PUBLIC_URL.startsWith("https://");
}

/** The visitor whose cookie the request bears; undefined without a good one. */
export function visitorOfCookie(kept: Kept, headers: Headers, nowMs: number): VisitorId | undefined {
  const start = `${nameOf(kept)}=`;
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const trimmed = pair.trim();
    if (!trimmed.startsWith(start)) continue;
    return kept.services.queueTokens.readCookie(trimmed.slice(start.length), nowMs)?.visitor;
  }
  return undefined;
}

/** A `Set-Cookie` that makes this browser the visitor. */
export function cookieOf(kept: Kept, visitor: VisitorId, nowMs: number): string {
  const value = kept.services.queueTokens.signCookie({ visitor, expiresAtS: Math.floor(nowMs / SECOND_MS) + TTL_S });
  const secure = isSecure(kept.settings) ? "; Secure" : "";
  return `${nameOf(kept)}=${value}; Path=/; Max-Age=${TTL_S}; HttpOnly; SameSite=Lax${secure}`;
}
