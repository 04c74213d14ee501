// How are stations drawn? Numbered as on the list, around where somebody stands, with rings for a scale.

import type { Feature } from "geojson";
import { type GeoJSONSource, LngLatBounds, Map as Drawing, NavigationControl, setWorkerUrl } from "maplibre-gl";
import { address, ask } from "../shared/api";
import { distance } from "../shared/where";
import { attribute } from "./attribution";
import { circle, rings } from "./circle";
import layout from "./layout.css";
import { lay_stations } from "./station_layers";
import css from "./map.css";
import { sheet } from "./sheet";
import { type Light, ground, lay_base } from "./style";

export { area_map } from "./area_map";

/** A station as it is drawn. */
export interface Shown {
  id: string;
  number: number;
  name: string;
  at: [number, number];
  state: "open" | "closed" | "unknown";
}

/** What a map needs to know. */
export interface Setting {
  /** The root whose styles reach the map. */
  root: ShadowRoot;
  /** The service whose data is shown, and what its sources are called. */
  api: string;
  sources: string;
  /** The list, which becomes a sheet over the map where there is little room. */
  panel: HTMLElement;
  dark: boolean;
  lang: string;
  basemap: string | null;
  center: { lon: number; lat: number } | undefined;
  zoom: number;
  tapped(at: { lon: number; lat: number }): void;
  selected(id: string): void;
}

/** A map of stations. */
export interface StationMap {
  show(stations: Shown[], from: { lon: number; lat: number } | undefined): void;
  select(id: string | undefined): void;
  paint(dark: boolean): void;
  /** How many stations are drawn in sight. */
  drawn(): number;
  remove(): void;
}

/** What the map says by itself, in Chinese. */
const ZH = { "Map.Title": "地图", "NavigationControl.ZoomIn": "放大", "NavigationControl.ZoomOut": "缩小" };

const sheets = [css, css + layout].map((text) => {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
});

/** Prepares the drawing for a root: its styles, and where its worker is. */
export function prepare(root: ShadowRoot | Document): void {
  setWorkerUrl(new URL(MAP_WORKER, import.meta.url).href);
  const made = sheets[root instanceof Document ? 0 : 1];
  if (made && !root.adoptedStyleSheets.includes(made)) root.adoptedStyleSheets.push(made);
}

/** Draws a map into an element; throws where there is no WebGL. */
export function station_map(container: HTMLElement, setting: Setting): StationMap {
  prepare(setting.root);
  const list = sheet(setting.panel, setting.lang);
  let light: Light = setting.dark ? "dark" : "light";
  let stations: Shown[] = [];
  let from: { lon: number; lat: number } | undefined;
  let selected: string | undefined;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new Drawing({
    container,
    style: ground(light),
    center: setting.center ? [setting.center.lon, setting.center.lat] : [0, 20],
    zoom: setting.center ? setting.zoom : 0,
    locale: setting.lang === "zh" ? ZH : {},
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  attribute(container, setting.api, ["stations"], setting.sources);
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");

  /** What is much farther than the nearest would make those near indistinguishable. */
  const near = () => {
    const here = from && ([from.lon, from.lat] as [number, number]);
    const [first] = stations;
    if (!here || !first) return stations;
    const near_m = 5 * apart_m(here, first.at) + 500;
    return stations.filter(({ at }) => apart_m(here, at) <= near_m);
  };

  const fill = () => {
    const point = (at: [number, number], properties: Record<string, unknown>) => ({
      type: "Feature" as const,
      geometry: { type: "Point" as const, coordinates: at },
      properties,
    });
    const data = (id: string, features: Feature[]) =>
      map.getSource<GeoJSONSource>(id)?.setData({ type: "FeatureCollection", features });
    // The first of the list lies on top.
    const shown = [...stations].reverse();
    data("stations", shown.map(({ at, ...told }) => point(at, { ...told, name: told.name.slice(0, 40) })));
    const here = from && ([from.lon, from.lat] as [number, number]);
    data("you", here ? [point(here, {})] : []);
    const far = here ? Math.max(200, ...near().map(({ at }) => apart_m(here, at))) : 0;
    const around = far > 0 && far < 200_000 ? rings(Math.min(far, 100_000)) : [];
    data(
      "rings",
      around.flatMap((radius_m) => {
        const ring = circle(here ?? [0, 0], radius_m);
        const line = { type: "LineString" as const, coordinates: ring };
        const words = distance(radius_m, setting.lang);
        return [
          { type: "Feature" as const, geometry: line, properties: {} },
          point(ring[0] ?? [0, 0], { words }),
        ];
      }),
    );
  };

  /** What is left free at each side. */
  const room = () => {
    const { clientWidth: width, clientHeight: height } = container;
    // On a phone the list covers the lower half.
    const covered = getComputedStyle(container.parentElement ?? container).position === "absolute" ? height * 0.55 : 0;
    const edge = Math.min(48, width / 6, (height - covered) / 4);
    return { top: edge, left: edge, right: edge, bottom: covered + edge };
  };

  const fit = () => {
    const bounds = new LngLatBounds();
    if (from) bounds.extend([from.lon, from.lat]);
    for (const { at } of near()) bounds.extend(at);
    if (bounds.isEmpty()) return;
    map.fitBounds(bounds, { padding: room(), maxZoom: 16, animate: !calm });
  };

  map.on("style.load", () => {
    lay_stations(map, light, selected);
    fill();
  });
  void lay_base(map, setting.basemap, light);
  map.on("click", (event) => {
    const { x, y } = event.point;
    // A finger is wider than a dot.
    const box: [[number, number], [number, number]] = [
      [x - 12, y - 12],
      [x + 12, y + 12],
    ];
    const hit = map.getLayer("stations") && map.queryRenderedFeatures(box, { layers: ["stations"] })[0];
    if (hit) {
      list.set(1);
      setting.selected(String(hit.properties["id"]));
    } else setting.tapped({ lon: event.lngLat.wrap().lng, lat: event.lngLat.lat });
  });
  // Until it is known where somebody is, all of the data is in sight.
  if (!setting.center) {
    void extent(setting.api).then((bounds) => {
      if (!from && stations.length === 0 && bounds) map.fitBounds(bounds, { padding: room(), animate: false, maxZoom: setting.zoom });
    });
  }
  return {
    show(shown, at) {
      stations = shown;
      from = at;
      if (map.getSource("stations")) fill();
      fit();
    },
    select(id) {
      selected = id;
      if (map.getLayer("stations")) {
        map.setPaintProperty("stations", "circle-radius", ["case", ["==", ["get", "id"], id ?? ""], 18, 14]);
      }
      const chosen = stations.find((station) => station.id === id);
      if (chosen && !map.getBounds().contains(chosen.at)) map.panTo(chosen.at, { animate: !calm });
    },
    paint(dark) {
      const next: Light = dark ? "dark" : "light";
      if (next === light) return;
      light = next;
      map.setStyle(ground(light), { diff: false });
      void lay_base(map, setting.basemap, light);
    },
    drawn: () => (map.getLayer("stations") ? map.queryRenderedFeatures({ layers: ["stations"] }).length : 0),
    remove() {
      list.remove();
      map.remove();
    },
  };
}

/** Where all stations of a service are; nothing where it does not say. */
async function extent(api: string): Promise<LngLatBounds | undefined> {
  try {
    type Told = { extent?: { spatial?: { bbox?: number[][] } } };
    const told = await ask<Told>(address(api, "/v1/collections/stations"));
    const [west, south, east, north] = told.extent?.spatial?.bbox?.[0] ?? [];
    if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined;
    // A box whose west lies east of its east crosses the antimeridian (RFC 7946, section 5.2).
    return new LngLatBounds([west, south, east < west ? east + 360 : east, north]);
  } catch {
    return undefined;
  }
}

/** Roughly how far apart two positions are, in metres: enough to choose a scale. */
function apart_m([lon, lat]: [number, number], [other_lon, other_lat]: [number, number]): number {
  const east = (other_lon - lon) * Math.cos((lat * Math.PI) / 180);
  return Math.hypot(east, other_lat - lat) * 111_195;
}
