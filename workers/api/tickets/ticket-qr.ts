import { Hono } from "hono";
import { renderSVG } from "uqr";
import { refuse } from "../../../domain/result.ts";
import type { AppEnv } from "../app-env.ts";
import { rateLimited } from "../middleware/rate-limited.ts";
import { problem } from "../problem.ts";

/** A ticket's QR code as SVG. The address holds the signed code itself, so nothing is looked up and nothing leaks. */
export const ticketQrRoute = new Hono<AppEnv>().get(
  "/tickets/:code/qr.svg",
  rateLimited("reading"),
  async (context) => {
    const code = context.req.param("code");
    const claims = await context.get("kept").services.tickets.verify(code);
    if (claims === undefined) return problem(refuse("ticket_not_found").refusal);
    return context.body(renderSVG(code, { ecc: "M", border: 4 }), 200, {
      "content-type": "image/svg+xml",
      "cache-control": "private, max-age=86400",
    });
  },
);
