import { describe, expect, it } from "vitest";
import { clock } from "./clock.ts";
import { drawChart, unbroken, type Chart } from "./draw-chart.ts";
import { shortNumber } from "./short-number.ts";

const CHART: Chart = {
  title: "Queue & co",
  unit: "fans",
  times: [1, 2, 3, 4],
  series: [{ name: "waiting", kind: "line", colour: "blue", values: [5, 10, null, 2] }],
  axis: "linear",
  width: 400,
  height: 200,
};

describe("a chart", () => {
  it("draws one line per stretch without a gap", () => {
    expect(drawChart(CHART).match(/class="line blue"/g)).toHaveLength(2);
    expect(unbroken([null, [1, 1], [2, 2], null, null, [5, 5], null])).toEqual([
      [
        [1, 1],
        [2, 2],
      ],
      [[5, 5]],
    ]);
  });

  it("closes an area at the ground, and gives bars their second", () => {
    const [series] = CHART.series;
    const drawn = (kind: "area" | "bars") => drawChart({ ...CHART, series: series ? [{ ...series, kind }] : [] });
    expect(drawn("area")).toMatch(/class="area blue" d="M[^"]*L[^"]* 166Z"/);
    expect(drawn("bars").match(/<rect/g)).toHaveLength(3);
  });

  it("makes room for the level that values are held against", () => {
    const svg = drawChart({ ...CHART, mark: { value: 90, label: "set rate" } });
    expect(svg).toContain(">100</text>");
    expect(svg).toContain("set rate");
  });

  it("has a title, a unit, a legend where there is more than one series, and no markup of others", () => {
    const svg = drawChart(CHART);
    expect(svg).toContain("Queue &amp; co");
    expect(svg).toContain(">fans</text>");
    expect(svg).not.toContain("legend");
    const two = [...CHART.series, { name: "buyers", kind: "line", colour: "teal", values: [] } as const];
    expect(drawChart({ ...CHART, series: two })).toContain("</i>waiting</li>");
  });

  it("writes numbers and times short", () => {
    expect([shortNumber(950), shortNumber(12_500), shortNumber(0.1)]).toEqual(["950", "12.5k", "0.1"]);
    expect([clock(5), clock(95)]).toEqual(["0:05", "1:35"]);
  });
});
