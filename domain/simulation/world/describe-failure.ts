import type { Failure } from "./run-world.ts";
import type { WorldOptions } from "./world-options.ts";

/** What somebody needs to run it again, and what he will see. */
export function describeFailure({ seed, people, faults }: WorldOptions, { violation, steps, story }: Failure): string {
  const world = `seed ${seed}, ${people} people, faults: ${[...faults].join(", ") || "none"}`;
  return [violation.message, `at step ${steps} of ${world}; the last things that happened (ms):`, ...story].join("\n");
}
