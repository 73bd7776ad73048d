import { Hono, type Context } from "hono";
import { z } from "zod";
import { chaosSchema } from "../payments/chaos.ts";
import { acceptDebit, closeDispute, lapse, openDispute, refuseDebit, refuseRefund } from "./bank-actions.ts";
import { decline, pay, payLater } from "./buyer-actions.ts";
import { readLedger } from "./ledger.ts";
import { onTheWire, type Simulation } from "./simulation.ts";
import type { CheckoutSession } from "./stripe-objects.ts";
import { StripeRefusal } from "./stripe-refusal.ts";

const paySchema = z.object({ method: z.string().optional() });
const laterSchema = z.object({ seconds: z.number().min(0).max(86_400).default(20) });
const disputeSchema = z.object({ reason: z.string().default("fraudulent") });

/** What Stripe does not have, under /_sim: for tests, audits and drills. */
export function simRoutes(sim: Simulation, changed: () => void): Hono {
  const app = new Hono();

  app.get("/ledger", (c) => c.json({ payments: readLedger(sim, c.req.query("client_reference_id")) }));
  app.get("/webhooks", (c) => c.json(sim.store.webhooks.counts()));
  app.post("/chaos", async (c) => {
    sim.chaos.set(chaosSchema.parse(await c.req.json()));
    return c.json(sim.chaos.settings);
  });

  const act = (c: Context, action: () => CheckoutSession): Response => {
    const session = sim.store.transaction(action);
    changed();
    return c.json(onTheWire(sim, session));
  };
  app.post("/sessions/:id/pay", async (c) => {
    const { method } = paySchema.parse(await body(c));
    return act(c, () => pay(sim, c.req.param("id"), method));
  });
  app.post("/sessions/:id/decline", (c) => act(c, () => decline(sim, c.req.param("id"))));
  app.post("/sessions/:id/lapse", (c) => act(c, () => lapse(sim, c.req.param("id"))));
  app.post("/sessions/:id/pay-later", async (c) => {
    const { seconds } = laterSchema.parse(await body(c));
    return act(c, () => payLater(sim, c.req.param("id"), seconds));
  });
  app.post("/sessions/:id/bank-accepts", (c) => act(c, () => acceptDebit(sim, c.req.param("id"))));
  app.post("/sessions/:id/bank-refuses", (c) => act(c, () => refuseDebit(sim, c.req.param("id"))));
  app.post("/sessions/:id/refund-fails", (c) => act(c, () => refuseRefund(sim, c.req.param("id"))));
  app.post("/sessions/:id/dispute", async (c) => {
    const { reason } = disputeSchema.parse(await body(c));
    return act(c, () => openDispute(sim, c.req.param("id"), reason));
  });
  app.post("/sessions/:id/dispute-won", (c) => act(c, () => closeDispute(sim, c.req.param("id"), "won")));
  app.post("/sessions/:id/dispute-lost", (c) => act(c, () => closeDispute(sim, c.req.param("id"), "lost")));

  app.onError((error, c) => {
    if (error instanceof StripeRefusal) return c.json({ error: error.body }, error.status as 400);
    if (error instanceof z.ZodError || error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    throw error;
  });
  return app;
}

/** None counts as an empty one. */
async function body(c: Context): Promise<unknown> {
  return JSON.parse((await c.req.text()) || "{}");
}
