import type { OutboxRow } from "./outbox.ts";

/** Hands outbox rows to the queue, which delivers each to its step at least once. Throws when it took none of them. */
export interface StepPublisher {
  publish(rows: readonly OutboxRow[]): Promise<void>;
}
