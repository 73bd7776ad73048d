import { SECOND_MS } from "../../time.ts";
import type { QueueOutcome } from "./simulate-queue.ts";
import type { Tally } from "./tally.ts";

export interface Claim {
  readonly claim: string;
  readonly found: string;
  readonly holds: boolean;
}

const WINDOW_S = 10;
const READY_S = 5;
const TOLERANCE = 0.05;
/** Nothing to judge: a small crowd. */
const NEVER = "so many never waited";
const MOST_RPCS_PER_S = 300;

interface Range {
  readonly windows: number;
  readonly least: number;
  readonly most: number;
}

/** What issue 4 promises of a waiting room, held against what happened. Deviations are shares of what was set. */
export function judgeQueue(outcome: QueueOutcome): readonly Claim[] {
  const { wish, audit, rpcs, comeBack } = outcome;
  const any = windowsOf(outcome.issued, WINDOW_S, () => true);
  return [
    ...(isCapBound(outcome) ? [judgeSessions(outcome)] : [judgeRate(outcome)]),
    {
      claim: `no ${WINDOW_S} s window above ${wish.ratePerS}/s by more than ${percent(TOLERANCE)}`,
      found: `at most ${percent(any.most / (wish.ratePerS * WINDOW_S))} of the set rate`,
      holds: any.most <= wish.ratePerS * WINDOW_S * (1 + TOLERANCE),
    },
    {
      claim: `never more than ${wish.maxActive} active`,
      found: `${audit.mostActive} at most`,
      holds: audit.mostActive <= wish.maxActive,
    },
    {
      claim: `calls at the event's object ≤ ${MOST_RPCS_PER_S}/s`,
      found: `${rpcs.max()}/s at most`,
      holds: rpcs.max() <= MOST_RPCS_PER_S,
    },
    {
      claim: "nobody who is here is passed over by a higher place",
      found: `${audit.passedOver} passed over`,
      holds: audit.passedOver === 0,
    },
    {
      claim: "everybody who comes back gets one pass",
      found: `${audit.admitted} of ${comeBack}, ${audit.doubled} twice`,
      holds: audit.admitted === comeBack && audit.doubled === 0,
    },
  ];
}

/** Whether the cap, not the rate, limits admission in the long run. */
export function isCapBound({ wish }: QueueOutcome): boolean {
  return wish.maxActive / (wish.sessionMs / SECOND_MS) < wish.ratePerS;
}

function judgeRate(outcome: QueueOutcome): Claim {
  const { wish, issued } = outcome;
  const set = wish.ratePerS * WINDOW_S;
  const { windows, least, most } = windowsOf(issued, WINDOW_S, (second) => isEnough(outcome, second, WINDOW_S));
  return {
    claim: `issued within ${percent(TOLERANCE)} of ${wish.ratePerS}/s in every ${WINDOW_S} s window while enough wait`,
    found: windows === 0 ? NEVER : `${percent(least / set)} to ${percent(most / set)} in ${windows} windows`,
    holds: windows === 0 || (least >= set * (1 - TOLERANCE) && most <= set * (1 + TOLERANCE)),
  };
}

/** At the cap each session makes room for one pass: a cap's worth in the time that a session lasts. */
function judgeSessions(outcome: QueueOutcome): Claim {
  const { wish, issued, active } = outcome;
  const sessionS = Math.round(wish.sessionMs / SECOND_MS);
  const fullAtS = active.findIndex((count) => count >= wish.maxActive * (1 - TOLERANCE));
  const isCounted = (second: number): boolean =>
    fullAtS !== -1 && second >= fullAtS && isEnough(outcome, second, sessionS);
  const { windows, least, most } = windowsOf(issued, sessionS, isCounted);
  const perS = (count: number): string => (count / sessionS).toFixed(1);
  return {
    claim: `issued within ${percent(TOLERANCE)} of ${perS(wish.maxActive)}/s (cap ÷ session) over every session while enough wait`,
    found: windows === 0 ? NEVER : `${perS(least)}/s to ${perS(most)}/s in ${windows} windows`,
    holds: windows === 0 || (least >= wish.maxActive * (1 - TOLERANCE) && most <= wish.maxActive * (1 + TOLERANCE)),
  };
}

/** When the window begins and when it ends, as many wait as the ready list holds. */
function isEnough({ wish, callable }: QueueOutcome, fromS: number, seconds: number): boolean {
  return [fromS - 1, fromS + seconds].every((second) => (callable[second] ?? 0) >= wish.ratePerS * READY_S);
}

/** Sums over all windows of this length that begin in a slot of a counted second. */
function windowsOf({ counts, slotMs }: Tally, seconds: number, isCounted: (second: number) => boolean): Range {
  const length = (seconds * SECOND_MS) / slotMs;
  let [windows, least, most, sum] = [0, Infinity, 0, 0];
  for (const [slot, count] of counts.entries()) {
    sum += count - (counts[slot - length] ?? 0);
    const first = slot - length + 1;
    if (first < 0 || !isCounted(Math.floor((first * slotMs) / SECOND_MS))) continue;
    windows++;
    least = Math.min(least, sum);
    most = Math.max(most, sum);
  }
  return { windows, least, most };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
