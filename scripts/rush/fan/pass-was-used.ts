import type { Fan } from "./move.ts";

/** His pass lived at that time for certain. */
export function passWasUsed({ sale, account }: Fan, atMs: number): void {
  const note = sale.notes.passOf(account.id);
  if (note !== undefined) note.usedUntilMs = Math.max(note.usedUntilMs, Math.min(atMs, note.endsAtMs));
}
