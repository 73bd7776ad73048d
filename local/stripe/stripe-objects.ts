/**
 * The objects that the simulator keeps, in Stripe's own words and shapes (times in seconds since 1970, amounts in minor
 * units). Persisted as JSON and sent as they are, but for the `sim` parts, which are ours.
 * https://docs.stripe.com/api
 */
export type Metadata = Readonly<Record<string, string>>;

export interface CheckoutSession {
  readonly id: string;
  readonly object: "checkout.session";
  readonly allowed_payment_method_types: readonly string[] | null;
  readonly amount_subtotal: number;
  readonly amount_total: number;
  readonly cancel_url: string | null;
  readonly client_reference_id: string | null;
  readonly created: number;
  readonly currency: string;
  readonly customer_details: { readonly email: string; readonly name: string | null } | null;
  readonly customer_email: string | null;
  readonly expires_at: number;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly mode: "payment";
  /** Null until the buyer has tried to pay. */
  readonly payment_intent: string | null;
  readonly payment_method_options: MethodOptions;
  readonly payment_method_types: readonly string[];
  readonly payment_status: "paid" | "unpaid";
  readonly status: "open" | "complete" | "expired";
  readonly success_url: string;
  readonly ui_mode: "hosted_page";
  readonly sim: SessionPlan;
}

export type MethodOptions = Readonly<Record<string, { readonly capture_method?: "manual" | undefined }>>;

export interface LineItem {
  readonly name: string;
  readonly unitAmount: number;
  readonly quantity: number;
}

/** What a session will do when the buyer acts; Stripe keeps it behind the wire. */
export interface SessionPlan {
  readonly lines: readonly LineItem[];
  readonly captureMethod: "automatic" | "manual";
  readonly intentMetadata: Metadata;
  /** Money that comes delayed: when. */
  readonly payAtMs: number | null;
}

export interface PaymentIntent {
  readonly id: string;
  readonly object: "payment_intent";
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly canceled_at: number | null;
  readonly cancellation_reason: string | null;
  readonly capture_method: "automatic" | "manual";
  readonly created: number;
  readonly currency: string;
  readonly last_payment_error: StripeErrorBody | null;
  readonly latest_charge: string | null;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly status: "requires_payment_method" | "processing" | "requires_capture" | "succeeded" | "canceled";
  readonly sim: { readonly sessionId: string };
}

export interface Charge {
  readonly id: string;
  readonly object: "charge";
  readonly amount: number;
  readonly amount_captured: number;
  readonly amount_refunded: number;
  readonly captured: boolean;
  readonly created: number;
  readonly currency: string;
  readonly disputed: boolean;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method_details: { readonly type: string };
  readonly refunded: boolean;
  readonly status: "succeeded" | "pending" | "failed";
}

export interface Refund {
  readonly id: string;
  readonly object: "refund";
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly reason: string | null;
  readonly status: "succeeded" | "pending" | "failed";
  /** Why the bank sent it back. */
  readonly failure_reason?: string;
}

export interface Dispute {
  readonly id: string;
  readonly object: "dispute";
  readonly amount: number;
  readonly charge: string;
  readonly created: number;
  readonly currency: string;
  readonly is_charge_refundable: false;
  readonly livemode: false;
  readonly metadata: Metadata;
  readonly payment_intent: string;
  readonly reason: string;
  readonly status: "needs_response" | "won" | "lost";
}

export interface StripeEvent {
  readonly id: string;
  readonly object: "event";
  readonly api_version: string;
  readonly created: number;
  readonly data: { readonly object: object };
  readonly livemode: false;
  readonly pending_webhooks: number;
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null };
  readonly type: string;
}

export interface StripeErrorBody {
  readonly type: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly message: string;
  readonly param?: string;
  readonly payment_intent?: object;
}

export interface StripeObjects {
  readonly "checkout.session": CheckoutSession;
  readonly payment_intent: PaymentIntent;
  readonly charge: Charge;
  readonly refund: Refund;
  readonly dispute: Dispute;
  readonly event: StripeEvent;
}

export type ObjectKind = keyof StripeObjects;
export type StripeObject = StripeObjects[ObjectKind];
