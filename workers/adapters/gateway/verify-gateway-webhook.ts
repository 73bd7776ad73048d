import { parsePaymentId } from "../../../domain/contract/ids.ts";
import type { ProviderEvent } from "../../../domain/ports/payment-provider.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { refuseFields } from "../refuse-fields.ts";
import { parseJson } from "../parse-json.ts";
import { webhookSchema, type GatewayWebhook } from "./gateway-schemas.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { isSignedMessage } from "./gateway-signature.ts";

/** How old a webhook may be, and how far ahead a clock: a captured request cannot be played back later. */
const TOLERANCE_MS = 300_000;

/**
 * The plain gateway's webhook: `x-signature` is over the raw body, in which its time stands. That a payment was confirmed is a
 * reason to look: what came, and how much, the step asks the gateway, whatever the webhook says of sums.
 */
export async function verifyGatewayWebhook(
  { GATEWAY_SECRET, GATEWAY_TEAM }: GatewaySettings,
  body: string,
  headers: Headers,
  nowMs: number,
): Promise<Result<ProviderEvent>> {
  const header = headers.get("x-signature") ?? "";
  if (!(await isSignedMessage(GATEWAY_SECRET, body, header))) return refuse("webhook_signature_invalid");
  const json = parseJson(body);
  if (json === undefined) return refuse("malformed_json");
  const parsed = webhookSchema.safeParse(json);
  if (!parsed.success) return refuseFields(parsed.error);
  const { teamSlug, timestamp } = parsed.data;
  const ageMs = nowMs - Date.parse(timestamp);
  if (ageMs > TOLERANCE_MS) return refuse("webhook_too_old");
  if (ageMs < -TOLERANCE_MS) return refuse("webhook_signature_invalid");
  if (teamSlug !== GATEWAY_TEAM) return refuse("webhook_wrong_account");
  return eventOf(parsed.data);
}

/** A payment is confirmed or fails once: that is the event's id, so that a repeat is known by whenever it was signed. */
function eventOf({ paymentId: id, status }: GatewayWebhook): Result<ProviderEvent> {
  const paymentId = parsePaymentId(id);
  if (paymentId === undefined) return refuse("payment_not_found");
  const event = { id: `${id}:${status}`, type: `payment.${status.toLowerCase()}`, paymentId };
  if (status === "CONFIRMED") return ok({ ...event, kind: "told", sessionId: id });
  const session = { id, url: null, state: "ended", intentId: null, amount: { amountMinor: 0, currency: "" } } as const;
  return ok({ ...event, kind: "session", session, failed: true });
}
