import { Random } from "../../rush/random.ts";
import { FAULTS, type FaultKind, type FaultTraits, type Victim } from "./fault-kinds.ts";

/** Times since the first fault may come. */
export interface PlannedFault {
  readonly kind: FaultKind;
  readonly atMs: number;
  /** 0: over at once. */
  readonly forMs: number;
}

export interface PlanOptions {
  readonly seed: number;
  readonly kinds: readonly FaultKind[];
  /** All are over by then. */
  readonly durationMs: number;
  /** From one fault to the next, on average. */
  readonly everyMs: number;
}

/** A process that dies five times within ten seconds is given up by its supervisor; a fault has up to two deaths. */
const REST_MS = 5_000;
/** Of a fault that is not over at once, against the time between faults; but never so short that nobody notices. */
const SHORTEST = 0.3;
const LONGEST = 1.5;
const SHORTEST_MS = 1_000;

/**
 * What is done when; the same options make the same plan. Kinds come as cards from a shuffled deck, so that each comes before one
 * comes twice; a kind whose victim is still suffering, or resting, waits until that is over.
 */
export function planFaults({ seed, kinds, durationMs, everyMs }: PlanOptions): readonly PlannedFault[] {
  const random = new Random(seed);
  const freeAtMs = new Map<Victim, number>();
  const plan: PlannedFault[] = [];
  if (kinds.length === 0) return plan;
  let deck: FaultKind[] = [];
  for (let nowMs = 0; nowMs < durationMs; nowMs += everyMs * random.between(0.5, 1.5)) {
    if (deck.length === 0) deck = shuffled(kinds, random);
    const kind = takeFree(deck, (victim) => (freeAtMs.get(victim) ?? 0) <= nowMs);
    const forMs = Math.max(SHORTEST_MS, Math.round(everyMs * random.between(SHORTEST, LONGEST)));
    if (kind === undefined) continue;
    const { victims, isInstant }: FaultTraits = FAULTS[kind];
    const fault = { kind, atMs: Math.round(nowMs), forMs: isInstant ? 0 : forMs };
    if (fault.atMs + fault.forMs > durationMs) continue;
    plan.push(fault);
    for (const victim of victims) freeAtMs.set(victim, fault.atMs + fault.forMs + REST_MS);
  }
  return plan;
}

/** The first card whose victims are all free, out of the deck. */
function takeFree(deck: FaultKind[], isFree: (victim: Victim) => boolean): FaultKind | undefined {
  const at = deck.findIndex((kind) => FAULTS[kind].victims.every(isFree));
  return at === -1 ? undefined : deck.splice(at, 1)[0];
}

/** Fisher and Yates. */
function shuffled(kinds: readonly FaultKind[], random: Random): FaultKind[] {
  const deck = [...kinds];
  for (let last = deck.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [deck[last], deck[other]] = [deck[other], deck[last]] as [FaultKind, FaultKind];
  }
  return deck;
}
