/** What may go wrong. Each can be left out, to find the fewest that a violation needs. */
export const FAULTS = [
  "lost_messages",
  "doubled_messages",
  "late_messages",
  "crashes",
  "evictions",
  "outages",
  "clock_jumps",
  "gates_lost",
  "alarms_missing",
  "journal_failures",
  "operator",
  "reconfiguration",
  "misbehaviour",
  "second_passes",
  "queue_switched_off",
  "lobby_called_off",
  "late_confirmations",
] as const;
export type Fault = (typeof FAULTS)[number];

export interface WorldOptions {
  readonly seed: number;
  /** Things that happen: a message arrives, a person acts, a gate reports, … */
  readonly steps: number;
  readonly people: number;
  readonly faults: ReadonlySet<Fault>;
  /** Whether the log must replay to the same state; off for deliberate bugs, which a replay knows nothing of. */
  readonly checksReplay: boolean;
}

export function worldOptions(seed: number, steps: number): WorldOptions {
  return { seed, steps, people: 14, faults: new Set(FAULTS), checksReplay: true };
}
