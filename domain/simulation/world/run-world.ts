import type { Cores } from "./cores.ts";
import { Violation } from "./violation.ts";
import type { WorldOptions } from "./world-options.ts";
import { World } from "./world.ts";

/** Why and where a run has failed. */
export interface Failure {
  readonly violation: Violation;
  /** How many things have happened until then. */
  readonly steps: number;
  /** The last of them. */
  readonly story: readonly string[];
}

export interface Outcome {
  readonly failure: Failure | undefined;
  readonly tally: ReadonlyMap<string, number>;
}

/** Never throws: what the cores throw is a violation too. */
export function runWorld(options: WorldOptions, cores: Cores): Outcome {
  const world = new World(options, cores);
  try {
    world.run();
    return { failure: undefined, tally: world.tally };
  } catch (error) {
    const violation =
      error instanceof Violation
        ? error
        : new Violation("bug", error instanceof Error ? (error.stack ?? error.message) : "");
    return { failure: { violation, steps: world.story.length, story: world.story.slice(-25) }, tally: world.tally };
  }
}
