import { Stripe } from "stripe";
import type { ProviderEvent } from "../../../domain/ports/payment-provider.ts";
import { refuse, type Result } from "../../../domain/result.ts";
import { refuseFields } from "../refuse-fields.ts";
import { parseJson } from "../parse-json.ts";
import { envelopeSchema } from "./event-schemas.ts";
import { providerEvent } from "./provider-event.ts";

export interface StripeAccount {
  readonly webhookSecret: string;
  /** Whether its key moves real money. */
  readonly isLive: boolean;
}

/** How old a webhook may be, and how far ahead a clock: a captured request cannot be played back later. */
const TOLERANCE_S = 300;
/** The SDK's own check would not tell an old webhook from a forged one; its 0 means no check. */
const ANY_AGE = 0;
const crypto = Stripe.createSubtleCryptoProvider();

export async function verifyStripeWebhook(
  stripe: Stripe,
  { webhookSecret, isLive }: StripeAccount,
  body: string,
  headers: Headers,
  nowMs: number,
): Promise<Result<ProviderEvent>> {
  const header = headers.get("stripe-signature") ?? "";
  if (!(await isSigned(stripe, webhookSecret, body, header))) return refuse("webhook_signature_invalid");
  const ageS = nowMs / 1_000 - signedAtSeconds(header);
  if (ageS > TOLERANCE_S) return refuse("webhook_too_old");
  if (ageS < -TOLERANCE_S) return refuse("webhook_signature_invalid");
  const json = parseJson(body);
  if (json === undefined) return refuse("malformed_json");
  const parsed = envelopeSchema.safeParse(json);
  if (!parsed.success) return refuseFields(parsed.error);
  const { livemode = isLive, account } = parsed.data;
  // We act for no connected accounts: an event of one is for another product that shares the endpoint's secret.
  if (livemode !== isLive || (account ?? null) !== null) return refuse("webhook_wrong_account");
  return providerEvent(parsed.data);
}

async function isSigned(stripe: Stripe, secret: string, body: string, header: string): Promise<boolean> {
  try {
    const { signature } = stripe.webhooks;
    return (await signature?.verifyHeaderAsync(body, header, secret, ANY_AGE, crypto)) === true;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

/** The `t` that the signature covers: the SDK takes the last, should there be several. */
function signedAtSeconds(header: string): number {
  const times = header.split(",").filter((part) => part.startsWith("t="));
  return Number.parseInt(times.at(-1)?.slice(2) ?? "", 10);
}
