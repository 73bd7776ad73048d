import { randomBytes } from "node:crypto";
import { Hono, type Context } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { acceptDebit, refuseDebit } from "./bank-actions.ts";
import { decline, pay, payLater } from "./buyer-actions.ts";
import { checkoutPage, successUrl } from "./checkout-page.ts";
import { findSession } from "./checkout-sessions.ts";
import type { Simulation } from "./simulation.ts";
import type { CheckoutSession } from "./stripe-objects.ts";
import { StripeRefusal } from "./stripe-refusal.ts";

/** The hosted page, under /pay: where a session's `url` leads. The buttons are plain forms. */
export function pageRoutes(sim: Simulation, changed: () => void): Hono {
  const app = new Hono();
  app.use(secureHeaders());

  app.get("/:id", (c) => {
    const nonce = randomBytes(16).toString("base64");
    c.header(
      "content-security-policy",
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'`,
    );
    c.header("cache-control", "no-store");
    const session = findSession(sim, c.req.param("id"));
    const { payment_intent: intent } = session;
    const isAsking = intent !== null && sim.store.find("payment_intent", intent)?.status === "processing";
    return c.html(checkoutPage(session, { nonce, declined: c.req.query("declined") !== undefined, isAsking }));
  });

  const act = (c: Context, action: () => CheckoutSession, next: (session: CheckoutSession) => string): Response => {
    const session = sim.store.transaction(action);
    changed();
    return c.redirect(next(session), 303);
  };
  app.post("/:id/pay", async (c) => {
    const { method } = await c.req.parseBody();
    return act(c, () => pay(sim, c.req.param("id"), typeof method === "string" ? method : undefined), successUrl);
  });
  const back = ({ id }: CheckoutSession) => `/pay/${id}`;
  app.post("/:id/bank-accepts", (c) => act(c, () => acceptDebit(sim, c.req.param("id")), back));
  app.post("/:id/bank-refuses", (c) => act(c, () => refuseDebit(sim, c.req.param("id")), back));
  app.post("/:id/decline", (c) =>
    act(
      c,
      () => decline(sim, c.req.param("id")),
      ({ id }) => `/pay/${id}?declined`,
    ),
  );
  app.post("/:id/pay-later", async (c) => {
    const seconds = Number((await c.req.parseBody())["seconds"]);
    if (!(seconds >= 0 && seconds <= 86_400)) return c.text("Choose a delay between 0 seconds and a day.", 400);
    return act(c, () => payLater(sim, c.req.param("id"), seconds), back);
  });

  app.onError((error, c) => {
    if (!(error instanceof StripeRefusal)) throw error;
    if (error.status === 404) return c.text("There is no such payment page.", 404);
    // The session ended meanwhile: its page says how.
    return c.redirect(`/pay/${c.req.path.split("/")[2] ?? ""}`, 303);
  });
  return app;
}
