import { breakerPhase, type BreakerSettings } from "../../../domain/payment/circuit-breaker.ts";
import type { ProviderName } from "../../../domain/payment/provider-names.ts";
import type { GuardedProvider, PaymentProvider } from "../../../domain/ports/payment-provider.ts";
import { refuse, type Refusal, type Result } from "../../../domain/result.ts";
import type { SharedBreaker } from "./shared-breaker.ts";

/**
 * A payment provider behind its circuit breaker. Only `payment_provider_unavailable` counts as failure, unless the provider did
 * answer: one that says no is well. Reading a webhook calls nobody, and is not behind the breaker.
 */
export function guardProvider(
  name: ProviderName,
  adapter: PaymentProvider,
  breaker: SharedBreaker,
  settings: BreakerSettings,
  now: () => number,
): GuardedProvider {
  async function guarded<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
    const admission = await breaker.admit();
    if (!admission.admitted) return refuse("payment_provider_unavailable", { retryAfterMs: admission.retryAfterMs });
    const answer = await call().catch(async (error: unknown) => {
      // A bug of ours, but a probe must come back.
      await breaker.failed();
      throw error;
    });
    if (answer.ok || !isFailure(answer.refusal)) {
      await breaker.succeeded(admission.isProbe);
    } else {
      await breaker.failed();
    }
    return answer;
  }

  return {
    name,
    createSession: (request) => guarded(() => adapter.createSession(request)),
    session: (id) => guarded(() => adapter.session(id)),
    expireSession: (id) => guarded(() => adapter.expireSession(id)),
    capture: (payment, intent) => guarded(() => adapter.capture(payment, intent)),
    void: (payment, intent) => guarded(() => adapter.void(payment, intent)),
    refund: (request) => guarded(() => adapter.refund(request)),
    verifyWebhook: (body, headers) => adapter.verifyWebhook(body, headers),
    async breaker() {
      const state = await breaker.state();
      return {
        state: breakerPhase(state, settings, now()),
        failure_count: state.failures,
        threshold: settings.threshold,
        timeout_seconds: settings.timeoutMs / 1_000,
      };
    },
  };
}

function isFailure({ reason, isAnswered }: Refusal): boolean {
  return reason === "payment_provider_unavailable" && isAnswered !== true;
}
