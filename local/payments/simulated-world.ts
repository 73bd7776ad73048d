import type { Chaos } from "./chaos.ts";

/** What every simulated provider has: its faults, its clock, and how much shorter its waits are. */
export interface SimulatedWorld {
  readonly chaos: Chaos;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly timeScale: number;
}
