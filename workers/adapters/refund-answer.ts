import { refuse, type Refusal, type Result } from "../../domain/result.ts";

/** Wrong key, missing permission, or the account of another shop, where nobody knows the money that was taken with us. */
const STATUSES: ReadonlySet<unknown> = new Set([401, 403, 404]);
/** Stripe's: nothing on the account to pay from; the same refund is being made by another call. */
const CODES: ReadonlySet<unknown> = new Set(["balance_insufficient", "idempotency_key_in_use"]);

/**
 * What a provider's refusal to pay back means for the refund. Where it speaks of our account with him and not of the money,
 * he will pay once that is mended: unavailable, but answered (`provider-adapter.ts`).
 */
export function refundAnswer(answer: Result<void>): Result<void> {
  if (answer.ok || !isAboutUs(answer.refusal)) return answer;
  return refuse("payment_provider_unavailable", { ...answer.refusal, isAnswered: true });
}

function isAboutUs({ providerStatus, providerCode }: Refusal): boolean {
  return STATUSES.has(providerStatus) || CODES.has(providerCode);
}
