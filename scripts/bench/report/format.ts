import type { Spread } from "../measure/spread.ts";

/** `12.3 (11.9–14.0)`; a dash for what was not measured. */
export function withSpread({ median, min, max }: Spread, digits: number): string {
  if (Number.isNaN(median)) return "–";
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** A dash for what was not measured. */
export function figure(value: number | null, digits: number): string {
  return value === null || Number.isNaN(value) ? "–" : value.toFixed(digits);
}
