import type { Group } from "../crowd/measures.ts";
import { drawChart, type Chart } from "./draw-chart.ts";
import type { RushReport } from "./rush-report.ts";

const WIDE = { width: 640, height: 260 };
const NARROW = { width: 420, height: 240 };

const GROUP_TITLES: Readonly<Record<Group, string>> = {
  queue: "Queue: join, poll, pass",
  holds: "Holds",
  payments: "Payments: start, status",
};

/** The sale over time: who waits, who is let in, what is sold. */
export function saleCharts(report: RushReport): readonly string[] {
  const { options, samples, issuedPerS } = report;
  const times = samples.map(({ atMs }) => atMs / 1_000);
  const base = { times, axis: "linear", ...WIDE } as const;
  const queue: Chart = {
    ...base,
    title: "Queue length",
    unit: "fans in the queue who are present",
    series: [{ name: "waiting", kind: "area", colour: "blue", values: samples.map(({ waiting }) => waiting) }],
  };
  const admissions: Chart = {
    ...base,
    title: "Admissions",
    unit: "passes per second",
    series: [
      { name: "issued in the second", kind: "bars", colour: "violet", values: issuedPerS },
      { name: "mean of 10 s", kind: "line", colour: "orange", values: meanOfTen(issuedPerS) },
    ],
    mark: { value: options.ratePerS, label: `set rate ${options.ratePerS}/s` },
  };
  const sold: Chart = {
    ...base,
    title: "Seats sold",
    unit: "seats paid, as buyers were told",
    series: [{ name: "sold", kind: "area", colour: "teal", values: samples.map(({ seatsSold }) => seatsSold) }],
    mark: { value: options.seats, label: `the house: ${options.seats.toLocaleString("en")}` },
  };
  const buyers: Chart = {
    ...base,
    title: "Load",
    unit: "per second, or at the time",
    series: [
      { name: "answers per second", kind: "line", colour: "blue", values: samples.map(({ replies }) => replies) },
      {
        name: "bookings held or being paid",
        kind: "line",
        colour: "orange",
        values: samples.map(({ holding }) => holding),
      },
    ],
  };
  return (options.hasQueue ? [queue, admissions, sold, buyers] : [sold, buyers]).map(drawChart);
}

/** What answers took, per second; a chart for each kind that was asked for. */
export function latencyCharts({ options, samples }: RushReport): readonly string[] {
  const groups: readonly Group[] = options.hasQueue ? ["queue", "holds", "payments"] : ["holds", "payments"];
  return groups.map((group) =>
    drawChart({
      title: GROUP_TITLES[group],
      unit: "milliseconds, logarithmic",
      times: samples.map(({ atMs }) => atMs / 1_000),
      series: [
        { name: "p50", kind: "line", colour: "blue", values: samples.map(({ latency }) => latency[group].p50) },
        { name: "p99", kind: "line", colour: "orange", values: samples.map(({ latency }) => latency[group].p99) },
      ],
      axis: "log",
      ...NARROW,
    }),
  );
}

/** Over the ten seconds that end with each; null before there are ten. */
export function meanOfTen(values: readonly number[]): (number | null)[] {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (values[i - 10] ?? 0);
    return i < 9 ? null : sum / 10;
  });
}
