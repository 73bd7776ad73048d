import type { PaymentStatus } from "../../domain/ports/bookings.ts";

/** In which money may still come. At most one attempt of a booking is in one of these. */
export const OPEN_STATUSES = ["pending", "authorised"] as const satisfies readonly PaymentStatus[];

export const PAYMENT_STATUSES = [
  ...OPEN_STATUSES,
  "completed",
  "failed",
  "expired",
  "voided",
  "refunded",
] as const satisfies readonly PaymentStatus[];
