// What is on the map, and what does a click on it mean? An area's shades, and a pen or a place for one more station.

import type { Feature } from "geojson";
import type { AreaMap } from "../map/area_map";
import { h, put } from "../shared/dom";
import { type Answers, graded } from "./answers";
import { unrolled } from "./areas";
import { type Pen, pen } from "./pen";
import type { At, View } from "./view";
import type { Words } from "./words";

/** What comes of the map. */
export interface Handlers {
  drawn(area: At[]): void;
  added(at: At): void;
  moved(map: NonNullable<View["map"]>): void;
  /** Whether a click adds a station has changed. */
  turned(): void;
}

/** The map's side of the page. */
export interface Chart {
  element: HTMLElement;
  /** Whether the next click adds a station. */
  adding(): boolean;
  /** Names everything in other words. */
  speak(w: Words): void;
  /** Loads the map; resolves to whether there is one. */
  load(view: View, w: Words): Promise<boolean>;
  show(view: View, answers: Answers, chosen?: number): void;
  /** Draws the stations of vector tiles. */
  stations(tiles: string): void;
  sites(places: At[]): void;
  fit(bbox: [number, number, number, number]): void;
  fly(lon: number, lat: number): void;
  /** Shows what an address says. */
  go(place: NonNullable<View["map"]>): void;
  bbox(): [number, number, number, number] | undefined;
  toggle_pen(w: Words): void;
  toggle_adding(): void;
}

/** Pixels that are left free around a box that is fitted. */
const FIT_MARGIN = 32;

const dark = matchMedia("(prefers-color-scheme: dark)");

const feature = (geometry: Feature["geometry"], properties: Feature["properties"] = {}): Feature => ({
  type: "Feature",
  geometry,
  properties,
});

/** A drawn area in one piece, so that no line runs around the world. */
const outline = (area: At[]): Feature["geometry"] => {
  const corners = unrolled(area);
  return { type: "Polygon", coordinates: [[...corners, ...corners.slice(0, 1)]] };
};

const points = (places: At[]) =>
  places.map((at, place) => feature({ type: "Point", coordinates: at }, { words: String(place + 1) }));

/** What is drawn at that zoom, in web Mercator, less the margin that fitting a box leaves. */
function box({ lon, lat, zoom }: NonNullable<View["map"]>, width: number, height: number): [number, number, number, number] {
  // A tile has 512 pixels.
  const radians = (pixels: number) => (Math.max(1, pixels / 2 - FIT_MARGIN) / (512 * 2 ** zoom)) * 2 * Math.PI;
  const middle = Math.asinh(Math.tan((lat * Math.PI) / 180));
  const degrees = (angle: number) => (angle * 180) / Math.PI;
  const [across, up] = [degrees(radians(width)), radians(height)];
  const to_lat = (mercator: number) => degrees(Math.atan(Math.sinh(mercator)));
  return [lon - across, to_lat(middle - up), lon + across, to_lat(middle + up)];
}

/** Makes the map's side of the page. */
export function chart(handlers: Handlers): Chart {
  const canvas = h("div", { class: "canvas" });
  const note = h("p", { class: "map-note", role: "status", hidden: true });
  const tools = h("div", { class: "tools", hidden: true });
  const legend = h("p", { class: "legend" });
  const element = h("section", { class: "chart" }, canvas, note, tools, legend);
  let map: AreaMap | undefined;
  let drawing: Pen | undefined;
  let adding = false;

  const lay_down = () => {
    drawing = undefined;
    tools.hidden = true;
    map?.show("pen", []);
  };
  const close_area = () => {
    const area = [...(drawing?.corners() ?? [])];
    lay_down();
    if (area.length >= 3) handlers.drawn(area);
  };
  const set_adding = (on: boolean) => {
    adding = on;
    handlers.turned();
  };
  const take_up = (w: Words) => {
    if (!map) return;
    if (adding) set_adding(false);
    drawing = pen();
    const finish = h("button", { type: "button", class: "button primary", onclick: close_area }, w.finish);
    const away = h("button", { type: "button", class: "button", onclick: lay_down }, w.give_up);
    put(tools, h("p", {}, w.draw_hint), h("div", { class: "row" }, finish, away));
    tools.hidden = false;
    canvas.querySelector<HTMLElement>("canvas")?.focus();
  };
  const clicked = (at: At) => {
    if (drawing) {
      const [west, , east] = map?.bbox() ?? [0, 0, 0];
      // A hundredth of the map's width is as wide as a finger.
      const near = (one: At, other: At) => Math.hypot(one[0] - other[0], one[1] - other[1]) < (east - west) / 100;
      if (drawing.corner(at, near)) close_area();
      else map?.show("pen", drawing.features());
    } else if (adding) {
      adding = false;
      handlers.added(at);
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      lay_down();
      if (adding) set_adding(false);
    }
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement;
    if (event.key === "Enter" && drawing && !typing) close_area();
  });

  return {
    element,
    adding: () => adding,
    speak(w) {
      element.setAttribute("aria-label", w.map);
      const marks = (["covered", "light", "some", "many", "grave", "station", "added", "site"] as const).map((sort) =>
        h("span", {}, h("i", { class: `mark ${sort}` }), w.legend[sort]),
      );
      put(legend, ...marks);
      put(note, w.no_map);
    },
    async load(view, w) {
      try {
        const { area_map } = (await import(MAP_CHUNK)) as typeof import("../map/station_map");
        map = area_map(canvas, {
          dark: dark.matches,
          basemap: document.body.dataset["basemap"] || null,
          sources: w.sources,
          view: view.map ?? { lon: 10, lat: 51, zoom: 4 },
          clicked,
          twice: () => drawing && close_area(),
          moved: handlers.moved,
        });
      } catch {
        note.hidden = false;
        return false;
      }
      dark.addEventListener("change", () => map?.paint(dark.matches));
      // So that anyone can ask what is drawn.
      Object.assign(canvas, { drawn: map.drawn, seen: map.bbox });
      return true;
    },
    show(view, { ground, gaps }, chosen) {
      map?.show("covered", ground.map((area) => feature(area)));
      const shaded = graded(gaps).map(({ gap, shade }) =>
        feature(gap.geometry, { shade, chosen: gap.properties.rank === chosen }),
      );
      map?.show("gaps", shaded);
      map?.show("outline", view.area.length >= 3 ? [feature(outline(view.area))] : []);
      map?.show("added", points(view.add));
    },
    stations: (tiles) => map?.stations(tiles),
    sites: (places) => map?.show("sites", points(places)),
    fit: (bbox) => map?.fit(bbox),
    fly: (lon, lat) => map?.fly([lon, lat], 12),
    go: (place) => map?.fit(box(place, canvas.clientWidth, canvas.clientHeight)),
    bbox: () => map?.bbox(),
    toggle_pen: (w) => (drawing ? lay_down() : take_up(w)),
    toggle_adding() {
      lay_down();
      set_adding(!adding && map !== undefined);
    },
  };
}
