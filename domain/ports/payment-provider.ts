import type { BookingId, PaymentId, RefundId } from "../contract/ids.ts";
import type { Money } from "../money.ts";
import type { PaymentMethod } from "../payment/payment-methods.ts";
import type { ProviderName } from "../payment/provider-names.ts";
import type { Result } from "../result.ts";

export interface SessionRequest {
  readonly paymentId: PaymentId;
  readonly bookingId: BookingId;
  readonly amount: Money;
  readonly lines: readonly { readonly name: string; readonly unitAmountMinor: number; readonly quantity: number }[];
  readonly buyerEmail: string;
  readonly methods: readonly PaymentMethod[];
  readonly expiresAt: Date;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/**
 * open: the buyer may still pay. processing: he has, by a slow method, and his bank has not answered. authorised: money is
 * held, not taken. captured: money is taken. ended: nobody can pay here any more, and nobody did.
 */
export interface ProviderSession {
  readonly id: string;
  readonly url: string | null;
  readonly state: "open" | "processing" | "authorised" | "captured" | "ended";
  readonly intentId: string | null;
  readonly amount: Money;
}

/** What a verified webhook says; `ignored` is taken note of and nothing else. */
export type ProviderEvent = { readonly id: string; readonly type: string } & (
  | {
      readonly kind: "session";
      readonly paymentId: PaymentId;
      readonly session: ProviderSession;
      readonly failed: boolean;
    }
  /** Something has become of a session; what, must be asked before it counts. */
  | { readonly kind: "told"; readonly paymentId: PaymentId; readonly sessionId: string }
  | { readonly kind: "declined"; readonly paymentId: PaymentId; readonly message: string }
  /** The authorisation is over without a capture. */
  | { readonly kind: "lapsed"; readonly paymentId: PaymentId }
  /** About money of the past: known by the provider's id of it. */
  | {
      readonly kind: "disputed";
      readonly intentId: string;
      readonly outcome: "opened" | "won" | "lost";
      readonly reason: string;
    }
  /** Money that was on its way back, or seemed to be there, has come to us again. */
  | {
      readonly kind: "refund_failed";
      readonly paymentId: PaymentId;
      /** As it was asked for: the payment's id for money that found no seats. */
      readonly refundId: RefundId | PaymentId;
      readonly intentId: string | null;
      readonly reason: string;
    }
  | { readonly kind: "ignored" }
);

/** Money to give back: all of a payment that found no seats (its id is the payment's), or a refund of a paid booking. */
export interface RefundRequestToProvider {
  /** Makes the call idempotent, and is found again with the provider. */
  readonly id: PaymentId | RefundId;
  readonly paymentId: PaymentId;
  readonly intentId: string;
  readonly amount: Money;
}

/**
 * A payment provider, with authorise-then-capture where the method allows it. Every call is idempotent under a key made of our
 * ids; keys older than a day are not trusted: what became of the call is looked up first.
 * Refusals: `payment_provider_error` (it answered no, or failed), `payment_provider_unavailable` (no answer, or the
 * breaker is open; evidence `retryAfterMs`; `isAnswered`: it is well, and only this call has to wait). After `unavailable` the
 * call may have been done.
 */
export interface PaymentProvider {
  createSession(request: SessionRequest): Promise<Result<ProviderSession>>;
  session(id: string): Promise<Result<ProviderSession>>;
  /** Fails with `payment_provider_error` when the session is not open any more: look at it with `session`. */
  expireSession(id: string): Promise<Result<ProviderSession>>;
  /** captured: false means that the provider refused for good (authorisation lapsed, card closed). */
  capture(payment: PaymentId, intentId: string): Promise<Result<{ readonly captured: boolean }>>;
  void(payment: PaymentId, intentId: string): Promise<Result<void>>;
  /**
   * Fails with `payment_provider_error` when the provider will never pay back; anything else may be tried again: a wrong key or
   * an empty account says nothing about the money. A success may come to nothing days later (`refund_failed`).
   */
  refund(request: RefundRequestToProvider): Promise<Result<void>>;
  /**
   * Refusals: webhook_signature_invalid (wrong signature, altered body), webhook_too_old (signed more than 5 minutes ago),
   * webhook_wrong_account.
   */
  verifyWebhook(body: string, headers: Headers): Promise<Result<ProviderEvent>>;
}

/** What `GET /payments/circuit-breaker-status` tells. */
export interface BreakerReport {
  readonly state: "Closed" | "Open" | "HalfOpen";
  readonly failure_count: number;
  readonly threshold: number;
  readonly timeout_seconds: number;
}

/** A provider behind a circuit breaker, which all isolates share. */
export interface GuardedProvider extends PaymentProvider {
  readonly name: ProviderName;
  breaker(): Promise<BreakerReport>;
}

/** Those that this deployment has. */
export interface PaymentProviders {
  /** Throws for one that is not set up here: a payment was opened with it once. */
  of(name: ProviderName): GuardedProvider;
  readonly all: readonly GuardedProvider[];
}
