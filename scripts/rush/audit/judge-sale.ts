import { kindOf } from "../../audit/finding-kinds.ts";
import { judgeAnswers } from "./judge-answers.ts";
import { judgeExpiry } from "./judge-expiry.ts";
import { judgeLimits } from "./judge-limits.ts";
import { judgeMoney } from "./judge-money.ts";
import { judgeOutbox } from "./judge-outbox.ts";
import { judgePasses } from "./judge-passes.ts";
import { judgeRepeats } from "./judge-repeats.ts";
import { judgeSeats } from "./judge-seats.ts";
import type { Evidence, Terms } from "./evidence.ts";
import type { Notes } from "./notes.ts";
import type { Verdict } from "./verdict.ts";

const JUDGES = [judgeSeats, judgeMoney, judgeAnswers, judgeRepeats, judgePasses, judgeExpiry, judgeOutbox, judgeLimits];

/** I1 to I8, each by a judge of its own and by what the auditor has found against it. */
export function judgeSale(terms: Terms, notes: Notes, evidence: Evidence): readonly Verdict[] {
  return JUDGES.map((judge) => withFindings(judge(terms, notes, evidence), evidence));
}

function withFindings(verdict: Verdict, { audit }: Evidence): Verdict {
  const found = audit.findings.filter(({ code }) => kindOf(code).invariant === verdict.invariant);
  if (found.length === 0) return verdict;
  return {
    ...verdict,
    holds: false,
    faults: [...verdict.faults, ...found.map(({ code, says }) => `${code}: ${says}`)],
  };
}
