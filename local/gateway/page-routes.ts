import { randomBytes } from "node:crypto";
import { Hono, type Context } from "hono";
import { secureHeaders } from "hono/secure-headers";
import { GatewayRefusal } from "./gateway-refusal.ts";
import type { Payment } from "./gateway-store.ts";
import { paymentPage } from "./payment-page.ts";
import { confirmPayment, failPayment, findPayment, payLater, type Gateway } from "./payments.ts";

/** The page under /pay, where a payment's `paymentUrl` leads. The buttons are plain forms. */
export function pageRoutes(gateway: Gateway, changed: () => void): Hono {
  const app = new Hono();
  app.use(secureHeaders());

  app.get("/:id", (c) => {
    const nonce = randomBytes(16).toString("base64");
    c.header(
      "content-security-policy",
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'`,
    );
    c.header("cache-control", "no-store");
    return c.html(paymentPage(findPayment(gateway, c.req.param("id")), nonce));
  });

  const act = (c: Context, action: () => Payment, next: (payment: Payment) => string): Response => {
    const payment = gateway.store.transaction(action);
    changed();
    return c.redirect(next(payment), 303);
  };
  app.post("/:id/pay", (c) =>
    act(
      c,
      () => confirmPayment(gateway, c.req.param("id")),
      ({ successUrl }) => successUrl,
    ),
  );
  app.post("/:id/decline", (c) =>
    act(
      c,
      () => failPayment(gateway, c.req.param("id")),
      ({ failUrl }) => failUrl,
    ),
  );
  app.post("/:id/pay-later", async (c) => {
    const seconds = Number((await c.req.parseBody())["seconds"]);
    if (!(seconds >= 0 && seconds <= 86_400)) return c.text("Choose a delay between 0 seconds and a day.", 400);
    return act(
      c,
      () => payLater(gateway, c.req.param("id"), seconds),
      ({ paymentId }) => `/pay/${paymentId}`,
    );
  });

  app.onError((error, c) => {
    if (!(error instanceof GatewayRefusal)) throw error;
    if (error.status === 404) return c.text("There is no such payment page.", 404);
    // The payment ended meanwhile: its page says how.
    return c.redirect(`/pay/${c.req.path.split("/")[2] ?? ""}`, 303);
  });
  return app;
}
