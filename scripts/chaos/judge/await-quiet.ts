import type { OnItsWay } from "./read-quiet.ts";

export const LOOK_EVERY_MS = 500;
const NEVER: Record<keyof OnItsWay, number | null> = {
  holds: null,
  payments: null,
  refunds: null,
  cancellations: null,
  steps: null,
  journal: null,
};
const KINDS = Object.keys(NEVER) as readonly (keyof OnItsWay)[];

export interface Quiet {
  /** For each thing that can be on its way, since when nothing of it was, since 1970; null: something still is. */
  readonly since: Readonly<Record<keyof OnItsWay, number | null>>;
  /** Nothing at all is on its way, and nobody is left who could begin something. */
  readonly isReached: boolean;
}

export interface QuietWatch {
  /** Throws while a part does not answer. */
  readonly read: () => Promise<OnItsWay>;
  /** Nobody is left who could begin something. */
  readonly isEverybodyGone: () => boolean;
  readonly onLook: (left: OnItsWay) => void;
  readonly nowMs: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
}

/**
 * Looks until nothing is on its way any more and everybody has gone, at most until `untilMs`. Nothing is done for it: the cron,
 * the back-offs and the leases of the stack are what is measured.
 */
export async function awaitQuiet(watch: QuietWatch, untilMs: number): Promise<Quiet> {
  const since = { ...NEVER };
  while (watch.nowMs() < untilMs) {
    const isLast = watch.isEverybodyGone();
    const seen = await watch.read().catch(() => undefined);
    if (seen !== undefined) {
      watch.onLook(seen);
      for (const what of KINDS) since[what] = seen[what] === 0 ? (since[what] ?? watch.nowMs()) : null;
      if (isLast && KINDS.every((what) => seen[what] === 0)) return { since, isReached: true };
    }
    await watch.pause(LOOK_EVERY_MS);
  }
  return { since, isReached: false };
}
