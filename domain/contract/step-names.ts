import type { OutboxType } from "../ports/outbox.ts";

/** Which step consumes which domain event. The name is part of the address that QStash signs. */
const STEP_NAMES = {
  "payment.authorised": "settle-payment",
  "payment.told": "look-at-session",
  "payment.processing": "await-money",
  "payment.ended": "end-payment",
  "payment.declined": "note-decline",
  "payment.disputed": "note-dispute",
  "booking.expired": "close-checkout",
  "booking.cancelled": "close-checkout",
  "booking.paid": "deliver-tickets",
  "booking.revoked": "free-seats",
  "refund.requested": "refund-payment",
  "refund.done": "tell-refund",
  "refund.failed": "note-failed-refund",
  "event.cancelled": "cancel-event",
} as const satisfies Record<OutboxType, string>;

export type StepName = (typeof STEP_NAMES)[OutboxType];

export function stepNameOf(type: OutboxType): StepName {
  return STEP_NAMES[type];
}

/** The public address of a step. */
export function stepUrl(publicUrl: string, name: StepName): string {
  return `${publicUrl.replace(/\/$/, "")}/api/internal/steps/${name}`;
}
