import type { LedgerEntry, ProviderName } from "../world.ts";

/** A provider's own account of the money; one file for each provider. */
export interface Ledger {
  readonly provider: ProviderName;
  /** Everything since then; null: from the beginning. */
  readonly entries: (sinceMs: number | null) => Promise<readonly LedgerEntry[]>;
}
