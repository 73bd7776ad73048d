import { INVARIANTS, type Verdict } from "../audit/verdict.ts";
import { clock } from "./clock.ts";
import { escapeHtml } from "./escape-html.ts";
import { latency } from "./latency.ts";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { latencyCharts, saleCharts } from "./report-charts.ts";
import type { RushReport } from "./rush-report.ts";

const FAULTS_SHOWN = 12;

/** The whole report as one file that needs nothing else. */
export function reportPage(report: RushReport): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rush: ${report.seatsSold} of ${report.options.seats} seats sold</title>
<style>${PAGE_STYLE}</style>
</head>
<body><main>
${head(report)}
<h2>Invariants</h2>
<ul class="checks">${report.verdicts.map(check).join("")}</ul>
<h2>The sale</h2>
<div class="wide">${saleCharts(report).join("")}</div>
<h2>Latency</h2>
<div class="narrow">${latencyCharts(report).join("")}</div>
<h2>Numbers</h2>
<div class="tables">${tables(report)}</div>
<footer><p>The same sale again: <code>${escapeHtml(report.command)}</code></p></footer>
</main><script>${PAGE_SCRIPT}</script></body>
</html>
`;
}

function head(report: RushReport): string {
  const { options, startedAt, tookMs } = report;
  const seconds = Math.max(1, tookMs / 1_000);
  return `<header><h1>The rush</h1>${badge(report)}
<p class="lead">${number(options.fans)} fans, ${number(options.seats)} seats, ${queueInWords(report)}; seed ${options.seed}; ${escapeHtml(startedAt.toISOString().slice(0, 16).replace("T", " "))} UTC</p></header>
<dl class="figures">
${options.hasQueue ? queueFigures(report) : ""}
${figure("Seats sold", number(report.seatsSold), `${percent(report.seatsSold / options.seats)} of ${number(options.seats)}`)}
${figure("Bookings paid", number(report.bookingsSold), "with tickets and a mail")}
${figure("Refusals", number(report.refusals.reduce((sum, { count }) => sum + count, 0)), "answered by a code")}
${figure("Answers", number(report.requests), `${number(Math.round(report.requests / seconds))} a second`)}
${figure("Took", clock(tookMs / 1_000), report.cutOff === 0 ? "everybody was served" : `${number(report.cutOff)} fans were cut off`)}
</dl>`;
}

function badge({ verdicts }: RushReport): string {
  const broken = verdicts.filter(({ holds }) => holds === false).map(({ invariant }) => invariant);
  if (broken.length > 0) return `<span class="badge bad">✗ ${broken.join(", ")} broken</span>`;
  const unjudged = verdicts.filter(({ holds }) => holds === null).map(({ invariant }) => invariant);
  const but = unjudged.length === 0 ? "" : `; ${unjudged.join(", ")} not judged`;
  return `<span class="badge good">✓ every invariant holds${but}</span>`;
}

function queueFigures({ options, joined, admitted }: RushReport): string {
  return (
    figure("Joined", number(joined), `of ${number(options.fans)} fans`) +
    figure("Admitted", number(admitted), `at ${number(options.ratePerS)} a second`)
  );
}

function queueInWords({ options }: RushReport): string {
  const gates = options.gates === 0 ? "no gates" : `${options.gates} gates`;
  if (!options.hasQueue) return `no queue, ${gates}`;
  return `${number(options.ratePerS)} passes a second, at most ${number(options.maxActive)} buyers at once, ${gates}`;
}

function figure(name: string, value: string, small: string): string {
  return `<div><dt>${name}</dt><dd>${value}<small>${small}</small></dd></div>`;
}

function check({ invariant, holds, evidence, faults }: Verdict): string {
  const [look, sign] = holds === null ? ["none", "–"] : holds ? ["good", "✓"] : ["bad", "✗"];
  const shown = faults.slice(0, FAULTS_SHOWN);
  const more = faults.length > shown.length ? [`and ${faults.length - shown.length} more`] : [];
  const list = (items: readonly string[], kind: string): string =>
    items.length === 0
      ? ""
      : `<ul class="${kind}">${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
  return `<li class="card ${look}"><span class="sign">${sign}</span><div><h3>${invariant} · ${INVARIANTS[invariant]}</h3>${list(evidence, "")}${list([...shown, ...more], "faults")}</div></li>`;
}

function tables({ steps, refusals, outcomes }: RushReport): string {
  const took = steps.map(({ label, count, p50, p99 }) => [label, number(count), latency(p50), latency(p99)]);
  const refused = refusals.map(({ code, count, steps }) => [code, number(count), steps.join(", ")]);
  const ended = outcomes.map(({ label, count }) => [label, number(count)]);
  return (
    table("What each step took", ["step", "answers", "p50", "p99"], took) +
    `<div>${table("How the day ended", ["", "fans"], ended)}${table("Refused, by reason", ["code", "times", "at"], refused, 2)}</div>`
  );
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[], wordsAt = -1): string {
  const cell = (text: string, i: number): string =>
    `<td${i === wordsAt ? ' class="words"' : ""}>${escapeHtml(text)}</td>`;
  const body = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("");
  return `<div class="card"><table><caption>${caption}</caption><thead><tr>${heads.map((head, i) => `<th${i === wordsAt ? ' class="words"' : ""}>${head}</th>`).join("")}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
