/**
 * How a buyer may pay, by Stripe's names, and when the money moves. Manual: authorised first, captured when the seats are
 * sold, voided for nothing. Immediate: captured with the buyer's consent, so that a late one must be refunded. Delayed: the
 * bank says yes or no days later; offered only where the organiser lists it, and the seats are kept until then.
 */
const CAPTURES = {
  card: "manual",
  link: "manual",
  paypal: "manual",
  klarna: "manual",
  ideal: "immediate",
  bancontact: "immediate",
  eps: "immediate",
  twint: "immediate",
  sepa_debit: "delayed",
  us_bank_account: "delayed",
} as const satisfies Record<string, Capture>;

export type Capture = "manual" | "immediate" | "delayed";
export type PaymentMethod = keyof typeof CAPTURES;

export const PAYMENT_METHODS = Object.keys(CAPTURES) as readonly PaymentMethod[];

export function captureOf(method: PaymentMethod): Capture {
  return CAPTURES[method];
}
