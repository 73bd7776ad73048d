import type { Context } from "hono";

/** Set by Cloudflare, and not to be forged there. Raw workerd on a laptop has none: all of it is one client. */
export function clientAddress(context: Context): string {
  return context.req.header("cf-connecting-ip") ?? "local";
}
