import type { FINDING_OUTCOMES } from "../../../domain/contract/wire/operations.ts";
import type { BookingId, PaymentId } from "../../../domain/contract/ids.ts";

/** waits: somebody is at it, or could not be asked, and the next sweep looks again. reported: for staff. */
export type FindingOutcome = (typeof FINDING_OUTCOMES)[number];

/** What was found of a booking that is not as it should be, and what was done about it. */
export interface Finding {
  readonly bookingId: BookingId;
  /** The attempt that it is about, where it is about one. */
  readonly paymentId: PaymentId | null;
  readonly outcome: FindingOutcome;
  /** The message that was sent, the fault (domain/reconcile/repair.ts), or why it waits. */
  readonly detail: string;
}
