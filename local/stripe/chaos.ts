import { z } from "zod";

/** Faults to play, set by `POST /_sim/chaos`; counters go down as they are used. Not persisted: a restart is calm. */
export const chaosSchema = z.strictObject({
  /** The next n API calls answer `status` and do nothing. */
  fail: z.int().min(0).default(0),
  status: z.int().min(400).max(599).default(500),
  /** The next n API calls are cut off before anything is done … */
  drop: z.int().min(0).default(0),
  /** … or after it was done: the caller cannot know. */
  dropAnswer: z.int().min(0).default(0),
  /** The next n API calls get headers and half a body, for ever. */
  stall: z.int().min(0).default(0),
  slowMs: z.int().min(0).max(120_000).default(0),
  /** The next n captures are refused by the bank. */
  refuseCaptures: z.int().min(0).default(0),
  /** Share of webhooks that are sent twice. */
  duplicateWebhooks: z.number().min(0).max(1).default(0),
  reorderWebhooks: z.boolean().default(false),
});

type Settings = z.infer<typeof chaosSchema>;
type Counter = { [K in keyof Settings]: Settings[K] extends number ? K : never }[keyof Settings];

export class Chaos {
  #settings: Settings = chaosSchema.parse({});

  set(settings: Settings): void {
    this.#settings = settings;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** True when the fault is to be played now; uses it up. */
  take(fault: Extract<Counter, "fail" | "drop" | "dropAnswer" | "stall" | "refuseCaptures">): boolean {
    if (this.#settings[fault] === 0) return false;
    this.#settings = { ...this.#settings, [fault]: this.#settings[fault] - 1 };
    return true;
  }
}
