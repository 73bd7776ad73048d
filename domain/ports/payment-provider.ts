import type { BookingId, PaymentId } from "../contract/ids.ts";
import type { Money } from "../money.ts";
import type { Result } from "../result.ts";

export interface SessionRequest {
  readonly paymentId: PaymentId;
  readonly bookingId: BookingId;
  readonly amount: Money;
  readonly lines: readonly { readonly name: string; readonly unitAmountMinor: number; readonly quantity: number }[];
  readonly buyerEmail: string;
  readonly expiresAt: Date;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/**
 * open: the buyer may still pay. authorised: money is held, not taken. captured: money is taken.
 * ended: nobody can pay here any more, and nobody did.
 */
export interface ProviderSession {
  readonly id: string;
  readonly url: string | null;
  readonly state: "open" | "authorised" | "captured" | "ended";
  readonly intentId: string | null;
  readonly amount: Money;
}

/** What a verified webhook says; `ignored` is taken note of and nothing else. */
export type ProviderEvent = { readonly id: string; readonly type: string } & (
  | {
      readonly kind: "session";
      readonly paymentId: PaymentId;
      readonly bookingId: BookingId;
      readonly session: ProviderSession;
      readonly failed: boolean;
    }
  | {
      readonly kind: "declined";
      readonly paymentId: PaymentId;
      readonly bookingId: BookingId;
      readonly message: string;
    }
  | { readonly kind: "ignored" }
);

/**
 * A payment provider with authorise-then-capture. Every call is idempotent under a key made of the payment's id.
 * Refusals: `payment_provider_error` (it answered no, or failed), `payment_provider_unavailable` (no answer, or the
 * breaker is open; evidence `retryAfterMs`). After `unavailable` the call may have been done.
 */
export interface PaymentProvider {
  createSession(request: SessionRequest): Promise<Result<ProviderSession>>;
  session(id: string): Promise<Result<ProviderSession>>;
  /** Fails with `payment_provider_error` when the session is not open any more: look at it with `session`. */
  expireSession(id: string): Promise<Result<ProviderSession>>;
  /** captured: false means that the provider refused for good (authorisation lapsed, card closed). */
  capture(payment: PaymentId, intentId: string): Promise<Result<{ readonly captured: boolean }>>;
  void(payment: PaymentId, intentId: string): Promise<Result<void>>;
  refund(payment: PaymentId, intentId: string, amount: Money): Promise<Result<void>>;
  /** Refusal `webhook_signature_invalid`: wrong signature, altered body, or older than 5 minutes. */
  verifyWebhook(body: string, headers: Headers): Promise<Result<ProviderEvent>>;
}

/** What `GET /payments/circuit-breaker-status` tells. */
export interface BreakerReport {
  readonly state: "Closed" | "Open" | "HalfOpen";
  readonly failure_count: number;
  readonly threshold: number;
  readonly timeout_seconds: number;
}

/** A provider behind a circuit breaker. */
export interface GuardedProvider extends PaymentProvider {
  breaker(): BreakerReport;
}
