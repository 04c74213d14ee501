// What is the explorer? A panel of questions and answers beside a map, and an address that holds them all.

import { Refused } from "../shared/api";
import { h, put } from "../shared/dom";
import { type Answers, answered, graded, stations_in } from "./answers";
import { beside, bounds, in_sight as corners_of } from "./areas";
import { chart } from "./chart";
import { type Hands, filters, part, where, yardstick } from "./controls";
import { files } from "./files";
import { hours, sites, what_if } from "./next";
import type { Scene } from "./picture";
import { type Gap, type Whole, has_area, places_sites, question, station_tiles, told } from "./questions";
import { examples, stations_extent } from "./regions";
import { figures, kind_of, ranking, refusal } from "./told";
import { type At, type View, read, write } from "./view";
import { type Words, words } from "./words";

const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

let view: View = read(location.hash, today, navigator.language);
let w: Words = words(view.lang);
let asking: AbortController | undefined;
let known: Answers | undefined;
let stations: At[] = [];
let placed: At[] = [];
let can_place = false;
let has_map = true;
/** Where the stations are, if there is no area to ask about. */
let extent: Whole["region"]["bbox"] | undefined;
/** Whether what is shown is of the question before, since this one has no answer. */
let stale = false;

const panel = h("main", { class: "panel" });
const answers = h("div", { class: "answers", "aria-live": "polite" });
const questions = h("div", {});
const list = h("div", {});
const ahead = h("div", {});
const map = chart({
  drawn: (area) => change({ region: "", area }),
  added: (at) => change({ add: [...view.add, at] }),
  moved(at) {
    view.map = at;
    keep();
  },
  turned: () => next(),
});

function keep(): void {
  history.replaceState(null, "", write(view, today));
}

/** An act that changes the question is a step that can be taken back. */
function step(): void {
  const there = write(view, today);
  if (there !== location.hash) history.pushState(null, "", there);
}

/** Takes a change of the question, and asks it. */
function change(part_of: Partial<View>): void {
  view = { ...view, ...part_of };
  if ("sites" in part_of) return keep();
  step();
  show_sites([]);
  // Filters show their own change, and keep what is under a hand.
  if ("amenity" in part_of || "hour" in part_of) next();
  else build();
  void answer_all();
}

function in_sight(): void {
  const bbox = map.bbox();
  if (!bbox) return;
  change({ region: "", area: corners_of(bbox) });
}

/** The parts that ask. */
function build(): void {
  document.documentElement.lang = view.lang === "zh" ? "zh-CN" : "en";
  document.title = `waystation · ${w.title}`;
  const active = document.activeElement;
  const name = active instanceof HTMLElement && panel.contains(active) ? (active.getAttribute("name") ?? active.id) : "";
  const hands: Hands = { view, w, change, draw: () => map.toggle_pen(w), in_sight };
  put(questions, where(hands), yardstick(hands), filters(hands));
  next();
  // What had the focus has it again.
  if (name) panel.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"], #${CSS.escape(name)}`)?.focus();
  map.speak(w);
}

/** The parts that look ahead. */
function next(): void {
  const there = has_area(view);
  const fly = ([lon, lat]: At) => map.fly(lon, lat);
  put(
    ahead,
    what_if(view, w, map.adding(), map.toggle_adding, (add) => change({ add })),
    can_place && there && sites(view, w, change, show_sites, fly),
    there && hours(view, w),
    there && files(view, w, scene, failed),
  );
  if (!has_map) for (const id of ["draw", "sight", "add"]) document.getElementById(id)?.setAttribute("disabled", "");
}

function show_sites(found: At[]): void {
  placed = found;
  map.sites(found);
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
    panel.querySelector<HTMLElement>("header button")?.focus();
  };
  const links = [
    ["/find", w.find],
    ["/embed", w.embed],
    ["/v1", w.api],
  ].map(([href, told]) => h("a", { href }, told));
  const language = h("button", { type: "button", class: "link", lang: other, onclick: turn }, w.other);
  const head = h("header", {}, h("h1", { class: "brand" }, "waystation"), h("nav", {}, ...links, language));
  put(panel, head, answers, questions, list, ahead);
}

/** What is shown is of the question before, or of this one again. */
function outdated(on: boolean): void {
  stale = on && known !== undefined;
  for (const part_of of [map.element, list]) part_of.classList.toggle("stale", stale);
}

function failed(error: unknown): void {
  const again = h("button", { type: "button", class: "button", onclick: () => void answer_all() }, w.retry);
  put(answers, h("p", { role: "alert" }, refusal(error, w)), again, stale && h("p", { class: "hint" }, w.stale));
}

/** The box of the area: of a drawn one as it was drawn. */
function bounds_of(whole: Whole): Whole["region"]["bbox"] {
  if (view.area.length >= 3) return bounds(view.area);
  const [west, south, east, north] = whole.region.bbox;
  // A box whose west lies east of its east crosses the antimeridian (RFC 7946, section 5.2).
  return [west, south, east < west ? east + 360 : east, north];
}

/** Asks all that is in view. */
async function answer_all(): Promise<void> {
  asking?.abort();
  if (!has_area(view)) {
    show_extent();
    return put(answers, h("p", { class: "lead" }, view.lost ? w.lost : w.choose));
  }
  const mine = new AbortController();
  const { signal } = mine;
  asking = mine;
  answers.setAttribute("aria-busy", "true");
  if (!known) put(answers, h("p", { class: "lead" }, w.working));
  try {
    const found = await answered(view, signal);
    if (signal.aborted) return;
    known = found;
    outdated(false);
    const bbox = bounds_of(found.whole);
    if (!view.map) map.fit(bbox);
    show_answers();
    stations = await stations_in(view, bbox, signal).catch(() => []);
  } catch (error) {
    if (signal.aborted) return;
    outdated(true);
    failed(error);
  } finally {
    if (asking === mine) answers.removeAttribute("aria-busy");
  }
}

function show_answers(): void {
  if (!known || stale) return;
  const { whole, gaps } = known;
  put(answers, figures(known, view, w, map.fly));
  put(list, part(w.gaps, ranking(gaps, view, w, kind_of(whole.after ?? whole, w), choose)));
  map.show(view, known);
  map.stations(station_tiles(view));
}

function choose(gap: Gap): void {
  const { farthest, rank } = gap.properties;
  if (farthest) map.fly(farthest.lon, farthest.lat);
  if (known) map.show(view, known, rank);
}

function scene(): Scene | undefined {
  if (!known || stale) return undefined;
  const { whole, gaps, ground } = known;
  const figure = figures(known, view, w, map.fly);
  const line = (name: string) => figure.querySelector(name)?.textContent ?? "";
  const bbox = bounds_of(whole);
  const [west, south, east, north] = bbox;
  const needs = panel.querySelector<HTMLSelectElement>("[name=amenity]")?.selectedOptions[0]?.text ?? "";
  const yardsticks = [
    `${w.radius}: ${view.radius_m}`,
    `${w.min_stations}: ${view.min_stations}`,
    // How many have it is no part of the question.
    view.amenity.length > 0 && `${w.needs}: ${needs.replace(/ \(\d+\)$/, "")}`,
  ].filter((told) => told !== false);
  return {
    title: `${line(".place")} ${line(".share")}`.trim(),
    notes: [line(".left"), line(".open-of"), yardsticks.join(" · ")].filter(Boolean),
    foot: ["waystation", today, known.credits].filter(Boolean).join(" · "),
    bbox,
    covered: ground,
    gaps: graded(gaps),
    outline: view.area,
    stations: stations.filter(([lon, lat]) => beside(lon, (west + east) / 2) >= west && beside(lon, (west + east) / 2) <= east && lat >= south && lat <= north),
    added: view.add,
    sites: placed,
  };
}

async function show_map(): Promise<void> {
  has_map = await map.load(view, w);
  if (!has_map) return next();
  show_extent();
  if (!known) return;
  if (!view.map) map.fit(bounds_of(known.whole));
  map.show(view, known);
  map.stations(station_tiles(view));
  map.sites(placed);
}

/** The region that the server itself gives as an example, or the first of the data, where the address names no area. */
async function example(): Promise<void> {
  if (has_area(view) || view.lost) return;
  for (const region of await examples()) {
    try {
      await told<Whole>(question({ ...view, region }, "/v1/coverage", { include: "none" }));
    } catch (error) {
      // A region may be larger than what is answered.
      if (!(error instanceof Refused)) throw error;
      continue;
    }
    if (has_area(view)) return;
    view.region = region;
    keep();
    return build();
  }
  extent = await stations_extent();
  show_extent();
}

/** Without an area there are the stations to look at. */
function show_extent(): void {
  if (!extent || has_area(view)) return;
  if (!view.map) map.fit(extent);
  map.stations(station_tiles(view));
}

async function begin(): Promise<void> {
  document.body.append(map.element, panel);
  page();
  build();
  put(answers, h("p", { class: "lead" }, has_area(view) ? w.working : view.lost ? w.lost : w.choose));
  void show_map();
  void places_sites().then((can) => {
    can_place = can;
    if (can) next();
  });
  await example().catch(failed);
  if (has_area(view)) await answer_all();
}

addEventListener("hashchange", () => {
  view = read(location.hash, today, navigator.language);
  w = words(view.lang);
  show_sites([]);
  page();
  build();
  if (view.map) map.go(view.map);
  void answer_all();
});

void begin();
