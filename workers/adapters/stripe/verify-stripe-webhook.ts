import { Stripe } from "stripe";
import { z } from "zod";
import type { ProviderEvent } from "../../../domain/ports/payment-provider.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { providerEvent } from "./provider-event.ts";

/** How old a webhook may be, and how far ahead a clock: a captured request cannot be played back later. */
const TOLERANCE_S = 300;
/** What of an event is relied on before its type says more. */
const envelopeSchema = z.object({
  id: z.string().regex(/^[\w:-]{1,255}$/),
  type: z.string().regex(/^[\w.]{1,255}$/),
  data: z.object({ object: z.looseObject({}) }),
});
const crypto = Stripe.createSubtleCryptoProvider();

export async function verifyStripeWebhook(
  stripe: Stripe,
  secret: string,
  body: string,
  headers: Headers,
  nowMs: number,
): Promise<Result<ProviderEvent>> {
  const signature = headers.get("stripe-signature") ?? "";
  // The SDK looks at the age only: a timestamp in the future would make a captured request valid for longer.
  if (signedAtSeconds(signature) > nowMs / 1_000 + TOLERANCE_S) return refuse("webhook_signature_invalid");
  try {
    const event = await stripe.webhooks.constructEventAsync(body, signature, secret, TOLERANCE_S, crypto, nowMs);
    const { error } = envelopeSchema.safeParse(event);
    return error === undefined
      ? ok(providerEvent(event))
      : refuse("validation_failed", { errors: fieldProblems(error) });
  } catch (error) {
    if (error instanceof SyntaxError) return refuse("malformed_json");
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return refuse("webhook_signature_invalid");
    throw error;
  }
}

function fieldProblems({ issues }: z.ZodError): { field: string; detail: string }[] {
  return issues.map(({ path, message }) => ({ field: path.join(".") || "body", detail: message }));
}

/** The largest `t`, should there be several. */
function signedAtSeconds(signature: string): number {
  const times = [...signature.matchAll(/(?:^|,)t=(\d+)/g)].map(([, time]) => Number(time));
  return Math.max(0, ...times);
}
