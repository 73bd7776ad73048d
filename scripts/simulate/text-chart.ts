const HEIGHT = 8;
const WIDTH = 72;
const BLOCKS = " ▁▂▃▄▅▆▇█";

/** A curve in so many lines of text, its time axis below; each column shows the mean of its stretch. */
export function textChart(title: string, perSecond: readonly number[]): string {
  const width = Math.min(WIDTH, perSecond.length);
  const columns = Array.from({ length: width }, (_, i) => {
    const stretch = perSecond.slice(
      Math.floor((i * perSecond.length) / width),
      Math.floor(((i + 1) * perSecond.length) / width),
    );
    return stretch.reduce((sum, value) => sum + Math.max(0, value), 0) / Math.max(1, stretch.length);
  });
  const top = columns.reduce((most, value) => Math.max(most, value), 1);
  const lines = Array.from({ length: HEIGHT }, (_, line) => {
    const floor = HEIGHT - 1 - line;
    const label = line === 0 ? Math.round(top).toLocaleString("en") : "";
    const bars = columns.map((value) => BLOCKS[level((value / top) * HEIGHT - floor)] ?? " ");
    return `${label.padStart(9)} ┤${bars.join("")}`;
  });
  const end = `${perSecond.length} s`;
  return [
    title,
    ...lines,
    `${"0".padStart(9)} └${"─".repeat(width)}`,
    `${" ".repeat(11)}0${end.padStart(width - 1)}`,
  ].join("\n");
}

function level(filled: number): number {
  return Math.round(Math.min(1, Math.max(0, filled)) * (BLOCKS.length - 1));
}
