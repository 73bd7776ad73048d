/** Run-length encoding: `[1,1,1,2]` → `[[1,3],[2,1]]`. The category of each seat, 100,000 of them, is some hundred runs. */
export type Runs = readonly (readonly [value: number, count: number])[];

export function encodeRuns(values: readonly number[]): Runs {
  const runs: [value: number, count: number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs;
}
