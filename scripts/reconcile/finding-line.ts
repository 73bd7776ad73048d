import type { ReconciledWire } from "../../domain/contract/wire/operations.ts";

/** One finding for people: what was done, of which booking, about what. */
export function findingLine({ outcome, booking_id, payment_id, detail }: ReconciledWire["findings"][number]): string {
  const what = outcome.replaceAll("_", " ").padEnd("saved again".length);
  return `${what}  ${booking_id}  ${payment_id === null ? "" : `${payment_id}  `}${detail}`;
}
