// Draws each .plot from the table that its data-table names, so that both say the same:
//
//   data-kind="columns|rows"   bars upwards, or one below the other
//   data-series="2 3"          the table's columns that are drawn, from 1 on
//   data-rows="15"             how many of its rows are drawn
//   data-together="7"          how many rows one bar stands for; the last bar ends with the last row
//   data-stacked               the series stand on one another
//
// Without this script the tables stand open. Series differ by their pattern as well as by colour.

const PAPER_WIDTH = 680;
const LONGEST_LABEL = 34;
const SHORT_LABEL = 13;
const FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
// What is drawn over the colour of the second series and those after it.
const MARKS = [
  () => {},
  (pen) => line(pen, 0, 8, 8, 0),
  (pen) => { line(pen, 0, 4, 8, 4); line(pen, 4, 0, 4, 8); },
  (pen) => { pen.beginPath(); pen.arc(4, 4, 2, 0, 2 * Math.PI); pen.fill(); },
];

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--plot-${name}`).trim();
  return { series: MARKS.map((_, place) => read(place + 1)), grid: read("grid"), ink: read("ink"), paper: read("paper") };
}

function makePattern(colour, paper, place) {
  const tile = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const pen = tile.getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = pen.fillStyle = paper;
  pen.lineWidth = 1.5;
  MARKS[place](pen);
  return pen.createPattern(tile, "repeat");
}

function putTogether(rows, size) {
  const bars = [];
  for (let end = rows.length; end > 0; end -= size) {
    bars.unshift(rows.slice(Math.max(0, end - size), end));
  }
  return bars;
}

function readTable(figure) {
  const table = document.getElementById(figure.dataset.table);
  const rows = [...table.tBodies[0].rows].slice(0, Number(figure.dataset.rows));
  const headings = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const bars = putTogether(rows, Number(figure.dataset.together));
  const number = (row, column) => Number(row.cells[column].textContent.replaceAll(",", ""));
  return {
    labels: bars.map(([first]) => first.cells[0].textContent.trim()),
    series: figure.dataset.series.split(" ").map(Number).map((column) => ({
      label: headings[column],
      data: bars.map((bar) => bar.reduce((sum, row) => sum + number(row, column), 0)),
    })),
  };
}

function shorten(label) {
  const longest = window.innerWidth < 600 ? SHORT_LABEL : LONGEST_LABEL;
  return label.length > longest ? `${label.slice(0, longest - 1).trimEnd()}…` : label;
}

function makeOptions(figure, colours, table) {
  const isStacked = "stacked" in figure.dataset;
  const names = {
    stacked: isStacked,
    grid: { display: false },
    border: { color: colours.grid },
    ticks: {
      color: colours.ink,
      autoSkip: figure.dataset.kind === "columns",
      maxRotation: 60,
      callback: (_value, place) => shorten(table.labels[place]),
    },
  };
  const numbers = {
    stacked: isStacked,
    beginAtZero: true,
    grid: { color: colours.grid },
    border: { display: false },
    ticks: { color: colours.ink, precision: 0 },
  };
  const isUpwards = figure.dataset.kind === "columns";
  return {
    indexAxis: isUpwards ? "x" : "y",
    maintainAspectRatio: false,
    animation: false,
    font: { family: FONT },
    scales: isUpwards ? { x: names, y: numbers } : { x: numbers, y: names },
    plugins: {
      legend: {
        display: table.series.length > 1,
        labels: { color: colours.ink, font: { family: FONT, size: 14 } },
      },
    },
  };
}

function draw(figure) {
  const colours = readColours();
  const table = readTable(figure);
  const datasets = table.series.map((one, place) => ({
    ...one,
    backgroundColor: makePattern(colours.series[place], colours.paper, place),
    borderColor: colours.series[place],
    borderWidth: 1,
  }));
  figure.hidden = false;
  const canvas = figure.querySelector("canvas");
  Chart.getChart(canvas)?.destroy();
  Chart.defaults.font.family = FONT;
  return new Chart(canvas, {
    type: "bar",
    data: { labels: table.labels, datasets },
    options: makeOptions(figure, colours, table),
  });
}

const figures = [...document.querySelectorAll(".plot")];

function drawAll() {
  return figures.map(draw);
}

function fold(isOpen) {
  for (const figure of figures) {
    figure.parentElement.querySelector("details").open = isOpen;
  }
}

if (typeof Chart !== "undefined" && figures.length > 0) {
  drawAll();
  fold(false);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details[open]")];
    document.documentElement.dataset.plots = "print";
    fold(true);
    for (const [place, chart] of drawAll().entries()) {
      chart.resize(PAPER_WIDTH, figures[place].querySelector(".plot-box").clientHeight);
    }
  });
  window.addEventListener("afterprint", () => {
    delete document.documentElement.dataset.plots;
    fold(false);
    for (const one of opened) one.open = true;
    drawAll();
  });
}
