import type {
  PaymentProvider,
  RefundRequestToProvider,
  SessionRequest,
} from "../../../domain/ports/payment-provider.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { refundAnswer } from "../refund-answer.ts";
import { GatewayClient } from "./gateway-client.ts";
import { paymentSchema, refundSchema } from "./gateway-schemas.ts";
import { gatewaySession } from "./gateway-session.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { verifyGatewayWebhook } from "./verify-gateway-webhook.ts";

/**
 * A plain gateway behind the port: JSON, signed both ways. It knows no authorising: what is confirmed is captured, with the
 * buyer's consent, and what comes too late is refunded. Our payment's id is its key, for ever.
 */
export function createGatewayProvider(
  settings: GatewaySettings,
  now: () => number = Date.now,
  client = new GatewayClient(settings, now),
): PaymentProvider {
  const payment = async (id: string) => client.get(`/payments/${encodeURIComponent(id)}`, paymentSchema);
  const cancel = async (id: string) => client.post(`/payments/${encodeURIComponent(id)}/cancel`, {}, paymentSchema);
  const sessionOf = (answer: Awaited<ReturnType<typeof payment>>) =>
    answer.ok ? ok(gatewaySession(answer.value)) : answer;
  return {
    createSession: async (request) =>
      sessionOf(await client.post("/payments", parameters(settings, request), paymentSchema)),
    session: async (id) => sessionOf(await payment(id)),
    expireSession: async (id) => sessionOf(await cancel(id)),
    async capture(_payment, intentId) {
      const session = sessionOf(await payment(intentId));
      if (!session.ok) return session;
      if (session.value.state === "open") return refuse("payment_provider_error", { providerCode: "not_confirmed" });
      return ok({ captured: session.value.state === "captured" });
    },
    async void(_payment, intentId) {
      const cancelled = await cancel(intentId);
      return cancelled.ok ? ok(undefined) : cancelled;
    },
    refund: async (request) => refundAnswer(await refund(client, request)),
    verifyWebhook: (body, headers) => verifyGatewayWebhook(settings, body, headers, now()),
  };
}

/** It follows from the request alone, so that a repeat asks for the same payment. */
function parameters({ GATEWAY_TEAM }: GatewaySettings, request: SessionRequest): object {
  const { paymentId, amount, lines, buyerEmail, expiresAt, successUrl, cancelUrl } = request;
  return {
    paymentId,
    teamSlug: GATEWAY_TEAM,
    ...amount,
    description: lines
      .map(({ name, quantity }) => `${quantity} × ${name}`)
      .join(", ")
      .slice(0, 255),
    email: buyerEmail,
    successUrl,
    failUrl: cancelUrl,
    expiresAt: expiresAt.toISOString(),
  };
}

/** A refund's id is its key there. The whole of a payment may also have been given back by others. */
async function refund(client: GatewayClient, request: RefundRequestToProvider): Promise<Result<void>> {
  const { id, paymentId, intentId, amount } = request;
  const path = `/payments/${encodeURIComponent(intentId)}`;
  const answer = await client.post(`${path}/refunds`, { refundId: id, amountMinor: amount.amountMinor }, refundSchema);
  if (answer.ok) {
    const isRefused = answer.value.status === "REFUSED";
    return isRefused ? refuse("payment_provider_error", { providerCode: "refund_refused" }) : ok(undefined);
  }
  if (answer.refusal.reason !== "payment_provider_error" || String(id) !== String(paymentId)) return answer;
  const payment = await client.get(path, paymentSchema);
  const isGiven = payment.ok && payment.value.refundedMinor >= amount.amountMinor;
  return isGiven ? ok(undefined) : answer;
}
