import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Connection } from "../process/serve-fetch.ts";
import { GatewayRefusal } from "./gateway-refusal.ts";
import type { Payment } from "./gateway-store.ts";
import { cancelPayment, createPayment, findPayment, refundedMinor, refundPayment, type Gateway } from "./payments.ts";
import { isSigned } from "./sign.ts";

/** How old a call may be, and how far ahead a clock. */
const TOLERANCE_MS = 300_000;

export interface Team {
  readonly slug: string;
  readonly secret: string;
}

const amountMinor = z.int().min(1).max(100_000_000);
const url = z.url({ protocol: /^https?$/ });
const id = z.string().regex(/^[\w-]{1,64}$/);
const orderSchema = z.strictObject({
  paymentId: id,
  teamSlug: z.string(),
  amountMinor,
  currency: z.string().regex(/^[a-z]{3}$/),
  description: z.string().min(1).max(255),
  email: z.string(),
  successUrl: url,
  failUrl: url,
  expiresAt: z.iso.datetime(),
});
const pageSchema = z.object({ after: id.nullable().default(null), limit: z.coerce.number().int().min(1).max(100) });
const refundSchema = z.strictObject({ refundId: id, amountMinor });

/** The gateway's API under /payments. `changed` is called after every write. */
export function apiRoutes(gateway: Gateway, team: Team, baseUrl: () => string, changed: () => void) {
  const api = new Hono<{ Bindings: Connection }>();
  const shown = (payment: Payment) => onTheWire(gateway, payment, baseUrl());
  const write = <T>(operation: () => T): T => {
    const result = gateway.store.transaction(operation);
    changed();
    return result;
  };
  api.use(signed(team, gateway.nowMs));

  api.post("/", async (c) => {
    const { teamSlug, ...order } = orderSchema.parse(await c.req.json());
    if (teamSlug !== team.slug) throw new GatewayRefusal(400, "team_unknown", "The order is for another team.");
    return c.json(shown(write(() => createPayment(gateway, order))));
  });
  api.get("/", (c) => {
    const { after, limit } = pageSchema.parse(c.req.query());
    const payments = gateway.store.page(after, limit);
    const next = payments.length < limit ? null : (payments.at(-1)?.paymentId ?? null);
    return c.json({ payments: payments.map(shown), next });
  });
  api.get("/:id", (c) => c.json(shown(findPayment(gateway, c.req.param("id")))));
  api.post("/:id/cancel", (c) => c.json(shown(write(() => cancelPayment(gateway, c.req.param("id"))))));
  api.post("/:id/refunds", async (c) => {
    const { refundId, amountMinor } = refundSchema.parse(await c.req.json());
    return c.json(write(() => refundPayment(gateway, c.req.param("id"), refundId, amountMinor)));
  });

  api.onError((error, c) => {
    if (error instanceof GatewayRefusal) return c.json({ error: error.code, message: error.message }, error.status);
    if (error instanceof z.ZodError || error instanceof SyntaxError) {
      return c.json({ error: "invalid_request", message: error.message }, 400);
    }
    console.error(error);
    return c.json({ error: "bug", message: "The gateway has a bug: see its log." }, 500);
  });
  return api;
}

/** Over method, path, time and body, a line each: a call cannot be altered, nor played back later. */
function signed({ slug, secret }: Team, nowMs: () => number): MiddlewareHandler {
  return async (c, next) => {
    const [team, timestamp = "", signature = ""] = ["x-team", "x-timestamp", "x-signature"].map((name) =>
      c.req.header(name),
    );
    const message = [c.req.method, c.req.path, timestamp, await c.req.text()].join("\n");
    const isGenuine = team === slug && isSigned(secret, message, signature);
    if (!isGenuine) throw new GatewayRefusal(401, "signature_invalid", "The call is not signed by this team.");
    if (!(Math.abs(nowMs() - Date.parse(timestamp)) <= TOLERANCE_MS)) {
      throw new GatewayRefusal(401, "too_old", "The call was signed too long ago.");
    }
    await next();
  };
}

function onTheWire(gateway: Gateway, payment: Payment, baseUrl: string): object {
  const { paymentId, status, amountMinor, currency, expiresAt } = payment;
  return {
    paymentId,
    status,
    amountMinor,
    currency,
    refundedMinor: refundedMinor(gateway, paymentId),
    refunds: gateway.store.refundsOf(paymentId),
    confirmedAt: confirmedAt(gateway, paymentId),
    expiresAt,
    paymentUrl: status === "NEW" ? `${baseUrl}/pay/${paymentId}` : null,
  };
}

function confirmedAt({ store }: Gateway, paymentId: string): string | null {
  const captured = store.ledgerOf(paymentId).find(({ kind }) => kind === "captured");
  return captured === undefined ? null : new Date(captured.atMs).toISOString();
}
