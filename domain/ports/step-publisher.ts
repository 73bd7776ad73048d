import type { OutboxRow } from "./outbox.ts";

/** A row that the queue will not take however often it is asked, and why. */
export interface RefusedRow {
  readonly id: string;
  readonly error: string;
}

/**
 * Hands outbox rows to the queue, which delivers each to its step at least once. Gives those that it refuses, which stop none
 * of the others. Throws when it took none of them because it could not be asked.
 */
export interface StepPublisher {
  publish(rows: readonly OutboxRow[]): Promise<readonly RefusedRow[]>;
}
