/** Maps values of an axis to pixels, and says where its marks are. */
export interface Scale {
  readonly px: (value: number) => number;
  readonly ticks: readonly number[];
}

/** From 0 to a round number at or above `max`; about `marks` marks, each 1, 2 or 5 times a power of ten apart. */
export function linearScale(max: number, fromPx: number, toPx: number, marks: number): Scale {
  const step = roundStep(Math.max(max, 1) / marks);
  const count = Math.max(1, Math.ceil(max / step));
  const top = count * step;
  return {
    px: (value) => fromPx + (value / top) * (toPx - fromPx),
    ticks: Array.from({ length: count + 1 }, (_, i) => i * step),
  };
}

/** From 0 to `max` exactly: for an axis of time, where empty room to the right would say that nothing happened. */
export function timeScale(maxS: number, fromPx: number, toPx: number, marks: number): Scale {
  const step = secondsStep(Math.max(maxS, 1) / marks);
  return {
    px: (second) => fromPx + (second / Math.max(maxS, 1)) * (toPx - fromPx),
    ticks: Array.from({ length: Math.floor(maxS / step) + 1 }, (_, i) => i * step),
  };
}

/** Powers of ten, from the one at or below `min` to the one at or above `max`; both above 0. */
export function logScale(min: number, max: number, fromPx: number, toPx: number): Scale {
  const low = Math.floor(Math.log10(min));
  const high = Math.max(low + 1, Math.ceil(Math.log10(max)));
  return {
    px: (value) => {
      const share = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
      return fromPx + Math.min(1, share) * (toPx - fromPx);
    },
    ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
  };
}

/** The smallest of 1, 2, 5 × 10^n that is not below; a whole number, since people and seats are counted. */
function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= atLeast - 1e-9);
  return Math.max(1, step ?? 10 * power);
}

function secondsStep(atLeast: number): number {
  return [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].find((step) => step >= atLeast) ?? 7_200;
}
