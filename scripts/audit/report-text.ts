import { kindOf } from "./finding-kinds.ts";
import type { Remark } from "./remark.ts";
import type { AuditReport } from "./run-audit.ts";
import { sumText } from "./sum-text.ts";
import type { TallyLine } from "./tally-world.ts";

/** More of one kind are counted, not told: `--json` has them all. */
const SHOWN_OF_A_KIND = 20;
const WHAT_WIDTH = 30;
const NUMBER_WIDTH = 16;

/** The audit for people: what was compared, what is under way, and what is wrong. */
export function reportText({ findings, underWay, tally, looks }: AuditReport, nowMs: number): string[] {
  return [
    `${"".padEnd(WHAT_WIDTH)}${["object", "Postgres", "ledgers"].map((name) => name.padStart(NUMBER_WIDTH)).join("")}`,
    ...tally.map(tallyText),
    "",
    ...underWayText(underWay, nowMs),
    ...findingsText(findings),
    verdict(findings, looks),
  ];
}

function tallyText({ what, currency, object, postgres, ledgers }: TallyLine): string {
  const figures = [object, postgres, ledgers];
  const known = new Set(figures.filter((figure) => figure !== null));
  const cells = figures.map((figure) => (figure === null ? "" : sumText(figure, currency)).padStart(NUMBER_WIDTH));
  const name = currency === null ? what : `${currency.toUpperCase()} ${what}`;
  return `${name.padEnd(WHAT_WIDTH)}${cells.join("")}${known.size > 1 ? "  ≠" : ""}`.trimEnd();
}

/** How much, and since when: nobody can do anything about each. */
function underWayText(underWay: readonly Remark[], nowMs: number): string[] {
  const kinds = Map.groupBy(underWay, ({ code }) => kindOf(code).underWay ?? code);
  if (kinds.size === 0) return ["Nothing is under way."];
  const parts = [...kinds].map(([name, remarks]) => {
    const oldestMs = nowMs - Math.min(...remarks.map(({ sinceMs = nowMs }) => sinceMs));
    return `${remarks.length.toLocaleString("en")} ${name} (oldest ${ageText(oldestMs)})`;
  });
  return [`Under way: ${parts.join(", ")}.`];
}

function ageText(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  return s < 120 ? `${s} s` : `${Math.round(s / 60)} min`;
}

function findingsText(findings: readonly Remark[]): string[] {
  return [...Map.groupBy(findings, ({ code }) => code)].flatMap(([code, ofKind]) => {
    const { invariant, meaning } = kindOf(code);
    const rest = ofKind.length - SHOWN_OF_A_KIND;
    return [
      "",
      `✗ ${invariant} ${code}: ${meaning}`,
      ...ofKind.slice(0, SHOWN_OF_A_KIND).map(({ says }) => `    ${says}`),
      ...(rest > 0 ? [`    … and ${rest} more`] : []),
    ];
  });
}

function verdict(findings: readonly Remark[], looks: number): string {
  if (findings.length === 0) return `✓ No difference.${looks > 1 ? ` (${looks} looks)` : ""}`;
  const kinds = new Set(findings.map(({ code }) => code)).size;
  return `\n${findings.length} ${findings.length === 1 ? "difference" : "differences"} of ${kinds} ${kinds === 1 ? "kind" : "kinds"}, seen in each of ${looks} looks.`;
}
