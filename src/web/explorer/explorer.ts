// What is the explorer? A panel of questions and answers beside a map, and an address that holds them all.

import type { Feature } from "geojson";
import { type Nearest, Refused, Unreachable, address, ask } from "../shared/api";
import { h, put } from "../shared/dom";
import { plain } from "../shared/plain";
import type { AreaMap } from "../map/area_map";
import { type Hands, filters, part, where, yardstick } from "./controls";
import { files } from "./files";
import { hours, sites, what_if } from "./next";
import { type Pen, pen } from "./pen";
import type { Scene } from "./picture";
import { type Gap, type Gaps, type Whole, has_area, places_sites, polygon, question, told } from "./questions";
import { figures, kind_of, ranking, shade } from "./told";
import { type At, type View, read, write } from "./view";
import { type Words, words } from "./words";

/** Gaps that are drawn. */
const MOST_GAPS = 1000;

const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const dark = matchMedia("(prefers-color-scheme: dark)");

let view: View = read(location.hash, today, navigator.language);
let w: Words = words(view.lang);
let map: AreaMap | undefined;
let drawing: Pen | undefined;
let adding = false;
let asking: AbortController | undefined;
let whole: Whole | undefined;
let gaps: Gaps | undefined;
let ground: Gaps | undefined;
let ground_of = "";
let stations: At[] = [];
let placed: At[] = [];
let can_place = false;

const panel = h("main", { class: "panel" });
const answers = h("div", { class: "answers", "aria-live": "polite" });
const list = h("div", {});
const more = h("div", {});
const questions = h("div", {});
const canvas = h("div", { class: "canvas" });
const note = h("p", { class: "map-note", role: "status", hidden: true });
const tools = h("div", { class: "tools", hidden: true });
const legend = h("p", { class: "legend" });
const side = h("section", { class: "chart" }, canvas, note, tools, legend);

const feature = (geometry: Feature["geometry"], properties: Feature["properties"] = {}): Feature => ({
  type: "Feature",
  geometry,
  properties,
});
const points = (places: At[], labelled = true) =>
  places.map((at, place) => feature({ type: "Point", coordinates: at }, { words: labelled ? String(place + 1) : "" }));

function keep(): void {
  history.replaceState(null, "", write(view, today));
}

function fly(lon: number, lat: number): void {
  map?.fly([lon, lat], 12);
}

/** Takes a change of the question, and asks it. */
function change(part_of: Partial<View>): void {
  view = { ...view, ...part_of };
  placed = "sites" in part_of ? placed : [];
  keep();
  if (Object.keys(part_of).join() === "sites") return;
  // Filters show their own change, and keep what is under a hand.
  if ("amenity" in part_of || "hour" in part_of) next();
  else build();
  void answer_all();
}

function hands(): Hands {
  return {
    view,
    w,
    change,
    draw: () => (drawing ? lay_down() : take_up()),
    in_sight: () => {
      if (!map) return;
      const [west, south, east, north] = map.bbox();
      change({ region: "", area: [[west, south], [east, south], [east, north], [west, north]] });
    },
  };
}

function take_up(): void {
  if (!map) return;
  adding = false;
  drawing = pen();
  const finish = h("button", { type: "button", class: "button primary", onclick: close_area }, w.finish);
  const away = h("button", { type: "button", class: "button", onclick: lay_down }, w.give_up);
  put(tools, h("p", {}, w.draw_hint), h("div", { class: "row" }, finish, away));
  tools.hidden = false;
  canvas.querySelector<HTMLElement>("canvas")?.focus();
}

function lay_down(): void {
  drawing = undefined;
  tools.hidden = true;
  map?.show("pen", []);
}

function close_area(): void {
  const area = [...(drawing?.corners() ?? [])];
  lay_down();
  if (area.length >= 3) change({ region: "", area });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    lay_down();
    if (adding) add_by_map();
  }
  const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement;
  if (event.key === "Enter" && drawing && !typing) close_area();
});

function add_by_map(): void {
  adding = !adding && map !== undefined;
  lay_down();
  next();
}

function clicked(at: At): void {
  if (drawing) {
    const near = (one: At, other: At) => {
      const [west, , east] = map?.bbox() ?? [0, 0, 0, 0];
      // A hundredth of the map's width is as wide as a finger.
      return Math.hypot(one[0] - other[0], one[1] - other[1]) < (east - west) / 100;
    };
    if (drawing.corner(at, near)) close_area();
    else map?.show("pen", drawing.features());
  } else if (adding) {
    adding = false;
    change({ add: [...view.add, at] });
  }
}

/** The parts that ask. */
function build(): void {
  document.documentElement.lang = view.lang === "zh" ? "zh-CN" : "en";
  document.title = `waystation · ${w.title}`;
  // What had the focus has it again.
  const active = document.activeElement;
  const name = active instanceof HTMLElement && panel.contains(active) ? (active.getAttribute("name") ?? active.id) : "";
  put(questions, where(hands()), yardstick(hands()), filters(hands()));
  next();
  if (name) panel.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"], #${CSS.escape(name)}`)?.focus();
  side.setAttribute("aria-label", w.map);
  put(
    legend,
    ...(["covered", "light", "grave", "station"] as const).map((sort) =>
      h("span", {}, h("i", { class: `mark ${sort}` }), w.legend[sort]),
    ),
  );
}

/** The parts that look ahead. */
function next(): void {
  const show = (found: At[]) => {
    placed = found;
    map?.show("sites", points(found));
  };
  put(
    more,
    what_if(view, w, adding, add_by_map, (add) => change({ add })),
    can_place && has_area(view) && sites(view, w, () => whole, change, show, ([lon, lat]) => fly(lon, lat)),
    has_area(view) && hours(view, w),
    has_area(view) && files(view, w, scene, failed),
  );
}

function page(): void {
  const other = view.lang === "zh" ? "en" : "zh";
  const turn = () => {
    view.lang = other;
    w = words(other);
    keep();
    page();
    build();
    show_answers();
  };
  const head = h(
    "header",
    {},
    h("h1", { class: "brand" }, "waystation"),
    h(
      "nav",
      {},
      h("a", { href: "/find" }, w.find),
      h("a", { href: "/embed" }, w.embed),
      h("a", { href: "/v1" }, w.api),
      h("button", { type: "button", class: "link", lang: other, onclick: turn }, w.other),
    ),
  );
  put(panel, head, answers, questions, list, more);
}

function failed(error: unknown): void {
  const sentence = error instanceof Unreachable ? w.unreachable : w.refused(plain((error as Error).message, 400));
  const again = h("button", { type: "button", class: "button", onclick: () => void answer_all() }, w.retry);
  put(answers, h("p", { role: "alert" }, sentence), again);
}

/** Asks all that is in view. */
async function answer_all(): Promise<void> {
  asking?.abort();
  if (!has_area(view)) {
    put(answers, h("p", { class: "lead" }, w.choose));
    return;
  }
  const mine = new AbortController();
  asking = mine;
  answers.setAttribute("aria-busy", "true");
  if (!whole) put(answers, h("p", { class: "lead" }, w.working));
  try {
    const { signal } = mine;
    const first = whole === undefined || view.map === undefined;
    const [sums, found, all] = await Promise.all([
      told<Whole>(question(view, "/v1/coverage"), signal),
      told<Gaps>(question(view, "/v1/coverage/gaps", { limit: MOST_GAPS }), signal),
      whole_ground(signal),
    ]);
    if (signal.aborted) return;
    [whole, gaps, ground] = [sums, found, all];
    if (first && !view.map) map?.fit(sums.region.bbox);
    void show_stations(sums.region.bbox, signal);
    show_answers();
    document.dispatchEvent(new CustomEvent("answered"));
  } catch (error) {
    if (!mine.signal.aborted) failed(error);
  } finally {
    if (asking === mine) answers.removeAttribute("aria-busy");
  }
}

/** All cells of the area: those beyond a reach of nothing. */
async function whole_ground(signal: AbortSignal): Promise<Gaps> {
  const bare: View = { ...view, radius_m: 0, min_stations: 1, amenity: [], hour: undefined, add: [] };
  const asked = question(bare, "/v1/coverage/gaps", { limit: MOST_GAPS }, false);
  const key = JSON.stringify(asked);
  if (key === ground_of && ground) return ground;
  const found = await told<Gaps>(asked, signal);
  ground_of = key;
  return found;
}

/** The stations nearest to the middle, until the map has tiles of all. */
async function show_stations([west, south, east, north]: Whole["region"]["bbox"], signal: AbortSignal): Promise<void> {
  try {
    const asked = { lon: (west + east) / 2, lat: (south + north) / 2, limit: 100, amenity: view.amenity.join(",") };
    const near = await ask<Nearest>(address(location.origin, "/v1/nearest", asked), signal);
    stations = near.features.map((station) => station.geometry.coordinates);
    map?.show("stations", points(stations, false));
  } catch {
    // The areas tell what matters.
  }
}

function graded(): { gap: Gap; shade: number }[] {
  const all = gaps?.features ?? [];
  const weight = (gap: Gap) => gap.properties.demand ?? gap.properties.area_m2;
  const gravest = Math.max(0, ...all.map(weight));
  return all.map((gap) => ({ gap, shade: shade(gap, gravest) }));
}

function show_answers(): void {
  if (!whole || !gaps) return;
  put(answers, figures(whole, view, w, fly));
  put(list, part(w.gaps, ranking(gaps, view, w, kind_of(whole.after ?? whole, w), choose)));
  draw();
}

function choose(gap: Gap): void {
  const { farthest } = gap.properties;
  if (farthest) fly(farthest.lon, farthest.lat);
  draw(gap.properties.rank);
}

function draw(chosen?: number): void {
  if (!map) return;
  map.show("covered", (ground?.features ?? []).map((gap) => feature(gap.geometry)));
  map.show(
    "gaps",
    graded().map(({ gap, shade: grade }) => feature(gap.geometry, { shade: grade, chosen: gap.properties.rank === chosen })),
  );
  map.show("outline", view.area.length >= 3 ? [feature(polygon(view.area))] : []);
  map.show("added", points(view.add));
  map.show("sites", points(placed));
  map.show("stations", points(stations, false));
}

function scene(): Scene | undefined {
  if (!whole || !gaps) return undefined;
  const figure = figures(whole, view, w, fly);
  const line = (name: string) => figure.querySelector(name)?.textContent ?? "";
  const [west, south, east, north] = whole.region.bbox;
  return {
    title: `${line(".place")} ${line(".share")}`.trim(),
    note: line(".left"),
    bbox: whole.region.bbox,
    covered: (ground?.features ?? []).map((gap) => gap.geometry),
    gaps: graded(),
    outline: view.area,
    stations: stations.filter(([lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north),
    added: view.add,
    sites: placed,
  };
}

async function show_map(): Promise<void> {
  try {
    const { area_map } = (await import(MAP_CHUNK)) as typeof import("../map/station_map");
    map = area_map(canvas, {
      dark: dark.matches,
      basemap: document.body.dataset["basemap"] || null,
      sources: w.sources,
      view: view.map ?? { lon: 10, lat: 51, zoom: 4 },
      clicked,
      twice: () => drawing && close_area(),
      moved: (at) => {
        view.map = at;
        keep();
      },
    });
    dark.addEventListener("change", () => map?.paint(dark.matches));
    // Tests ask it what is drawn.
    Object.assign(canvas, { drawn: map.drawn });
    if (whole && !view.map) map.fit(whole.region.bbox);
    draw();
  } catch {
    note.hidden = false;
    put(note, w.no_map);
    for (const id of ["draw", "sight", "add"]) document.getElementById(id)?.setAttribute("disabled", "");
  }
}

/** The region that the server itself gives as an example, where the address names no area. */
async function example(): Promise<void> {
  if (has_area(view)) return;
  const landing = await ask<{ links?: { rel?: string; href?: string }[] }>(address(location.origin, "/v1"));
  const href = landing.links?.find((link) => link.rel === "coverage")?.href ?? "";
  const region = new URL(href, location.origin).searchParams.get("region") ?? "";
  if (!region) return;
  try {
    await told<Whole>(question({ ...view, region }, "/v1/coverage", { include: "none" }));
    view.region = region;
    keep();
    build();
  } catch (error) {
    // Other data has other regions.
    if (!(error instanceof Refused)) throw error;
  }
}

async function begin(): Promise<void> {
  document.body.append(side, panel);
  page();
  build();
  put(answers, h("p", { class: "lead" }, has_area(view) ? w.working : w.choose));
  void show_map();
  void places_sites().then((can) => {
    can_place = can;
    next();
  });
  await example().catch(failed);
  if (has_area(view)) await answer_all();
}

addEventListener("hashchange", () => {
  view = read(location.hash, today, navigator.language);
  w = words(view.lang);
  [adding, placed] = [false, []];
  page();
  build();
  void answer_all();
});

void begin();
