// How does a share change, step by step? A plain curve, and the same as a table.

import { h } from "../shared/dom";

/** One point: what it is called, and a share from 0 to 1. */
export interface Point {
  label: string;
  share: number;
}

const SPACE = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [360, 150, 44, 24, 12];

function svg(tag: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/** A curve with a caption; `marked` is the place of the point that stands out. */
export function curve(caption: string, table: string, lang: string, points: Point[], marked?: number): HTMLElement {
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
  const shares = points.map((point) => point.share);
  const low = Math.floor(Math.min(...shares) * 20) / 20;
  const high = Math.max(low + 0.05, Math.ceil(Math.max(...shares) * 20) / 20);
  const x = (place: number) => LEFT + ((WIDTH - LEFT - 12) * place) / Math.max(1, points.length - 1);
  const y = (share: number) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (share - low) / (high - low));
  const drawn = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img", "aria-label": caption });
  for (const share of [low, (low + high) / 2, high]) {
    drawn.append(svg("line", { x1: LEFT, x2: WIDTH - 12, y1: y(share), y2: y(share), class: "rule" }));
    drawn.append(svg("text", { x: LEFT - 6, y: y(share) + 4, "text-anchor": "end" }, percent.format(share)));
  }
  const every = Math.ceil(points.length / 7);
  points.forEach((point, place) => {
    if (place % every === 0) {
      drawn.append(svg("text", { x: x(place), y: HEIGHT - 6, "text-anchor": "middle" }, point.label));
    }
  });
  drawn.append(svg("polyline", { points: points.map((point, place) => `${x(place)},${y(point.share)}`).join(" ") }));
  points.forEach((point, place) => {
    const r = place === marked ? 6 : 3;
    drawn.append(svg("circle", { cx: x(place), cy: y(point.share), r }));
  });
  const rows = points.map((point) => h("tr", {}, h("th", { scope: "row" }, point.label), h("td", {}, percent.format(point.share))));
  const numbers = h("details", {}, h("summary", {}, table), h("table", {}, h("tbody", {}, ...rows)));
  const figure = h("figure", {}, h("figcaption", {}, caption));
  figure.append(drawn, numbers);
  return figure;
}
