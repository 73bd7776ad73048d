import { Hono, type Context } from "hono";
import { z } from "zod";
import { chaosSchema } from "../payments/chaos.ts";
import { GatewayRefusal } from "./gateway-refusal.ts";
import type { Payment, Refund } from "./gateway-store.ts";
import { confirmPayment, failPayment, payLater, type Gateway } from "./payments.ts";

const laterSchema = z.object({ seconds: z.number().min(0).max(86_400).default(20) });

/** One payment's money, summed from the append-only ledger: what an auditor compares with the books of the shop. */
export interface GatewayLedgerRow {
  readonly payment_id: string;
  readonly status: Payment["status"];
  readonly currency: string;
  readonly amount_minor: number;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly refunds: readonly Refund[];
  readonly entries: readonly { readonly at: string; readonly kind: string; readonly amount_minor: number }[];
}

/** What a real gateway does not have, under /_sim: for tests, audits and drills. */
export function simRoutes(gateway: Gateway, changed: () => void): Hono {
  const app = new Hono();

  app.get("/ledger", (c) => {
    const only = c.req.query("payment_id");
    const payments = gateway.store.list().filter(({ paymentId }) => only === undefined || paymentId === only);
    return c.json({ payments: payments.map((payment) => ledgerRow(gateway, payment)) });
  });
  app.get("/webhooks", (c) => c.json(gateway.store.webhooks.counts()));
  app.post("/chaos", async (c) => {
    gateway.chaos.set(chaosSchema.parse(await c.req.json()));
    return c.json(gateway.chaos.settings);
  });

  const act = (c: Context, action: () => Payment): Response => {
    const payment = gateway.store.transaction(action);
    changed();
    return c.json(payment);
  };
  app.post("/payments/:id/pay", (c) => act(c, () => confirmPayment(gateway, c.req.param("id"))));
  app.post("/payments/:id/decline", (c) => act(c, () => failPayment(gateway, c.req.param("id"))));
  app.post("/payments/:id/pay-later", async (c) => {
    const { seconds } = laterSchema.parse(JSON.parse((await c.req.text()) || "{}"));
    return act(c, () => payLater(gateway, c.req.param("id"), seconds));
  });

  app.onError((error, c) => {
    if (error instanceof GatewayRefusal) return c.json({ error: error.code, message: error.message }, error.status);
    if (error instanceof z.ZodError || error instanceof SyntaxError) return c.json({ error: error.message }, 400);
    throw error;
  });
  return app;
}

function ledgerRow({ store }: Gateway, payment: Payment): GatewayLedgerRow {
  const entries = store.ledgerOf(payment.paymentId);
  const sum = (kind: "captured" | "refunded") =>
    entries.filter((entry) => entry.kind === kind).reduce((total, entry) => total + entry.amountMinor, 0);
  return {
    payment_id: payment.paymentId,
    status: payment.status,
    currency: payment.currency,
    amount_minor: payment.amountMinor,
    captured_minor: sum("captured"),
    refunded_minor: sum("refunded"),
    refunds: store.refundsOf(payment.paymentId),
    entries: entries.map(({ atMs, kind, amountMinor }) => ({
      at: new Date(atMs).toISOString(),
      kind,
      amount_minor: amountMinor,
    })),
  };
}
