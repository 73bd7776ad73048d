import { z } from "zod";

const share = z.number().min(0).max(1).default(0);
const waitMs = z.int().min(0).max(60_000).default(0);

/** Faults to play, set by `POST /chaos`. Not persisted: a restart is calm. Waits are not scaled. */
export const chaosSchema = z.strictObject({
  /** Share of attempts that are made twice, … */
  duplicate: share,
  /** … that never reach their destination, and count as failed, … */
  drop: share,
  /** … and whose answer gets lost on its way back. */
  dropAck: share,
  /** Share of messages that are forgotten, whatever was promised. */
  lose: share,
  /** Every delivery comes so much later, … */
  delayMs: waitMs,
  /** … and up to so much more, each by its own: they overtake each other. */
  spreadMs: waitMs,
});

export type Chaos = z.infer<typeof chaosSchema>;

export const CALM: Chaos = chaosSchema.parse({});
