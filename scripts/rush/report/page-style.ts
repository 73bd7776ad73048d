/** The report's looks: one column of cards on a phone, light or dark as the reader's system is. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --page: #f4f5f7; --card: #ffffff; --line: #e3e6eb; --text: #151a21; --soft: #5a6472;
  --blue: #2a6fdb; --orange: #d4600f; --teal: #0e8a6d; --violet: #9d8be0;
  --good: #0b7a4b; --good-ground: #e2f4ea; --bad: #b3261e; --bad-ground: #fbe6e4; --none-ground: #eceef2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1217; --card: #171c24; --line: #2a313c; --text: #e9edf3; --soft: #9aa5b4;
    --blue: #6aa8ff; --orange: #f49355; --teal: #41c8a4; --violet: #7d6fc4;
    --good: #5fd6a0; --good-ground: #12311f; --bad: #ff8f86; --bad-ground: #3a1917; --none-ground: #232a34;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
main { max-width: 1360px; margin: 0 auto; padding: 40px 24px 64px; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 8px 20px; }
h1 { margin: 0; font-size: 34px; letter-spacing: -0.02em; line-height: 1.1; }
h2 { margin: 44px 0 14px; font-size: 19px; letter-spacing: -0.01em; }
h3 { margin: 0; font-size: 15px; font-weight: 600; }
p.lead { flex-basis: 100%; margin: 0; color: var(--soft); }
code { font: 13px/1.5 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.badge { padding: 3px 12px; border-radius: 999px; font-weight: 600; font-size: 14px; }
.badge.good { color: var(--good); background: var(--good-ground); }
.badge.bad { color: var(--bad); background: var(--bad-ground); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 26px 0 0; padding: 0; }
.figures div, .card, .chart { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
.figures div { padding: 14px 18px; }
.figures dt { color: var(--soft); font-size: 13px; }
.figures dd { margin: 2px 0 0; font-size: 27px; font-weight: 600; letter-spacing: -0.02em; line-height: 1.2; }
.figures small { display: block; color: var(--soft); font-size: 13px; font-weight: 400; letter-spacing: 0; }
.checks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 560px), 1fr)); gap: 12px; margin: 0; padding: 0; list-style: none; }
.checks li { display: grid; grid-template-columns: 30px 1fr; gap: 4px 12px; padding: 16px 18px; }
.checks .sign { width: 26px; height: 26px; border-radius: 50%; display: grid; place-items: center; font-weight: 700; font-size: 14px; }
.good .sign { color: var(--good); background: var(--good-ground); }
.bad .sign { color: var(--bad); background: var(--bad-ground); }
.none .sign { color: var(--soft); background: var(--none-ground); }
.checks ul { margin: 4px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 13.5px; font-variant-numeric: tabular-nums; }
.checks .faults { color: var(--bad); }
.checks .faults li, .checks ul li { display: block; padding: 1px 0; }
.wide { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 14px; }
.narrow { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 14px; }
.chart { margin: 0; padding: 16px 16px 10px; }
.chart figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 4px 16px; margin-bottom: 8px; }
.legend { display: flex; gap: 16px; margin: 0; padding: 0; list-style: none; color: var(--soft); font-size: 13px; }
.key { display: inline-block; width: 12px; height: 3px; border-radius: 2px; margin-right: 6px; vertical-align: middle; background: currentColor; }
.plot { position: relative; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--soft); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); stroke-width: 1; }
.line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.area { fill: currentColor; opacity: 0.14; }
.bar { fill: currentColor; }
.blue { color: var(--blue); } .orange { color: var(--orange); } .teal { color: var(--teal); } .violet { color: var(--violet); }
.mark { stroke: var(--text); stroke-width: 1.25; stroke-dasharray: 5 4; opacity: 0.65; }
svg .mark-label { fill: var(--text); font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px; stroke-linejoin: round; }
.cursor { stroke: var(--soft); stroke-width: 1; opacity: 0.7; }
output { position: absolute; top: 10px; pointer-events: none; padding: 7px 10px; border-radius: 8px; font-size: 12.5px; line-height: 1.45;
  white-space: nowrap; background: var(--card); color: var(--text); border: 1px solid var(--line); box-shadow: 0 4px 16px rgb(0 0 0 / 0.16);
  font-variant-numeric: tabular-nums; }
output b { display: block; font-weight: 600; }
output span { color: var(--text); } output .key { margin-right: 7px; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 470px), 1fr)); gap: 14px; align-items: start; }
.tables .card + .card { margin-top: 14px; }
.card { padding: 6px 18px 10px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { padding: 10px 0 6px; text-align: left; font-weight: 600; }
th, td { padding: 6px 0 6px 16px; border-top: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; font-size: 13px; border-top: 0; white-space: nowrap; }
th:first-child, td:first-child { padding-left: 0; text-align: left; }
td:first-child, .words { white-space: normal; }
.words { color: var(--soft); font-size: 13px; text-align: left; }
footer { margin-top: 40px; color: var(--soft); font-size: 13.5px; }
`;
