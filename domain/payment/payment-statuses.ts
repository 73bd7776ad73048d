/** In which money may still come. At most one attempt of a booking is in one of these. */
export const OPEN_STATUSES = ["pending", "processing", "authorised"] as const;

/** In which the provider keeps the buyer's money for us. At most one attempt of a booking is in one of these. */
export const PAID_STATUSES = ["completed", "refunding", "disputed"] as const;

export const PAYMENT_STATUSES = [
  ...OPEN_STATUSES,
  ...PAID_STATUSES,
  "failed",
  "expired",
  "voided",
  "refunded",
  "charged_back",
] as const;

/** Of an attempt to pay, and of a booking: that of its newest attempt. `payment-machine.ts` says how one becomes another. */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export function isOpenStatus(status: PaymentStatus): boolean {
  return (OPEN_STATUSES as readonly PaymentStatus[]).includes(status);
}

export function isPaidStatus(status: PaymentStatus): boolean {
  return (PAID_STATUSES as readonly PaymentStatus[]).includes(status);
}
