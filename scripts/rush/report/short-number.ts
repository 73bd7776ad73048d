/** 1500 → 1.5k. */
export function shortNumber(value: number): string {
  return value >= 1_000 ? `${Number((value / 1_000).toPrecision(4))}k` : String(Number(value.toPrecision(4)));
}
