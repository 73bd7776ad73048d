import { MINUTE_MS } from "../../../domain/time.ts";
import type { ChaosReport } from "./chaos-report.ts";

/** With production's waits: after the last fault everything is at rest without staff. */
const PROMISE_MS = 5 * MINUTE_MS;

/** Why the run did not go well; nothing when it did. A run that sold nothing shows nothing. */
export function problemsOf(report: ChaosReport): string[] {
  const { differences, quietAfterMs, restAfterMs, sold, internalErrors } = report;
  const left = Object.keys(restAfterMs).filter((what) => restAfterMs[what] === null);
  const found = Object.values(differences).reduce((sum, some) => sum + some.length, 0);
  return [
    ...(found > 0 ? [`${found} differences were found`] : []),
    ...(quietAfterMs === null
      ? [`there was no quiet, because of: ${left.join(", ") || "buyers who do not leave"}`]
      : []),
    ...(quietAfterMs !== null && quietAfterMs > PROMISE_MS
      ? ["quiet took more than the five minutes that are promised"]
      : []),
    ...(sold === 0 ? ["nothing was sold"] : []),
    ...(internalErrors > 0 ? [`the Worker answered internal_error ${internalErrors} times`] : []),
  ];
}
