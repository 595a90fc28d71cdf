// Draws data_visualization blocks as SVG, each with the same figures as a table.

import { h, svg } from "./dom.js";

const WIDE = 560;
const HIGH = 220;
const LEFT = 44;
const BOTTOM = 34;
const TOP = 12;

function niceStep(span) {
  const rough = span / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough);
}

// Bars and areas are measured from nought; a line may begin where its figures do.
function scaleOf(series, fromNought) {
  const values = series.flatMap((one) => one.data.map((point) => Number(point.value)));
  const ends = fromNought ? [0] : [];
  const lowest = Math.min(...ends, ...values);
  const highest = Math.max(...ends, ...values);
  const step = niceStep(highest - lowest || 1);
  const from = Math.floor(lowest / step) * step;
  const to = Math.max(from + step, Math.ceil(highest / step) * step);
  const y = (value) => TOP + ((to - value) / (to - from)) * (HIGH - TOP - BOTTOM);
  const ticks = Array.from({ length: Math.round((to - from) / step) + 1 }, (_, index) => from + index * step);
  return { y, ticks, zero: y(Math.min(to, Math.max(from, 0))) };
}

function shorten(text, room) {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}

function axes(scale, categories, config) {
  const lines = scale.ticks.flatMap((tick) => [
    svg("line", { x1: LEFT, x2: WIDE, y1: scale.y(tick), y2: scale.y(tick), class: tick === 0 ? "axis" : "grid" }),
    svg("text", { x: LEFT - 6, y: scale.y(tick) + 4, "text-anchor": "end" }, String(Number(tick.toFixed(4)))),
  ]);
  const gap = (WIDE - LEFT) / categories.length;
  const every = Math.ceil(categories.length / 7);
  const room = Math.max(4, Math.floor((gap * every) / 9));
  const names = categories.map((name, index) =>
    index % every ? null : svg("text", { x: LEFT + gap * (index + 0.5), y: HIGH - BOTTOM + 20, "text-anchor": "middle" }, shorten(name, room)),
  );
  const below = config?.x_label ? svg("text", { x: (LEFT + WIDE) / 2, y: HIGH - 2, "text-anchor": "middle", class: "axis-name" }, config.x_label) : null;
  return [lines, names, below];
}

function valueOf(series, category) {
  return Number(series.data.find((point) => point.label === category)?.value ?? 0);
}

function bars(series, categories, scale) {
  const gap = (WIDE - LEFT) / categories.length;
  const width = Math.min(40, (gap * 0.8) / series.length);
  return series.flatMap((one, at) =>
    categories.map((category, index) => {
      const value = valueOf(one, category);
      const x = LEFT + gap * (index + 0.5) - (width * series.length) / 2 + width * at;
      const top = Math.min(scale.y(value), scale.zero);
      const tall = Math.max(1, Math.abs(scale.y(value) - scale.zero));
      return svg("rect", { x, y: top, width: Math.max(1, width - 2), height: tall, class: `fill-${at % 6}` });
    }),
  );
}

function pointsOf(one, categories, scale) {
  const gap = (WIDE - LEFT) / categories.length;
  return categories.map((category, index) => [LEFT + gap * (index + 0.5), scale.y(valueOf(one, category))]);
}

function lines(series, categories, scale) {
  return series.flatMap((one, at) => {
    const points = pointsOf(one, categories, scale);
    const dots = points.map(([x, y]) => svg("circle", { cx: x, cy: y, r: 3.5, class: `fill-${at % 6}` }));
    return [svg("polyline", { points: points.join(" "), class: `line line-${at % 6}` }), dots];
  });
}

function areas(series, categories, scale) {
  return series.map((one, at) => {
    const points = pointsOf(one, categories, scale);
    const closed = [[points[0][0], scale.zero], ...points, [points.at(-1)[0], scale.zero]];
    return [
      svg("polygon", { points: closed.join(" "), class: `area fill-${at % 6}` }),
      svg("polyline", { points: points.join(" "), class: `line line-${at % 6}` }),
    ];
  });
}

const MARKS = { bar: bars, line: lines, area: areas };

function plot(graph) {
  const categories = graph.axis_config?.categories ?? graph.series[0].data.map((point) => point.label);
  const scale = scaleOf(graph.series, graph.type !== "line");
  const marks = (MARKS[graph.type] ?? bars)(graph.series, categories, scale);
  const rows = categories.map((category) => [category, ...graph.series.map((one) => valueOf(one, category))]);
  return {
    picture: [axes(scale, categories, graph.axis_config), marks],
    keys: graph.series.map((one) => one.name),
    head: [graph.axis_config?.x_label ?? "", ...graph.series.map((one) => one.name)],
    rows,
    above: graph.axis_config?.y_label,
  };
}

function slice(from, to, at) {
  const [x, y, r] = [WIDE / 2, HIGH / 2, HIGH / 2 - 10];
  if (to - from > 0.9999) return svg("circle", { cx: x, cy: y, r, class: `fill-${at % 6} slice` });
  const at2 = (share) => [x + r * Math.sin(share * 2 * Math.PI), y - r * Math.cos(share * 2 * Math.PI)];
  const path = `M ${x} ${y} L ${at2(from)} A ${r} ${r} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at2(to)} Z`;
  return svg("path", { d: path, class: `fill-${at % 6} slice` });
}

function pie(graph) {
  const total = graph.segments.reduce((sum, segment) => sum + Number(segment.value), 0) || 1;
  let from = 0;
  const picture = graph.segments.map((segment, at) => {
    const to = from + Number(segment.value) / total;
    const drawn = slice(from, to, at);
    from = to;
    return drawn;
  });
  const share = (value) => `${Math.round((Number(value) / total) * 100)} %`;
  return {
    picture,
    keys: graph.segments.map((segment) => `${segment.label} (${segment.value}, ${share(segment.value)})`),
    head: ["", "Value", "Share"],
    rows: graph.segments.map((segment) => [segment.label, segment.value, share(segment.value)]),
  };
}

// Lines are told apart by their dashes as well as by colour.
function sample(at, isLine) {
  const mark = isLine
    ? svg("polyline", { points: "0,5 26,5", class: `line line-${at % 6}` })
    : svg("rect", { width: 10, height: 10, class: `fill-${at % 6}` });
  return svg("svg", { viewBox: isLine ? "0 0 26 10" : "0 0 10 10", class: isLine ? "long" : "", "aria-hidden": "true" }, mark);
}

function legend(keys, isLine) {
  return h("ul", { class: "legend" }, keys.map((name, at) => h("li", {}, sample(at, isLine), name)));
}

function figures({ head, rows }) {
  const top = h("tr", {}, head.map((name) => h("th", { scope: "col" }, name)));
  const body = rows.map(([name, ...values]) => h("tr", {}, h("th", { scope: "row" }, name), values.map((value) => h("td", { class: "align-right" }, value))));
  return h("details", {}, h("summary", {}, "Figures"), h("table", {}, h("thead", {}, top), h("tbody", {}, body)));
}

export function chart(block) {
  const drawn = block.chart.type === "pie" ? pie(block.chart) : plot(block.chart);
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", {}, block.title),
    drawn.above ? h("p", { class: "axis-name" }, drawn.above) : null,
    svg("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": `${block.title}: ${block.chart.type} chart. The figures follow.` }, drawn.picture),
    legend(drawn.keys, block.chart.type === "line"),
    figures(drawn),
  );
}
