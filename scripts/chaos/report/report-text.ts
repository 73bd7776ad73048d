import type { ChaosReport } from "./chaos-report.ts";

const DIFFERENCES_SHOWN = 20;

/** The report for a terminal. */
export function reportText(report: ChaosReport): string {
  const { faults, buyers, requests, failedRequests, ticketDelay, compared, differences } = report;
  const times = faults.reduce((sum, fault) => sum + fault.times, 0);
  return [
    table(
      ["fault", "times", "failed requests", "longest wait for a sale"],
      [
        ...faults.map(({ says, times: n, failed, longestGapMs }) => [
          says,
          number(n),
          number(failed),
          seconds(longestGapMs),
        ]),
        ["all", number(times), number(failedRequests), ""],
      ],
    ),
    table(
      ["booking: seats", "money", "bookings"],
      report.bookings.map(({ seats, money, bookings }) => [seats, money ?? "–", number(bookings)]),
    ),
    table([`how the day of ${number(buyers)} buyers ended`, "buyers"], counted(report.visits)),
    table(["refused by", "times"], counted(report.refusals)),
    table(
      ["", "in all", "came again, absorbed"],
      [
        ["webhooks taken", number(report.webhooks), number(report.webhooksAgain)],
        ["messages given to QStash", number(report.published), number(report.deliveriesAgain)],
      ],
    ),
    [
      `${number(requests)} requests; ${number(report.sold)} bookings paid; QStash messages per paid booking: ${perSale(report)}`,
      `webhook → tickets before the faults: p50 ${millis(ticketDelay.p50Ms)}, p99 ${millis(ticketDelay.p99Ms)} (${number(ticketDelay.payments)} payments)`,
      `older bundle: ${report.older}`,
      `from the last fault to quiet: ${seconds(report.quietAfterMs)} ${waits(report)}`,
      `    ${Object.entries(report.restAfterMs)
        .map(([what, afterMs]) => `${what} ${seconds(afterMs)}`)
        .join(", ")}`,
    ].join("\n"),
    [
      ...verdict(
        "object, Postgres and the providers' ledgers agree",
        `${number(compared.bookings)} bookings`,
        differences.audit,
      ),
      ...verdict(
        "I3 every acknowledged answer is still true",
        `${number(compared.acknowledged)} bookings`,
        differences.answers,
      ),
      ...verdict(
        "I4 a repeat under a key gets the first answer",
        `${number(compared.repeats)} repeats`,
        differences.repeats,
      ),
      ...verdict("every valid ticket opens the door", `${number(compared.tickets)} tickets`, differences.tickets),
    ].join("\n"),
  ].join("\n\n");
}

/** The waits that the time to quiet depends on. */
function waits({ timeScale, cronEveryMs, holdTtlMs, paymentTtlMs }: ChaosReport): string {
  const scale =
    timeScale === 1 ? "production's back-offs" : `back-offs × ${timeScale}, leases and looks as in production`;
  return `(${scale}, cron each ${seconds(cronEveryMs)}, holds ${seconds(holdTtlMs)}, payments ${seconds(paymentTtlMs)})`;
}

function verdict(says: string, compared: string, faults: readonly string[]): string[] {
  const more = faults.length - DIFFERENCES_SHOWN;
  return [
    `${faults.length === 0 ? "✓" : "✗"} ${says}: ${compared}, ${faults.length} differences`,
    ...faults.slice(0, DIFFERENCES_SHOWN).map((fault) => `    ${fault}`),
    ...(more > 0 ? [`    … and ${more} more`] : []),
  ];
}

function perSale({ published, sold }: ChaosReport): string {
  return sold === 0 ? "–" : (published / sold).toFixed(1);
}

function counted(counts: Readonly<Record<string, number>>): string[][] {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return entries.map(([what, count]) => [what, number(count)]);
}

/** The first column is of words, those after it of numbers. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2)));
  return all.map((row) => line(row).join("").trimEnd()).join("\n");
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function seconds(ms: number | null): string {
  return ms === null ? "–" : `${(ms / 1_000).toFixed(1)} s`;
}

function millis(ms: number | null): string {
  return ms === null ? "–" : `${number(Math.round(ms))} ms`;
}
