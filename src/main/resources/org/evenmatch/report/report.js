"use strict";
// Draws every element of class "chart" from the runs' results; its numbers stand in a table below it.
const runs = JSON.parse(document.getElementById("data").textContent);
const darkQuery = matchMedia("(prefers-color-scheme: dark)");
const looks = {cnn: {symbol: "circle", line: "solid"}, fc: {symbol: "triangle", line: "dashed"},
  weights: {symbol: "rect"}, connections: {symbol: "rect"}};
let colors = {};
let narrow = false;

function chooseColors(dark) {
  colors = dark
    ? {cnn: "#56b4e9", fc: "#f0a35e", weights: "#2fc79a", connections: "#e09cc4", fg: "#e4e9f0", line: "#3a4656", bg: "#12171f"}
    : {cnn: "#0072b2", fc: "#b34a00", weights: "#007a5a", connections: "#a3507f", fg: "#1c2430", line: "#c9d1dc", bg: "#ffffff"};
}

const percent = value => (100 * value).toFixed(2) + " %";
const compact = value => new Intl.NumberFormat("en", {notation: "compact", maximumSignificantDigits: 3}).format(value);
const mean = values => values.reduce((a, b) => a + b, 0) / values.length;
const unique = values => [...new Set(values)];

function axis(name, more) {
  return Object.assign({type: "value", name, nameLocation: "middle", nameGap: 28, scale: true,
    nameTextStyle: {color: colors.fg}, axisLabel: {color: colors.fg, hideOverlap: true},
    axisLine: {lineStyle: {color: colors.fg}}, splitLine: {lineStyle: {color: colors.line}}}, more);
}

// members: objects with name and kind, for the legend.
function base(members) {
  return {backgroundColor: "transparent", animation: false,
    textStyle: {fontFamily: "system-ui, sans-serif", color: colors.fg},
    legend: {bottom: 0, textStyle: {color: colors.fg}, itemWidth: 14, itemHeight: 12,
      data: members.map(m => ({name: m.name, icon: looks[m.kind].symbol, itemStyle: {color: colors[m.kind], opacity: 1}}))},
    tooltip: {trigger: "axis", confine: true},
    grid: {left: 30, right: 24, top: 16, bottom: 56, containLabel: true}};
}

function lineSeries(name, kind, data, more) {
  return Object.assign({name, type: "line", data, symbol: looks[kind].symbol, symbolSize: 8,
    itemStyle: {color: colors[kind]}, lineStyle: {color: colors[kind], type: looks[kind].line, width: 2}}, more);
}

// A band between the lowest and the highest of several values, as a polygon behind the lines.
function band(name, kind, points) {
  return {name, type: "custom", silent: true, z: 1, tooltip: {show: false}, itemStyle: {color: colors[kind]},
    renderItem: (params, api) => {
      if (params.context.drawn) { return null; }
      params.context.drawn = true;
      const upper = points.map(p => api.coord([p[0], p[2]]));
      const lower = points.map(p => api.coord([p[0], p[1]])).reverse();
      return {type: "polygon", shape: {points: upper.concat(lower)}, style: {fill: colors[kind], opacity: .18}};
    },
    encode: {x: 0, y: [1, 2]}, data: points, clip: true};
}

// A vertical line from the low to the high end of an interval, some pixels beside its category.
function whiskers(name, kind, offset, points) {
  return {name, type: "custom", silent: true, tooltip: {show: false}, z: 3, itemStyle: {color: colors[kind]},
    renderItem: (params, api) => {
      if (Number.isNaN(api.value(1))) { return null; }
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const high = api.coord([api.value(0), api.value(2)])[1];
      const style = {stroke: colors[kind], lineWidth: 2};
      const line = (x1, y1, x2, y2) => ({type: "line", shape: {x1: x1 + offset, y1, x2: x2 + offset, y2}, style});
      return {type: "group", children: [line(x, low, x, high), line(x - 6, low, x + 6, low), line(x - 6, high, x + 6, high)]};
    },
    encode: {x: 0, y: [1, 2]}, data: points};
}

const percentAxis = name => axis(name, {axisLabel: {color: colors.fg, formatter: v => +(100 * v).toFixed(1) + " %"}, nameGap: 56});

function curve(run, xName, x, yAxis, y, form) {
  const ok = run.configurations.filter(c => c.status === "ok");
  const option = base(ok);
  option.series = [];
  for (const c of ok) {
    const epochs = unique(c.curve.map(p => p.epoch));
    const at = epoch => c.curve.filter(p => p.epoch === epoch);
    const points = epochs.map(e => [mean(at(e).map(x)), mean(at(e).map(y))]);
    const spread = epochs.map((e, i) => [points[i][0], Math.min(...at(e).map(y)), Math.max(...at(e).map(y))]);
    option.series.push(band(c.name, c.kind, spread), lineSeries(c.name, c.kind, points));
  }
  option.tooltip.valueFormatter = form;
  option.xAxis = axis(xName, {minInterval: xName === "epoch" ? 1 : 0, scale: xName === "epoch"});
  option.yAxis = yAxis;
  return option;
}

// Bars of several values for each configuration, on a logarithmic axis where sizes differ much.
function bars(categories, configurations, values, log) {
  const option = base(configurations);
  option.legend.data = configurations.map(c => ({name: c.name, icon: "roundRect"}));
  option.tooltip.valueFormatter = v => Number(v).toLocaleString("en");
  option.tooltip.axisPointer = {type: "shadow"};
  option.xAxis = {type: "category", data: categories, axisLabel: {color: colors.fg, interval: 0, fontSize: narrow ? 8 : 12,
    width: narrow ? 52 : 76, overflow: "break", lineHeight: 14},
    axisLine: {lineStyle: {color: colors.fg}}};
  option.grid.left = 8;
  option.yAxis = axis("", {type: log ? "log" : "value", scale: false, min: log ? 1 : 0,
    axisLabel: {color: colors.fg, formatter: compact}});
  option.series = configurations.map(c => ({name: c.name, type: "bar", data: values(c),
    label: {show: true, position: "top", color: colors.fg, fontSize: narrow ? 8 : 10, formatter: p => compact(p.value)},
    itemStyle: {color: colors[c.kind], decal: ["fc", "connections"].includes(c.kind)
      ? {symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4, color: "rgba(255,255,255,.45)"} : {symbol: "none"}}}));
  return option;
}

function levels(probe, logX) {
  const option = base(probe.members);
  option.series = [];
  for (const member of probe.members) {
    const points = member.accuracy.map((a, i) => [probe.levels[i], a.mean]);
    option.series.push(
      band(member.name, member.kind, member.accuracy.map((a, i) =>
        [probe.levels[i], Math.min(...a.runs), Math.max(...a.runs)])),
      lineSeries(member.name, member.kind, points));
  }
  option.tooltip.valueFormatter = percent;
  option.xAxis = axis(probe.unit, logX
    ? {type: "log", axisLabel: {color: colors.fg, formatter: compact}, min: probe.levels[0], max: probe.levels[probe.levels.length - 1]}
    : {scale: false});
  option.yAxis = percentAxis("test accuracy");
  return option;
}

// A large mark for the mean of each group in each category, small ones for its seeds, and intervals.
function dots(categories, groups) {
  const option = base(groups);
  option.tooltip.trigger = "item";
  option.tooltip.formatter = p => p.seriesName + ": " + percent(p.value[1]);
  option.series = [];
  groups.forEach((g, index) => {
    const offset = g.alone ? 0 : (index - (groups.length - 1) / 2) * 48;
    const style = {name: g.name, type: "scatter", symbol: looks[g.kind].symbol};
    option.series.push(
      Object.assign({data: g.values.map(v => [v.at, v.summary.mean]), symbolSize: 13, symbolOffset: [offset, 0],
        itemStyle: {color: colors[g.kind], opacity: 1}}, style),
      Object.assign({data: g.values.flatMap(v => v.summary.runs.map(r => [v.at, r])), symbolSize: 6,
        symbolOffset: [offset + 16, 0], itemStyle: {color: colors[g.kind], opacity: .6}}, style),
      whiskers(g.name, g.kind, offset, g.values.filter(v => v.interval).map(v => [v.at, v.interval.low, v.interval.high])));
  });
  option.xAxis = {type: "category", data: categories, axisLabel: {color: colors.fg, interval: 0},
    axisLine: {lineStyle: {color: colors.fg}}};
  option.yAxis = percentAxis("test accuracy");
  return option;
}

function budget(run) {
  const points = run.probes.budget.points;
  const kinds = unique(points.map(p => p.kind));
  const names = kinds.map(k => points.find(p => p.kind === k).name);
  const option = base(kinds.flatMap((kind, i) => [{name: names[i] + " by parameters", kind}, {name: names[i] + " by MACs", kind}]));
  option.series = kinds.flatMap((kind, i) => {
    const own = points.filter(p => p.kind === kind);
    const line = (what, suffix, best, more) => lineSeries(names[i] + suffix, kind,
      own.map(p => ({value: [p[what], p.accuracy.mean], symbolSize: p[best] ? 12 : 6})), more);
    return [line("parameters", " by parameters", "best_for_parameters", {}),
      line("macs", " by MACs", "best_for_macs", {lineStyle: {color: colors[kind], type: "dotted", width: 2}})];
  });
  option.grid.bottom = 84;
  option.tooltip.trigger = "item";
  option.tooltip.valueFormatter = v => Array.isArray(v) ? compact(v[0]) + ", " + percent(v[1]) : v;
  option.xAxis = axis("parameters or MACs (large marks: best for their cost)", {type: "log", axisLabel: {color: colors.fg, formatter: compact}});
  option.yAxis = percentAxis("test accuracy");
  return option;
}

function reliability(run) {
  const members = run.probes.calibration.members;
  const option = base(members);
  option.series = members.map(m => lineSeries(m.name, m.kind, m.bins.map(b => [b.confidence, b.accuracy])));
  option.series.push({type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, tooltip: {show: false},
    lineStyle: {color: colors.fg, type: "dotted", width: 1}});
  option.tooltip.valueFormatter = percent;
  option.xAxis = percentAxis("confidence (dotted: as often right as sure)");
  Object.assign(option.xAxis, {min: 0, max: 1, nameGap: 28});
  option.yAxis = Object.assign(percentAxis("accuracy"), {min: 0, max: 1});
  return option;
}

const charts = {
  "counts": run => bars(["weights", "parameters", "connections", "MACs"], run.configurations,
    c => [c.weights, c.parameters, c.connections, c.macs], true),
  "by-epoch": run => curve(run, "epoch", p => p.epoch, percentAxis("test accuracy"), p => p.test_accuracy, percent),
  "by-second": run => curve(run, "seconds of training", p => p.seconds, percentAxis("test accuracy"), p => p.test_accuracy, percent),
  "loss": run => curve(run, "epoch", p => p.epoch, axis("training loss", {type: "log", nameGap: 48,
    axisLabel: {color: colors.fg, formatter: v => +v.toPrecision(2)}}), p => p.loss, v => v.toFixed(4)),
  "accuracy": run => {
    const ok = run.configurations.filter(c => c.accuracy);
    return dots(ok.map(c => c.name), ok.map((c, i) => ({name: c.name, kind: c.kind, alone: true,
      values: [{at: i, summary: c.accuracy, interval: c.accuracy_interval}]})));
  },
  "throughput": run => bars(["training", "inference"], run.configurations.filter(c => c.status === "ok"),
    c => [c.train_samples_per_second, c.inference_samples_per_second].map(t => t ? t.median : null), false),
  "shift": run => levels(run.probes.shift, false),
  "noise": run => levels(run.probes.noise, false),
  "occlusion": run => levels(run.probes.occlusion, false),
  "data": run => levels(run.probes.data, true),
  "permute": run => dots(["pixels in place", "pixels rearranged"], run.probes.permute.members.map(m => ({name: m.name,
    kind: m.kind, values: [{at: 0, summary: m.original}, {at: 1, summary: m.permuted}]}))),
  "budget": budget,
  "calibration": reliability,
  "sharing": run => {
    const all = [run.probes.sharing.convolutional, ...run.probes.sharing.partners];
    const option = bars(all.map(n => n.match ? "FC by " + n.match : "CNN"),
      [{name: "weights", kind: "weights"}, {name: "connections", kind: "connections"}],
      c => all.map(n => c.name === "weights" ? n.weights : n.connections), true);
    return option;
  },
  "side-by-side": () => {
    const names = {cnn: "convolutional", fc: "fully-connected"};
    return dots(runs.map((run, i) => (i + 1) + ": " + run.dataset.name), ["fc", "cnn"].map(kind => ({name: names[kind], kind,
      values: runs.flatMap((run, at) => run.configurations.filter(c => c.kind === kind && c.accuracy)
        .map(c => ({at, summary: c.accuracy, interval: c.accuracy_interval})))})));
  },
};

const drawn = new Map();

function draw(element) {
  const old = drawn.get(element.id);
  if (old) { old.dispose(); }
  narrow = element.clientWidth < 450;
  const chart = echarts.init(element, null, {renderer: "svg"});
  chart.setOption(charts[element.dataset.chart](runs[element.dataset.run]));
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
