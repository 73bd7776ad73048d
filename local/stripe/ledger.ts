import type { Simulation } from "./simulation.ts";
import type { CheckoutSession, Metadata } from "./stripe-objects.ts";
import type { LedgerKind } from "./stripe-store.ts";

/** One session's money, summed from the append-only ledger: what an auditor compares with the books of the shop. */
export interface LedgerRow {
  readonly session: string;
  readonly session_status: CheckoutSession["status"];
  readonly payment_intent: string | null;
  readonly intent_status: string | null;
  readonly client_reference_id: string | null;
  readonly metadata: Metadata;
  readonly currency: string;
  readonly amount_minor: number;
  readonly authorised_minor: number;
  readonly captured_minor: number;
  readonly voided_minor: number;
  readonly refunded_minor: number;
  /** What disputes have taken back, less what was won again. */
  readonly disputed_minor: number;
  readonly entries: readonly { readonly at: string; readonly kind: LedgerKind; readonly amount_minor: number }[];
}

/** Newest session first; only that of one payment when `reference` (the session's client_reference_id) is given. */
export function readLedger(sim: Simulation, reference: string | undefined): LedgerRow[] {
  return [...sim.store.list("checkout.session")]
    .filter((session) => reference === undefined || session.client_reference_id === reference)
    .map((session) => ledgerRow(sim, session));
}

function ledgerRow(sim: Simulation, session: CheckoutSession): LedgerRow {
  const { payment_intent: intentId } = session;
  const entries = intentId === null ? [] : sim.store.ledgerOf(intentId);
  const sum = (kind: LedgerKind) =>
    entries.filter((entry) => entry.kind === kind).reduce((total, entry) => total + entry.amountMinor, 0);
  return {
    session: session.id,
    session_status: session.status,
    payment_intent: intentId,
    intent_status: intentId === null ? null : (sim.store.find("payment_intent", intentId)?.status ?? null),
    client_reference_id: session.client_reference_id,
    metadata: session.metadata,
    currency: session.currency,
    amount_minor: session.amount_total,
    authorised_minor: sum("authorised"),
    captured_minor: sum("captured"),
    voided_minor: sum("voided"),
    refunded_minor: sum("refunded") - sum("refund_failed"),
    disputed_minor: sum("disputed") - sum("reinstated"),
    entries: entries.map(({ atMs, kind, amountMinor }) => ({
      at: new Date(atMs).toISOString(),
      kind,
      amount_minor: amountMinor,
    })),
  };
}
