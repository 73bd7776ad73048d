import { auditSources } from "./audit-sources.ts";
import { lookAtWorld } from "./read/look-at-world.ts";
import { runAudit, type AuditReport, type AuditTerms } from "./run-audit.ts";

/** The whole audit of the deployment that has these variables. Throws a CommandFailure when something cannot be read. */
export function auditDeployment(
  variables: Readonly<Record<string, string | undefined>>,
  terms: AuditTerms,
): Promise<AuditReport> {
  const sources = auditSources(variables);
  return runAudit(terms, {
    look: (only) => lookAtWorld(sources, only),
    pause: (ms) => new Promise((done) => setTimeout(done, ms)),
    nowMs: Date.now,
  });
}
