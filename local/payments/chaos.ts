import { z } from "zod";

const share = z.number().min(0).max(1).default(0);
const count = z.int().min(0).default(0);
const waitMs = z.int().min(0).max(120_000).default(0);

/**
 * Faults to play, of every payment provider that is stood in for, set by `POST /_sim/chaos`; counters go down as they are
 * used. Not persisted: a restart is calm.
 */
export const chaosSchema = z.strictObject({
  /** The next n API calls answer `status` and do nothing. */
  fail: count,
  status: z.int().min(400).max(599).default(500),
  /** The next n API calls are cut off before anything is done … */
  drop: count,
  /** … or after it was done: the caller cannot know. */
  dropAnswer: count,
  /** The next n API calls get headers and half a body, for ever. */
  stall: count,
  slowMs: waitMs,
  /** The next n captures are refused by the bank, where the provider knows captures. */
  refuseCaptures: count,
  /** The next n refunds are refused for good. */
  refuseRefunds: count,
  /** Share of webhooks that are sent twice. */
  duplicateWebhooks: share,
  /** Each webhook is held back by a time of its own, up to 5 s at time scale 1. */
  reorderWebhooks: z.boolean().default(false),
  /** Share of attempts to deliver that never arrive; they are made again. */
  dropWebhooks: share,
  /** Every webhook is held back so long. */
  delayWebhooksMs: waitMs,
});

type Settings = z.infer<typeof chaosSchema>;
type Fault = "fail" | "drop" | "dropAnswer" | "stall" | "refuseCaptures" | "refuseRefunds";

export class Chaos {
  #settings: Settings = chaosSchema.parse({});

  set(settings: Settings): void {
    this.#settings = settings;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** True when the fault is to be played now; uses it up. */
  take(fault: Fault): boolean {
    if (this.#settings[fault] === 0) return false;
    this.#settings = { ...this.#settings, [fault]: this.#settings[fault] - 1 };
    return true;
  }
}
