import { Hono } from "hono";
import { html } from "hono/html";
import { parseEventId } from "../../../domain/contract/ids.ts";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { rateLimited } from "../middleware/rate-limited.ts";
import { problem } from "../problem.ts";
import { cookieOf } from "./visitor-cookie.ts";

/**
 * Where the mail's link leads: this browser is the address's visitor from now on, and the page that waits in it may join. Opened
 * elsewhere, or by a mail program that looks ahead, it changes nothing for anybody else.
 */
export const verifyAddressRoute = new Hono<AppEnv>().get(
  "/events/:id/queue/verify",
  rateLimited("reading"),
  (context) => {
    const kept = context.get("kept");
    const nowMs = Date.now();
    const event = parseEventId(context.req.param("id"));
    if (event === undefined) return problem(refuse("event_not_found").refusal);
    const verified = kept.services.queueTokens.readVerification(context.req.query("verification") ?? "", event, nowMs);
    if (!verified.ok) return problem(verified.refusal);
    context.header("set-cookie", cookieOf(kept, verified.value.visitor, nowMs));
    return context.html(PAGE);
  },
);

const PAGE = html`<!doctype html>
  <html lang="en">
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Address confirmed</title>
    <style>
      body {
        font:
          18px/1.5 system-ui,
          sans-serif;
        max-width: 34rem;
        margin: 18vh auto;
        padding: 0 1.5rem;
        color: #14213d;
      }
    </style>
    <h1>Your address is confirmed</h1>
    <p>Go back to the page where you want to queue: it goes on by itself.</p>
  </html>`;
