/** In which money may still come. At most one attempt of a booking is in one of these. */
export const OPEN_STATUSES = ["pending", "authorised"] as const;

export const PAYMENT_STATUSES = [...OPEN_STATUSES, "completed", "failed", "expired", "voided", "refunded"] as const;

/** Of an attempt to pay, and of a booking: that of its newest attempt. */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
