import type { Cores } from "./cores.ts";
import { FAULTS, type WorldOptions } from "./world-options.ts";
import { runWorld, type Failure } from "./run-world.ts";

export interface ShrunkRun {
  readonly options: WorldOptions;
  readonly failure: Failure;
}

const FEWER_PEOPLE = [2, 3, 5, 8];

/**
 * A smaller run that breaks the same rule: without the faults that it does not need, with fewer people, cut where it fails.
 * Undefined when the run does not fail. Each trial is another world, so the scene found need not be the same one.
 */
export function shrinkRun(options: WorldOptions, cores: Cores): ShrunkRun | undefined {
  const { failure } = runWorld(options, cores);
  if (failure === undefined) return undefined;
  let smallest: ShrunkRun = { options, failure };
  const trials = [
    ...FEWER_PEOPLE.map((people) => (from: WorldOptions) => ({ ...from, people })),
    ...FAULTS.map((fault) => (from: WorldOptions) => ({
      ...from,
      faults: new Set([...from.faults].filter((each) => each !== fault)),
    })),
  ];
  for (const trial of trials) {
    const simpler = trial(smallest.options);
    if (simpler.people > smallest.options.people) continue;
    const again = runWorld(simpler, cores).failure;
    if (again?.violation.rule === failure.violation.rule) smallest = { options: simpler, failure: again };
  }
  const { steps } = smallest.failure;
  return { ...smallest, options: { ...smallest.options, steps: Math.min(smallest.options.steps, steps) } };
}
