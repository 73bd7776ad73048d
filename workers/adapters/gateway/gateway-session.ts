import type { ProviderSession } from "../../../domain/ports/payment-provider.ts";
import type { GatewayPayment } from "./gateway-schemas.ts";

const STATES = { NEW: "open", CONFIRMED: "captured", FAILED: "ended", CANCELLED: "ended" } as const;

/** Our payment's id is the gateway's too: of the session, and of the money once there is some. */
export function gatewaySession(payment: GatewayPayment): ProviderSession {
  const { paymentId, status, amountMinor, currency, paymentUrl } = payment;
  return {
    id: paymentId,
    url: status === "NEW" ? paymentUrl : null,
    state: STATES[status],
    intentId: status === "CONFIRMED" ? paymentId : null,
    amount: { amountMinor, currency },
  };
}
