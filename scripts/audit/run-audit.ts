import { auditWorld } from "./audit-world.ts";
import type { Remark } from "./remark.ts";
import { tallyWorld, type Tally } from "./tally-world.ts";
import type { World } from "./world.ts";

/** A difference is real when every one of so many looks has seen it, unchanged. */
const LOOKS = 3;
const PAUSE_MS = 1_500;
/** So long the journal is waited for: its retries are at most a minute apart. */
const LAG_WAIT_MS = 75_000;

export interface AuditTerms {
  /** Events to audit; null: all. */
  readonly events: readonly string[] | null;
  /** How old work under way may become before it is a finding. */
  readonly patienceMs: number;
}

export interface AuditReport {
  readonly findings: readonly Remark[];
  readonly underWay: readonly Remark[];
  /** What was compared, by the first look. */
  readonly tally: Tally;
  readonly looks: number;
}

export interface AuditWatch {
  readonly look: (only: readonly string[] | null) => Promise<World>;
  readonly pause: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
}

/**
 * Looks once; where something differs, again: a sale goes on while it is read, and what is only out of step with its own copy
 * is gone at the next look. What stays the same, word for word, is a finding.
 */
export async function runAudit({ events, patienceMs }: AuditTerms, watch: AuditWatch): Promise<AuditReport> {
  const startedAtMs = watch.nowMs();
  const world = await watch.look(events);
  const first = auditWorld(world, patienceMs);
  let { findings } = first;
  let looks = 1;
  const isEnough = (): boolean =>
    looks >= LOOKS && (!findings.some(isLag) || watch.nowMs() - startedAtMs > LAG_WAIT_MS);
  while (findings.length > 0 && !isEnough()) {
    await watch.pause(PAUSE_MS);
    const seen = new Set(auditWorld(await watch.look(eventsOf(findings, events)), patienceMs).findings.map(identity));
    findings = findings.filter((finding) => seen.has(identity(finding)));
    looks++;
  }
  return { findings, underWay: first.underWay, tally: tallyWorld(world), looks };
}

function isLag({ code }: Remark): boolean {
  return code === "journal_lag";
}

function identity({ code, subject, says }: Remark): string {
  return `${code} ${subject} ${says}`;
}

/** A finding that nobody can place needs another look at everything. */
function eventsOf(findings: readonly Remark[], events: readonly string[] | null): readonly string[] | null {
  const named = new Set(findings.map(({ event }) => event));
  return named.has(null) ? events : [...named].filter((event) => event !== null);
}
