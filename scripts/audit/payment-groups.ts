import type { LedgerEntry, PaymentStatus } from "./world.ts";

/** Money may still come. */
export const OPEN: ReadonlySet<PaymentStatus> = new Set(["pending", "processing", "authorised"]);

/** The provider keeps the buyer's money for us. */
export const PAID: ReadonlySet<PaymentStatus> = new Set(["completed", "refunding", "disputed"]);

/** What is left with the provider of what it has taken. */
export function keptMinor({ capturedMinor, refundedMinor, dispute }: LedgerEntry): number {
  return capturedMinor - refundedMinor - (dispute?.state === "lost" ? dispute.amountMinor : 0);
}

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
