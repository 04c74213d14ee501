// How does the view become a picture? As SVG of the same areas, and that as PNG, with or without WebGL.

import { beside } from "./areas";
import type { Gap, GapArea } from "./questions";
import type { At } from "./view";

/** What is on the picture. */
export interface Scene {
  title: string;
  /** What the answer says and what was asked, line by line. */
  notes: string[];
  /** When, and whose data. */
  foot: string;
  bbox: [number, number, number, number];
  covered: GapArea[];
  gaps: { gap: Gap; shade: number }[];
  outline: At[];
  stations: At[];
  added: At[];
  sites: At[];
}

const [WIDTH, MARGIN, TITLE, LINE] = [1200, 24, 40, 22];
/** What is high and narrow is drawn smaller, and never cut. */
const TALLEST = 2000;
/** So many narrow letters fit into a line. */
const LETTERS = 140;
const GAPS = ["#fbe3b0", "#f2a65a", "#d9562b", "#8f1d1d"];

const mercator = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360));

const escaped = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** A text in lines, broken between words; a wide letter takes the room of two. */
function lines(text: string): string[] {
  const made: string[] = [];
  let room = 0;
  for (const word of text.split(/(?<= )|(?<=[\u3000-\u9fff\uff00-\uffef])/)) {
    const width = [...word].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 2 : 1), 0);
    if (made.length === 0 || room < width) {
      made.push("");
      room = LETTERS;
    }
    made[made.length - 1] += word;
    room -= width;
  }
  return made;
}

/** A picture as the text of an SVG file. */
export function svg(scene: Scene): string {
  const [west, south, east, north] = scene.bbox;
  const tall = Math.max(1e-9, mercator(north) - mercator(south));
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(1e-9, ((east - west) * Math.PI) / 180), TALLEST / tall);
  const notes = scene.notes.flatMap(lines);
  const foot = lines(scene.foot);
  const HEAD = TITLE + LINE * notes.length + MARGIN;
  const bottom = Math.round(HEAD + scale * tall + MARGIN);
  const height = bottom + MARGIN + LINE * foot.length;
  const written = (text: string, y: number) => `<text x="${MARGIN}" y="${y}" font-size="15" fill="#4a5852">${escaped(text)}</text>`;
  const place = ([lon, lat]: At) => {
    const x = MARGIN + (((beside(lon, (west + east) / 2) - west) * Math.PI) / 180) * scale;
    return [x.toFixed(1), (HEAD + (mercator(north) - mercator(lat)) * scale).toFixed(1)] as const;
  };
  const ring = (corners: At[]) => `M${corners.map((at) => place(at).join(" ")).join("L")}Z`;
  const path = (area: GapArea) =>
    (area.type === "Polygon" ? [area.coordinates] : area.coordinates).flat().map(ring).join("");
  const dot = (at: At, r: number, fill: string) => {
    const [x, y] = place(at);
    return `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" stroke="#fff" stroke-width="1.5"/>`;
  };
  const parts = [
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${MARGIN}" y="40" font-size="26" font-weight="700">${escaped(scene.title)}</text>`,
    ...notes.map((text, place) => written(text, TITLE + LINE * (place + 1))),
    ...foot.map((text, place) => written(text, bottom + LINE * (place + 1))),
    ...scene.covered.map((area) => `<path fill="#9fd3bd" fill-rule="evenodd" d="${path(area)}"/>`),
    ...scene.gaps.map(
      ({ gap, shade }) =>
        `<path fill="${GAPS[shade] ?? GAPS[0]}" stroke="#14201b" stroke-width="0.5" fill-rule="evenodd" d="${path(gap.geometry)}"/>`,
    ),
    scene.outline.length > 2 ? `<path fill="none" stroke="#14201b" stroke-width="2" d="${ring(scene.outline)}"/>` : "",
    ...scene.stations.map((at) => dot(at, 4, "#0b6b4d")),
    ...scene.added.map((at) => dot(at, 9, "#0a58ca")),
    ...scene.sites.map((at) => dot(at, 9, "#4b2fb8")),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" fill="#14201b">${parts.join("")}</svg>`;
}

/** The same as PNG. */
export async function png(text: string): Promise<Blob> {
  const source = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
    );
  } finally {
    URL.revokeObjectURL(source);
  }
}

/** Hands a file over. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // Once the download has its own hold on the content.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
