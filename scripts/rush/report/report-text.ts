import { INVARIANTS, type Verdict } from "../audit/verdict.ts";
import { latency } from "./latency.ts";
import type { RushReport } from "./rush-report.ts";

const FAULTS_SHOWN = 10;

/** The report for a terminal. */
export function reportText(report: RushReport): string {
  const { joined, admitted, bookingsSold, seatsSold, options, cutOff, outcomes, refusals, steps, verdicts } = report;
  const totals = [
    ["fans", number(options.fans)],
    ["joined", number(joined)],
    ["admitted", number(admitted)],
    ["bookings paid", number(bookingsSold)],
    ["seats sold", `${number(seatsSold)} of ${number(options.seats)}`],
    ["cut off by the time", number(cutOff)],
  ];
  return [
    table(["the sale", ""], totals),
    table(
      ["how the day ended", "fans"],
      outcomes.map(({ label, count }) => [label, number(count)]),
    ),
    table(
      ["refused by", "times", "  at"],
      refusals.map(({ code, count, steps }) => [code, number(count), `  ${steps.join(", ")}`]),
    ),
    table(
      ["step", "answers", "p50", "p99"],
      steps.map(({ label, count, p50, p99 }) => [label, number(count), latency(p50), latency(p99)]),
    ),
    verdicts.map(checked).join("\n"),
  ].join("\n\n");
}

function checked({ invariant, holds, evidence, faults }: Verdict): string {
  const sign = holds === null ? "–" : holds ? "✓" : "✗";
  const more = faults.length > FAULTS_SHOWN ? [`and ${faults.length - FAULTS_SHOWN} more`] : [];
  const lines = [
    ...evidence.map((line) => `       ${line}`),
    ...[...faults.slice(0, FAULTS_SHOWN), ...more].map((line) => `     ✗ ${line}`),
  ];
  return [`${sign} ${invariant}  ${INVARIANTS[invariant]}`, ...lines].join("\n");
}

/** The first column is of words, the second and those after it of numbers; words after that stay as they are. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => {
          if (column === 0) return cell.padEnd(widths[0] ?? 0);
          return cell.startsWith("  ") ? cell : cell.padStart((widths[column] ?? 0) + 2);
        })
        .join("")
        .trimEnd(),
    )
    .join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}
