import type { Context } from "hono";

export function clientAddress(context: Context): string {
  return addressOf(context.req.raw.headers);
}

/** Set by Cloudflare, and not to be forged there. Raw workerd on a laptop has none: all of it is one client. */
export function addressOf(headers: Headers): string {
  return headers.get("cf-connecting-ip") ?? "local";
}
