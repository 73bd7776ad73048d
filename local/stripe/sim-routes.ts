import { Hono, type Context } from "hono";
import { z } from "zod";
import { decline, lapse, pay, payLater } from "./buyer-actions.ts";
import { chaosSchema } from "./chaos.ts";
import { readLedger } from "./ledger.ts";
import { onTheWire, type Simulation } from "./simulation.ts";
import type { CheckoutSession } from "./stripe-objects.ts";
import { StripeRefusal } from "./stripe-refusal.ts";

const laterSchema = z.object({ seconds: z.number().min(0).max(86_400).default(20) });

/** What Stripe does not have, under /_sim: for tests, audits and drills. */
export function simRoutes(sim: Simulation, changed: () => void): Hono {
  const app = new Hono();

  app.get("/ledger", (c) => c.json({ payments: readLedger(sim, c.req.query("client_reference_id")) }));
  app.get("/webhooks", (c) => c.json({ pending: sim.store.pendingDeliveries() }));
  app.post("/chaos", async (c) => {
    sim.chaos.set(chaosSchema.parse(await c.req.json()));
    return c.json(sim.chaos.settings);
  });

  const act = (c: Context, action: () => CheckoutSession): Response => {
    const session = sim.store.transaction(action);
    changed();
    return c.json(onTheWire(sim, session));
  };
  app.post("/sessions/:id/pay", (c) => act(c, () => pay(sim, c.req.param("id"))));
  app.post("/sessions/:id/decline", (c) => act(c, () => decline(sim, c.req.param("id"))));
  app.post("/sessions/:id/lapse", (c) => act(c, () => lapse(sim, c.req.param("id"))));
  app.post("/sessions/:id/pay-later", async (c) => {
    const { seconds } = laterSchema.parse(JSON.parse((await c.req.text()) || "{}"));
    return act(c, () => payLater(sim, c.req.param("id"), seconds));
  });

  app.onError((error, c) => {
    if (error instanceof StripeRefusal) return c.json({ error: error.body }, error.status as 400);
    if (error instanceof z.ZodError || error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    throw error;
  });
  return app;
}
