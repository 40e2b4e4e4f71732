"use strict";
// Draws every element of class "chart" from data; its numbers stand in a table below it. Nothing here
// knows what a chart shows: a type of chart is a function, a kind of network a colour, mark and line.
const charts = new Map(JSON.parse(document.getElementById("charts").textContent).map(c => [c.place, c.chart]));
const darkQuery = matchMedia("(prefers-color-scheme: dark)");
const looks = {cnn: {symbol: "circle", line: "solid"}, fc: {symbol: "triangle", line: "dashed"},
  local: {symbol: "diamond", line: [9, 3, 2, 3]},
  weights: {symbol: "rect"}, connections: {symbol: "rect"}};
const otherLook = {symbol: "pin", line: "solid"};
let colors = {};
let narrow = false;

function chooseColors(dark) {
  colors = dark
    ? {cnn: "#56b4e9", fc: "#f0a35e", local: "#b7a3e8", weights: "#2fc79a", connections: "#e09cc4", other: "#c9b458", fg: "#e4e9f0", line: "#3a4656", bg: "#12171f"}
    : {cnn: "#0072b2", fc: "#b34a00", local: "#6a4fa3", weights: "#007a5a", connections: "#a3507f", other: "#7a6a00", fg: "#1c2430", line: "#c9d1dc", bg: "#ffffff"};
}

const look = kind => looks[kind] || otherLook;
const color = kind => colors[kind] || colors.other;
const percent = value => (100 * value).toFixed(2) + " %";
const compact = value => new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3}).format(value);

const scales = {
  "linear": () => ({}),
  "from-zero": () => ({scale: false}),
  "whole": () => ({minInterval: 1}),
  "log": () => ({type: "log", axisLabel: {color: colors.fg, formatter: v => v < 1 ? +v.toPrecision(2) : compact(v)}}),
  "percent": () => ({axisLabel: {color: colors.fg, formatter: v => +(100 * v).toFixed(1) + " %"}}),
};

function axis(of, gap) {
  const ends = {};
  if (of.min !== null) { ends.min = of.min; }
  if (of.max !== null) { ends.max = of.max; }
  return Object.assign({type: "value", name: of.name, nameLocation: "middle", nameGap: gap, scale: true,
    nameTextStyle: {color: colors.fg}, axisLabel: {color: colors.fg, hideOverlap: true},
    axisLine: {lineStyle: {color: colors.fg}}, splitLine: {lineStyle: {color: colors.line}}}, scales[of.scale](), ends);
}

// How a tooltip writes a value of an axis.
function form(of) {
  return of.scale === "percent" ? percent : of.scale === "log" ? v => v.toFixed(4) : v => Number(v).toLocaleString("en");
}

// members: objects with name and kind, for the legend.
function base(members) {
  return {backgroundColor: "transparent", animation: false,
    textStyle: {fontFamily: "system-ui, sans-serif", color: colors.fg},
    legend: {bottom: 0, textStyle: {color: colors.fg}, itemWidth: 14, itemHeight: 12,
      data: members.map(m => ({name: m.name, icon: look(m.kind).symbol, itemStyle: {color: color(m.kind), opacity: 1}}))},
    tooltip: {trigger: "axis", confine: true},
    grid: {left: 30, right: 24, top: 16, bottom: 56, containLabel: true}};
}

// A band between the lowest and the highest of several values, as a polygon behind the lines.
function band(name, kind, points) {
  return {name, type: "custom", silent: true, z: 1, tooltip: {show: false}, itemStyle: {color: color(kind)},
    renderItem: (params, api) => {
      if (params.context.drawn) { return null; }
      params.context.drawn = true;
      const upper = points.map(p => api.coord([p[0], p[2]]));
      const lower = points.map(p => api.coord([p[0], p[1]])).reverse();
      return {type: "polygon", shape: {points: upper.concat(lower)}, style: {fill: color(kind), opacity: .18}};
    },
    encode: {x: 0, y: [1, 2]}, data: points, clip: true};
}

// A vertical line from the low to the high end of an interval, some pixels beside its category.
function whiskers(name, kind, offset, points) {
  return {name, type: "custom", silent: true, tooltip: {show: false}, z: 3, itemStyle: {color: color(kind)},
    renderItem: (params, api) => {
      if (Number.isNaN(api.value(1))) { return null; }
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const style = {stroke: color(kind), lineWidth: 2};
      const line = (x1, y1, x2, y2) => ({type: "line", shape: {x1: x1 + offset, y1, x2: x2 + offset, y2}, style});
      return {type: "group", children: [line(x, low, x, high), line(x - 6, low, x + 6, low), line(x - 6, high, x + 6, high)]};
    },
    encode: {x: 0, y: [1, 2]}, data: points};
}

function categoryAxis(categories, label) {
  return {type: "category", data: categories, axisLabel: Object.assign({color: colors.fg, interval: 0}, label),
    axisLine: {lineStyle: {color: colors.fg}}};
}

function lines(chart) {
  const option = base(chart.lines);
  option.series = [];
  for (const one of chart.lines) {
    const banded = one.points.filter(p => p.low !== null && p.high !== null);
    if (banded.length > 0) {
      option.series.push(band(one.name, one.kind, banded.map(p => [p.x, p.low, p.high])));
    }
    const marked = one.points.some(p => p.strong !== null);
    option.series.push({name: one.name, type: "line", symbol: look(one.kind).symbol, symbolSize: 8,
      data: one.points.map(p => marked ? {value: [p.x, p.y], symbolSize: p.strong ? 12 : 6} : [p.x, p.y]),
      itemStyle: {color: color(one.kind)},
      lineStyle: {color: color(one.kind), type: one.dotted ? "dotted" : look(one.kind).line, width: 2}});
  }
  if (chart.diagonal) {
    option.series.push({type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, tooltip: {show: false},
      lineStyle: {color: colors.fg, type: "dotted", width: 1}});
  }
  if (chart.lines.length > 2) {
    option.grid.bottom = 84;
    option.tooltip.trigger = "item";
    option.tooltip.valueFormatter = v => Array.isArray(v) ? compact(v[0]) + ", " + form(chart.y)(v[1]) : v;
  } else {
    option.tooltip.valueFormatter = form(chart.y);
  }
  option.xAxis = axis(chart.x, 28);
  option.yAxis = axis(chart.y, chart.y.scale === "percent" ? 56 : 48);
  return option;
}

// On a logarithmic axis where sizes differ much.
function bars(chart) {
  const option = base(chart.series);
  option.legend.data = chart.series.map(s => ({name: s.name, icon: "roundRect"}));
  option.tooltip.valueFormatter = v => Number(v).toLocaleString("en");
  option.tooltip.axisPointer = {type: "shadow"};
  option.xAxis = categoryAxis(chart.categories,
    {fontSize: narrow ? 8 : 12, width: narrow ? 52 : 76, overflow: "break", lineHeight: 14});
  option.grid.left = 8;
  option.yAxis = axis({name: "", scale: "linear", min: chart.log ? 1 : 0, max: null}, 28);
  Object.assign(option.yAxis, {type: chart.log ? "log" : "value", scale: false, axisLabel: {color: colors.fg, formatter: compact}});
  option.series = chart.series.map(s => ({name: s.name, type: "bar", data: s.values,
    label: {show: true, position: "top", color: colors.fg, fontSize: narrow ? 8 : 10, formatter: p => compact(p.value)},
    itemStyle: {color: color(s.kind), decal: ["fc", "connections"].includes(s.kind)
      ? {symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4, color: "rgba(255,255,255,.45)"} : {symbol: "none"}}}));
  return option;
}

// A large mark for the mean of each group in each category, small ones for its runs, and intervals.
function dots(chart) {
  const option = base(chart.groups);
  option.tooltip.trigger = "item";
  option.tooltip.valueFormatter = v => Array.isArray(v) ? percent(v[1]) : v;
  option.series = [];
  chart.groups.forEach((g, index) => {
    const offset = chart.alone ? 0 : (index - (chart.groups.length - 1) / 2) * 48;
    const style = {name: g.name, type: "scatter", symbol: look(g.kind).symbol};
    option.series.push(
      Object.assign({data: g.dots.map(d => [d.at, d.runs.mean]), symbolSize: 13, symbolOffset: [offset, 0],
        itemStyle: {color: color(g.kind), opacity: 1}}, style),
      Object.assign({data: g.dots.flatMap(d => d.runs.runs.map(r => [d.at, r])), symbolSize: 6,
        symbolOffset: [offset + 16, 0], itemStyle: {color: color(g.kind), opacity: .6}}, style),
      whiskers(g.name, g.kind, offset, g.dots.filter(d => d.interval).map(d => [d.at, d.interval.low, d.interval.high])));
  });
  option.xAxis = categoryAxis(chart.categories, {});
  option.yAxis = axis({name: "test accuracy", scale: "percent", min: null, max: null}, 56);
  return option;
}

// Shares of rows as shades, by their square roots so that mistakes can be seen; labels where there is room.
function heatMap(chart) {
  const option = base([]);
  const count = chart.labels.length;
  const place = {type: "category", data: chart.labels, axisLabel: {color: colors.fg, fontSize: 8, hideOverlap: true},
    axisLine: {lineStyle: {color: colors.fg}}};
  option.tooltip = {trigger: "item", confine: true,
    valueFormatter: v => Array.isArray(v) ? v[2].toFixed(1) + " %" : v};
  option.grid = {left: 8, right: 8, top: 8, bottom: 40, containLabel: true};
  option.xAxis = Object.assign({name: "predicted", nameLocation: "middle", nameGap: 30}, place);
  option.yAxis = Object.assign({inverse: true}, place);
  option.visualMap = {show: false, dimension: 3, min: 0, max: 10, inRange: {color: [colors.bg, colors.cnn]}};
  option.series = [{type: "heatmap", progressive: 0, data: chart.percent.flatMap((row, i) =>
    row.map((share, j) => [j, i, share, Math.sqrt(share)]).filter(cell => cell[2] > 0)), itemStyle: {borderWidth: count > 40 ? 0 : .5, borderColor: colors.line}}];
  return option;
}

// Values over two axes as shades, each with its figure.
function grid(chart) {
  const option = base([]);
  const cells = chart.values.flatMap((row, i) => row.map((value, j) => [j, i, value])).filter(cell => cell[2] !== null);
  const values = cells.map(cell => cell[2]);
  const place = (name, data, gap) => Object.assign({name, nameLocation: "middle", nameGap: gap,
    nameTextStyle: {color: colors.fg}}, categoryAxis(data, {}));
  option.tooltip = {trigger: "item", confine: true,
    valueFormatter: v => Array.isArray(v) ? v[2].toFixed(2) + " " + chart.unit : v};
  option.grid = {left: 40, right: 8, top: 8, bottom: 40, containLabel: true};
  option.xAxis = place(chart.x, chart.columns, 30);
  option.yAxis = Object.assign(place(chart.y, chart.rows, 8 + 7 * Math.max(...chart.rows.map(r => r.length))), {inverse: true});
  option.visualMap = {show: false, dimension: 2, min: Math.min(...values), max: Math.max(...values),
    inRange: {color: [colors.bg, color(chart.kind)], colorAlpha: [0, .55]}};
  option.series = [{type: "heatmap", data: cells, itemStyle: {borderWidth: 1, borderColor: colors.line},
    label: {show: true, color: colors.fg, formatter: p => p.value[2].toFixed(narrow ? 1 : 2)}}];
  return option;
}

const types = {lines, bars, dots, "heat-map": heatMap, grid};

const drawn = new Map();

function draw(element) {
  const old = drawn.get(element.id);
  if (old) { old.dispose(); }
  narrow = element.clientWidth < 450;
  const chart = echarts.init(element, null, {renderer: "svg"});
  const data = charts.get(element.id);
  chart.setOption(types[data.type](data));
  // So that it can be scaled to a sheet of paper.
  element.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  drawn.set(element.id, chart);
}

function drawAll(dark) {
  chooseColors(dark);
  document.querySelectorAll(".chart").forEach(draw);
}

function save(name, url) {
  const link = document.createElement("a");
  link.download = name;
  link.href = url;
  link.click();
}

// The figure as a file of its own, on a plain background.
function svgOf(id) {
  return drawn.get(id).getDataURL({type: "svg", backgroundColor: colors.bg});
}

function savePng(id) {
  const chart = drawn.get(id);
  const image = new Image();
  image.onload = () => {
    const canvas = document.createElement("canvas");
    canvas.width = 2 * chart.getWidth();
    canvas.height = 2 * chart.getHeight();
    const context = canvas.getContext("2d");
    context.fillStyle = colors.bg;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    save(id + ".png", canvas.toDataURL("image/png"));
  };
  image.src = svgOf(id);
}

document.querySelectorAll("button[data-save]").forEach(button => button.addEventListener("click", () =>
  button.dataset.save === "svg" ? save(button.dataset.of + ".svg", svgOf(button.dataset.of)) : savePng(button.dataset.of)));
addEventListener("resize", () => drawAll(darkQuery.matches));
addEventListener("beforeprint", () => drawAll(false));
addEventListener("afterprint", () => drawAll(darkQuery.matches));
darkQuery.addEventListener("change", () => drawAll(darkQuery.matches));
drawAll(darkQuery.matches);
