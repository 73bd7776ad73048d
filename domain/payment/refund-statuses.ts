/** requested: on its way, by its outbox row. done: the provider has it. failed: the provider refuses for good; staff must act. */
export const REFUND_STATUSES = ["requested", "done", "failed"] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];
