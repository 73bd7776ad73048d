/** Shows the numbers of a chart under the pointer. Plain JavaScript for the reader's browser; the page is whole without it. */
export const PAGE_SCRIPT = `
const time = (s) => Math.floor(s / 60) + ":" + String(Math.floor(s % 60)).padStart(2, "0");
for (const plot of document.querySelectorAll("[data-chart]")) {
  const { times, left, right, series } = JSON.parse(plot.dataset.chart);
  const svg = plot.querySelector("svg");
  const cursor = plot.querySelector(".cursor");
  const output = plot.querySelector("output");
  const last = times[times.length - 1] || 1;
  const show = (event) => {
    const box = svg.getBoundingClientRect();
    const scale = svg.viewBox.baseVal.width / box.width;
    const at = (((event.clientX - box.left) * scale - left) / (right - left)) * last;
    let i = 0;
    while (i < times.length - 1 && times[i] < at) i++;
    if (i > 0 && at - times[i - 1] < times[i] - at) i--;
    const x = left + (times[i] / last) * (right - left);
    cursor.setAttribute("x1", x);
    cursor.setAttribute("x2", x);
    cursor.setAttribute("visibility", "visible");
    const rows = series.map(({ name, colour, values }) => {
      const row = document.createElement("div");
      row.innerHTML = '<i class="key ' + colour + '"></i>';
      row.append(name + " " + (values[i] == null ? "–" : values[i].toLocaleString("en")));
      return row;
    });
    const head = document.createElement("b");
    head.textContent = time(times[i]);
    output.replaceChildren(head, ...rows);
    output.hidden = false;
    const near = x / scale;
    output.style.left = (near > box.width / 2 ? near - output.offsetWidth - 12 : near + 12) + "px";
  };
  plot.addEventListener("pointermove", show);
  plot.addEventListener("pointerleave", () => {
    output.hidden = true;
    cursor.setAttribute("visibility", "hidden");
  });
}
`;
