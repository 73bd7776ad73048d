import { clock } from "./clock.ts";
import { escapeHtml } from "./escape-html.ts";
import { linearScale, logScale, timeScale, type Scale } from "./scale.ts";
import { shortNumber } from "./short-number.ts";

export interface Series {
  readonly name: string;
  readonly kind: "line" | "area" | "bars";
  /** The class that gives it its colour. */
  readonly colour: "blue" | "orange" | "teal" | "violet";
  /** values[i] belongs to times[i] of the chart; null leaves a gap. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly title: string;
  /** What the vertical axis counts, with its unit. */
  readonly unit: string;
  /** Seconds since the doors opened. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** A level that values are held against. */
  readonly mark?: { readonly value: number; readonly label: string };
  readonly axis: "linear" | "log";
  readonly width: number;
  readonly height: number;
}

const MARGIN = { top: 18, right: 14, bottom: 34, left: 52 };
const Y_MARKS = 4;
const PX_PER_TIME_MARK = 70;

/**
 * An SVG figure, coloured by classes of the page's style. Its numbers are in `data-chart` besides, for the page's script
 * to show under the pointer; without the script nothing else is missing.
 */
export function drawChart(chart: Chart): string {
  const { width, height, title, unit, series, times } = chart;
  const x = timeScale(times.at(-1) ?? 1, MARGIN.left, width - MARGIN.right, (width - 66) / PX_PER_TIME_MARK);
  const y = valueScale(chart);
  const hover = { times, left: MARGIN.left, right: width - MARGIN.right, series: series.map(hoverOf) };
  return [
    `<figure class="chart">`,
    `<figcaption><h3>${escapeHtml(title)}</h3>${legend(series)}</figcaption>`,
    `<div class="plot" data-chart="${escapeHtml(JSON.stringify(hover))}">`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${title}, ${unit}, over time`)}">`,
    grid(chart, y),
    timeAxis(x, height),
    ...series.map((one) => drawSeries(one, times, x, y, height - MARGIN.bottom)),
    drawMark(chart, y),
    `<text class="unit" x="${MARGIN.left}" y="10">${escapeHtml(unit)}</text>`,
    `<line class="cursor" y1="${MARGIN.top}" y2="${height - MARGIN.bottom}" visibility="hidden"/>`,
    `</svg><output hidden></output></div></figure>`,
  ].join("");
}

function valueScale({ series, mark, axis, height }: Chart): Scale {
  const values = series.flatMap(({ values }) => values.filter((value) => value !== null));
  const [bottom, top] = [height - MARGIN.bottom, MARGIN.top];
  if (axis === "linear") return linearScale(Math.max(mark?.value ?? 0, ...values), bottom, top, Y_MARKS);
  const positive = values.filter((value) => value > 0);
  return logScale(Math.min(1_000, ...positive), Math.max(1, ...positive), bottom, top);
}

function grid({ width }: Chart, y: Scale): string {
  return y.ticks
    .map((value) => {
      const at = px(y.px(value));
      return (
        `<line class="grid" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${at}" y2="${at}"/>` +
        `<text class="tick" x="${MARGIN.left - 8}" y="${at}" dy="0.32em" text-anchor="end">${shortNumber(value)}</text>`
      );
    })
    .join("");
}

function timeAxis(x: Scale, height: number): string {
  const marks = x.ticks.map(
    (second) =>
      `<text class="tick" x="${px(x.px(second))}" y="${height - MARGIN.bottom + 16}" text-anchor="middle">${clock(second)}</text>`,
  );
  const middle = (x.px(x.ticks[0] ?? 0) + x.px(x.ticks.at(-1) ?? 0)) / 2;
  return `${marks.join("")}<text class="unit" x="${px(middle)}" y="${height - 3}" text-anchor="middle">since the doors opened, min:s</text>`;
}

function drawSeries(
  { kind, colour, values }: Series,
  times: readonly number[],
  x: Scale,
  y: Scale,
  bottom: number,
): string {
  const points = values.map((value, i) => (value === null ? null : ([x.px(times[i] ?? 0), y.px(value)] as const)));
  if (kind === "bars") return bars(points, colour, x, bottom);
  const runs = unbroken(points);
  const lines = runs.map((run) => `<path class="line ${colour}" d="${path(run)}"/>`).join("");
  if (kind === "line") return lines;
  const areas = runs.map((run) => {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) return "";
    return `<path class="area ${colour}" d="${path(run)}L${px(last[0])} ${bottom}L${px(first[0])} ${bottom}Z"/>`;
  });
  return areas.join("") + lines;
}

type Point = readonly [x: number, y: number];

/** One bar per second, in the second that ends at its time; a hair of the ground between two. */
function bars(points: readonly (Point | null)[], colour: string, x: Scale, bottom: number): string {
  const secondPx = x.px(1) - x.px(0);
  const width = Math.max(0.5, secondPx - Math.min(1.5, secondPx * 0.25));
  return points
    .filter((point) => point !== null)
    .map(([at, top]) => {
      const height = bottom - top;
      return height <= 0
        ? ""
        : `<rect class="bar ${colour}" x="${px(at - secondPx)}" y="${px(top)}" width="${px(width)}" height="${px(height)}"/>`;
    })
    .join("");
}

/** A line is drawn through values that follow each other; a second without any leaves a gap. */
export function unbroken(points: readonly (Point | null)[]): Point[][] {
  const runs: Point[][] = [[]];
  for (const point of points) {
    if (point !== null) runs.at(-1)?.push(point);
    else if ((runs.at(-1)?.length ?? 0) > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

/** A point alone becomes a dot: a path of no length with round ends. */
function path(run: readonly Point[]): string {
  const [first] = run;
  const steps = run.map(([x, y], i) => `${i === 0 ? "M" : "L"}${px(x)} ${px(y)}`).join("");
  return run.length === 1 && first !== undefined ? `${steps}L${px(first[0])} ${px(first[1])}` : steps;
}

function drawMark({ mark, width }: Chart, y: Scale): string {
  if (mark === undefined) return "";
  const at = px(y.px(mark.value));
  return (
    `<line class="mark" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${at}" y2="${at}"/>` +
    `<text class="mark-label" x="${width - MARGIN.right}" y="${at}" dy="-0.4em" text-anchor="end">${escapeHtml(mark.label)}</text>`
  );
}

function legend(series: readonly Series[]): string {
  // One line alone is what the title says.
  if (series.length === 1) return "";
  const keys = series.map(({ name, colour }) => `<li><i class="key ${colour}"></i>${escapeHtml(name)}</li>`);
  return `<ul class="legend">${keys.join("")}</ul>`;
}

function hoverOf({ name, values, colour }: Series): object {
  return { name, colour, values: values.map((value) => (value === null ? null : Number(value.toPrecision(4)))) };
}

function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}
