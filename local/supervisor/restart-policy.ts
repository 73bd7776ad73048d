const WINDOW_MS = 10_000;
const MAX_DEATHS = 5;
const FIRST_BACK_OFF_MS = 250;

export type RestartDecision = { readonly kind: "restart"; readonly afterMs: number } | { readonly kind: "give_up" };

/**
 * What to do about a process that died just now: the first death in 10 s is answered at once, the next ones after
 * 250, 500 and 1,000 ms, the fifth is the last.
 *
 * @param deathsMs times of all its deaths, this one included, in any clock that `nowMs` shares
 */
export function decideRestart(deathsMs: readonly number[], nowMs: number): RestartDecision {
  const recent = deathsMs.filter((atMs) => nowMs - atMs < WINDOW_MS).length;
  if (recent >= MAX_DEATHS) return { kind: "give_up" };
  return { kind: "restart", afterMs: recent <= 1 ? 0 : FIRST_BACK_OFF_MS * 2 ** (recent - 2) };
}
