import {
  CLOSED,
  admit,
  afterFailure,
  afterSuccess,
  breakerPhase,
  type BreakerSettings,
  type BreakerState,
} from "../../../domain/payment/circuit-breaker.ts";
import type { GuardedProvider, PaymentProvider } from "../../../domain/ports/payment-provider.ts";
import { refuse, type Result } from "../../../domain/result.ts";
import { MINUTE_MS } from "../../../domain/time.ts";

const SETTINGS: BreakerSettings = { threshold: 5, timeoutMs: MINUTE_MS };

/**
 * A payment provider behind a circuit breaker, one per isolate. Only `payment_provider_unavailable` counts as failure:
 * a provider that says no is well.
 */
export function guardProvider(provider: PaymentProvider, now: () => number = Date.now): GuardedProvider {
  let state: BreakerState = CLOSED;

  async function guarded<T>(call: () => Promise<Result<T>>): Promise<Result<T>> {
    const admission = admit(state, SETTINGS, now());
    if (!admission.admitted) return refuse("payment_provider_unavailable", { retryAfterMs: admission.retryAfterMs });
    state = admission.state;
    const isProbe = state.openedAtMs !== null;
    const answer = await call();
    const failed = !answer.ok && answer.refusal.reason === "payment_provider_unavailable";
    if (failed) state = afterFailure(state, SETTINGS, now());
    // A call that set out before the circuit opened says nothing about how the provider is now.
    else if (isProbe || state.openedAtMs === null) state = afterSuccess();
    return answer;
  }

  return {
    createSession: (request) => guarded(() => provider.createSession(request)),
    session: (id) => guarded(() => provider.session(id)),
    expireSession: (id) => guarded(() => provider.expireSession(id)),
    capture: (payment, intent) => guarded(() => provider.capture(payment, intent)),
    void: (payment, intent) => guarded(() => provider.void(payment, intent)),
    refund: (payment, intent, amount) => guarded(() => provider.refund(payment, intent, amount)),
    verifyWebhook: (body, headers) => provider.verifyWebhook(body, headers),
    breaker: () => ({
      state: breakerPhase(state, SETTINGS, now()),
      failure_count: state.failures,
      threshold: SETTINGS.threshold,
      timeout_seconds: SETTINGS.timeoutMs / 1_000,
    }),
  };
}
