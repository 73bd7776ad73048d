import { sumText } from "../../audit/sum-text.ts";
import type { PaymentRow } from "./evidence.ts";
import { count, verdict, type Judge } from "./verdict.ts";

/** I2: how payments ended, and the sums by each source. Each payment against the ledger is the auditor's. */
export const judgeMoney: Judge = (_terms, _notes, { payments, tickets, audit }) => {
  const completed = payments.filter(({ status }) => status === "completed");
  const sums = audit.tally.filter(({ currency, ledgers }) => currency !== null && ledgers !== null);
  return verdict(
    "I2",
    payments.length,
    [
      `${count(payments.length, "payment")}: ${tally(payments)}`,
      ...sums.map(
        ({ what, currency, postgres, ledgers }) =>
          `${what}: ${sumText(postgres ?? 0, currency)} in Postgres, ${sumText(ledgers ?? 0, currency)} in the ledger`,
      ),
      `${count(tickets.length, "valid ticket")} for ${count(completed.length, "completed payment")}`,
    ],
    [],
  );
};

function tally(payments: readonly PaymentRow[]): string {
  const counts = [...Map.groupBy(payments, ({ status }) => status)].map(([status, rows]) => `${rows.length} ${status}`);
  return counts.length === 0 ? "none" : counts.toSorted().join(", ");
}
