/**
 * Every code that a caller can meet, once: HTTP status, title (RFC 9457), and whether the same request may succeed
 * later without being changed. A refusal whose reason has no row here does not compile.
 */
export interface ErrorKind {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 502 | 503;
  readonly title: string;
  readonly retryable: boolean;
}

export const ERROR_KINDS = {
  // The request itself
  validation_failed: { status: 400, title: "The request is not valid", retryable: false },
  malformed_json: { status: 400, title: "The body is not JSON", retryable: false },
  idempotency_key_missing: { status: 400, title: "The Idempotency-Key header is required", retryable: false },
  idempotency_key_invalid: { status: 400, title: "The Idempotency-Key header is not valid", retryable: false },
  webhook_signature_invalid: { status: 400, title: "The webhook's signature is not valid", retryable: false },
  webhook_too_old: { status: 400, title: "The webhook was signed too long ago", retryable: false },
  webhook_wrong_account: { status: 403, title: "The webhook is for another account", retryable: false },
  unauthenticated: { status: 401, title: "Sign in first", retryable: false },
  body_too_large: { status: 413, title: "The body is too large", retryable: false },
  unsupported_media_type: { status: 415, title: "Send application/json", retryable: false },
  idempotency_key_reused: { status: 422, title: "This Idempotency-Key was used for another request", retryable: false },
  request_in_progress: {
    status: 409,
    title: "The first request with this Idempotency-Key is still running",
    retryable: true,
  },
  rate_limited: { status: 429, title: "Too many requests", retryable: true },

  // What it names
  not_found: { status: 404, title: "Not found", retryable: false },
  event_not_found: { status: 404, title: "No such event", retryable: false },
  booking_not_found: { status: 404, title: "No such booking", retryable: false },
  seat_not_found: { status: 404, title: "No such seat", retryable: false },
  area_not_found: { status: 404, title: "No such area", retryable: false },
  payment_not_found: { status: 404, title: "No such payment", retryable: false },
  ticket_not_found: { status: 404, title: "No such ticket", retryable: false },
  dead_letter_not_found: { status: 404, title: "No such dead letter", retryable: false },

  // The waiting room. Each token that is not good for what it is shown for has its own refusal.
  queue_not_open: { status: 409, title: "The waiting room is not open yet", retryable: true },
  queue_token_required: { status: 401, title: "Join the waiting room first", retryable: false },
  queue_token_invalid: { status: 403, title: "The queue token was not made here", retryable: false },
  queue_token_expired: { status: 403, title: "The queue token has expired: join again", retryable: false },
  queue_token_wrong_event: { status: 403, title: "The queue token is for another event", retryable: false },
  queue_token_wrong_visitor: { status: 403, title: "The queue token is somebody else's", retryable: false },
  queue_token_lapsed: { status: 403, title: "You have had your turn: join again", retryable: false },
  visitor_unverified: { status: 401, title: "Confirm your e-mail address first", retryable: false },
  pass_not_ready: { status: 409, title: "It is not your turn yet", retryable: true },
  pass_required: { status: 403, title: "This sale needs a pass from the waiting room", retryable: false },
  pass_invalid: { status: 403, title: "The pass was not made here", retryable: false },
  pass_expired: { status: 403, title: "The pass has ended: join again", retryable: false },
  pass_wrong_event: { status: 403, title: "The pass is for another event", retryable: false },
  pass_wrong_visitor: { status: 403, title: "The pass is somebody else's", retryable: false },
  forbidden: { status: 403, title: "Not allowed", retryable: false },
  websocket_required: { status: 400, title: "Open this address as a WebSocket", retryable: false },
  live_feed_full: { status: 503, title: "The live feed is full: read the availability instead", retryable: true },

  // Seats and bookings
  event_not_on_sale: { status: 409, title: "The event is not on sale", retryable: true },
  seat_taken: { status: 409, title: "The seat is taken", retryable: false },
  seat_blocked: { status: 409, title: "The seat is not for sale", retryable: false },
  seat_not_held: { status: 409, title: "The booking does not hold this seat", retryable: false },
  places_not_held: { status: 409, title: "The booking does not hold that many places", retryable: false },
  orphan_seat: { status: 409, title: "A single seat would be left alone", retryable: false },
  sold_out: { status: 409, title: "Not enough places are left", retryable: false },
  buyer_limit_reached: { status: 409, title: "The limit per buyer is reached", retryable: false },
  too_many_open_bookings: { status: 409, title: "Too many open bookings", retryable: false },
  too_many_changes: { status: 409, title: "The booking was changed too often", retryable: false },
  booking_empty: { status: 409, title: "The booking holds no seats", retryable: false },
  booking_expired: { status: 409, title: "The booking has expired", retryable: false },
  booking_cancelled: { status: 409, title: "The booking is cancelled", retryable: false },
  booking_pending_payment: { status: 409, title: "The booking's payment is under way", retryable: false },
  booking_confirmed: { status: 409, title: "The booking is paid", retryable: false },
  booking_refunded: { status: 409, title: "The booking is refunded", retryable: false },
  seats_gone: { status: 409, title: "The seats were sold to somebody else", retryable: false },
  payment_superseded: { status: 409, title: "Another payment confirmed the booking", retryable: false },

  // Money back
  booking_not_paid: { status: 409, title: "The booking is not paid", retryable: false },
  refund_not_allowed: { status: 409, title: "The event's terms do not allow this refund", retryable: false },
  refund_too_large: { status: 409, title: "More than what is left of the payment", retryable: false },
  refund_under_way: { status: 409, title: "The booking is being refunded", retryable: false },
  payment_disputed: { status: 409, title: "The payment is disputed", retryable: false },
  event_cancelled: { status: 409, title: "The event is cancelled", retryable: false },

  // The services behind
  payment_provider_error: { status: 502, title: "The payment provider refused or failed", retryable: true },
  payment_provider_unavailable: { status: 503, title: "The payment provider cannot be reached", retryable: true },
  overloaded: { status: 503, title: "The sale is busy", retryable: true },
  unavailable: { status: 503, title: "Temporarily unavailable", retryable: true },
  internal_error: { status: 500, title: "Something went wrong here", retryable: true },

  // Between Worker and object only: the Worker answers it by configuring the object, and never shows it
  event_not_configured: { status: 503, title: "The event is not ready", retryable: true },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERROR_KINDS;
