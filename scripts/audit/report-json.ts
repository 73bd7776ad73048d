import { kindOf } from "./finding-kinds.ts";
import type { Remark } from "./remark.ts";
import type { AuditReport } from "./run-audit.ts";

/** The audit for programs: everything, none cut off. */
export function reportJson({ findings, underWay, tally, looks }: AuditReport, nowMs: number): string {
  const remarks = (list: readonly Remark[]): object[] =>
    list.map(({ code, event, subject, says, sinceMs }) => ({
      code,
      invariant: kindOf(code).invariant,
      event_id: event,
      subject,
      says,
      since: sinceMs === undefined ? null : new Date(sinceMs).toISOString(),
    }));
  const report = {
    at: new Date(nowMs).toISOString(),
    looks,
    tally,
    findings: remarks(findings),
    under_way: remarks(underWay),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
