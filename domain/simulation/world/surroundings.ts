import type { Agenda } from "./agenda.ts";
import type { Dice } from "./dice.ts";
import type { EventShell } from "./event-shell.ts";
import type { Fault } from "./world-options.ts";

/** What everybody in the world lives in. */
export interface Surroundings {
  readonly dice: Dice;
  readonly agenda: Agenda;
  /** The end of a run: no more faults, nobody begins anything, what is under way comes to its end. */
  readonly isCalm: boolean;
  /** Whether a fault may happen in this run. */
  has(fault: Fault): boolean;
  /** Whether it happens now: it is among those of the run, and the dice say so. */
  strikes(fault: Fault, share: number): boolean;
  /** A message on its way: it may be late, lost, or come twice. */
  send(what: string, deliver: () => void): void;
  /**
   * Asks the object. Undefined: no answer, because it cannot be reached, or has died before or after it has done what was
   * asked.
   */
  atObject<T>(ask: (shell: EventShell, nowMs: number) => T): T | undefined;
  /** The clock of Workers and gates; differs from the object's. */
  workerNowMs(): number;
  /** Counts what has happened, for whoever asks whether a run was worth something. */
  note(what: string): void;
}
