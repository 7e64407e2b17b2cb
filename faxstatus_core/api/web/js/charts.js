// Bars by day, drawn as SVG, with a table of the same for those who do not see them.

import { h, svg } from "./dom.js";

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 34;
const BOTTOM = 22;

export function barChart(title, days, good, failed) {
  const most = Math.max(1, ...days.map((day) => day[good] + day[failed]));
  const step = (WIDTH - LEFT) / days.length;
  const scale = (HEIGHT - BOTTOM - 10) / most;
  const bars = days.flatMap((day, index) => {
    const x = LEFT + index * step + step * 0.15;
    const width = step * 0.7;
    const tall = day[good] * scale;
    const bad = day[failed] * scale;
    const base = HEIGHT - BOTTOM;
    return [
      svg("rect", { class: "ok", x, y: base - tall, width, height: tall, rx: 2 }),
      svg("rect", { class: "failed", x, y: base - tall - bad, width, height: bad, rx: 2 }),
    ];
  });
  const every = Math.ceil(days.length / 8);
  const labels = days.map((day, index) =>
    index % every ? null : svg("text", { x: LEFT + index * step + step / 2, y: HEIGHT - 6, "text-anchor": "middle" }, day.day.slice(5)));
  const drawing = svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}; the table below has the same` },
    svg("line", { class: "axis", x1: LEFT, y1: HEIGHT - BOTTOM, x2: WIDTH, y2: HEIGHT - BOTTOM }),
    svg("text", { x: LEFT - 6, y: 14, "text-anchor": "end" }, most),
    svg("text", { x: LEFT - 6, y: HEIGHT - BOTTOM, "text-anchor": "end" }, 0),
    bars, labels,
  );
  return h("div", {},
    drawing,
    h("div", { class: "legend" }, h("span", {}, "good"), h("span", { class: "failed" }, "failed")),
    h("details", {}, h("summary", {}, "As a table"),
      h("table", {}, h("caption", {}, title),
        h("thead", {}, h("tr", {}, ["Day", "Good", "Failed"].map((name) => h("th", { scope: "col" }, name)))),
        h("tbody", {}, days.filter((day) => day[good] + day[failed]).map((day) =>
          h("tr", {}, h("th", { scope: "row" }, day.day), h("td", {}, `${day[good]}`), h("td", {}, `${day[failed]}`)))))));
}
