import { createHmac } from "node:crypto";

/** The header `Stripe-Signature`: HMAC-SHA256 over time and raw body. https://docs.stripe.com/webhooks#verify-manually */
export function signWebhook(body: string, secret: string, nowMs: number): string {
  const timestamp = Math.floor(nowMs / 1_000);
  const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return `t=${timestamp},v1=${signature}`;
}
