// How is an area drawn? What is covered, the gaps by who is left out, stations, places for new ones, and a pen.

import type { Feature } from "geojson";
import { type GeoJSONSource, Map as Drawing, NavigationControl, type VectorTileSource } from "maplibre-gl";
import { attribute } from "./attribution";
import { prepare } from "./station_map";
import { COLOURS, FONT, type Light, ground, lay_base } from "./style";

/** Colours of gaps from the lightest to the gravest, of what is covered, of stations and of new sites. */
export const SHADES = {
  light: { gaps: ["#fbe3b0", "#f2a65a", "#d9562b", "#8f1d1d"], covered: "#9fd3bd", station: "#0b6b4d", site: "#4b2fb8" },
  dark: { gaps: ["#5a4a25", "#a8662f", "#dd6a3c", "#ff9c8a"], covered: "#1f5a47", station: "#6fdcb0", site: "#b9a6ff" },
} as const;

/** A layer of the area. */
export type Layer = "covered" | "gaps" | "added" | "sites" | "outline" | "pen";

const LAYERS: Layer[] = ["covered", "gaps", "outline", "added", "sites", "pen"];

/** The last zoom at which the server draws tiles; beyond it the same tiles are drawn larger. */
const LAST_ZOOM = 16;

/** What the map needs to know. */
export interface AreaSetting {
  dark: boolean;
  basemap: string | null;
  /** What the sources of the data are called. */
  sources: string;
  view: { lon: number; lat: number; zoom: number };
  clicked(at: [number, number]): void;
  twice(): void;
  moved(view: { lon: number; lat: number; zoom: number }): void;
}

/** A map of an area. */
export interface AreaMap {
  show(layer: Layer, features: Feature[]): void;
  /** Draws the stations of vector tiles, at an address with `{z}/{x}/{y}`. */
  stations(tiles: string): void;
  fit(bbox: [number, number, number, number]): void;
  fly(at: [number, number], zoom: number): void;
  paint(dark: boolean): void;
  /** How many features of a layer are drawn in sight. */
  drawn(layer: Layer | "stations"): number;
  /** The box in sight: west, south, east, north. */
  bbox(): [number, number, number, number];
  /** Resolves once all that was shown is drawn. */
  settled(): Promise<void>;
}

/** Draws a map into an element; throws where there is no WebGL. */
export function area_map(container: HTMLElement, setting: AreaSetting): AreaMap {
  prepare(document);
  let light: Light = setting.dark ? "dark" : "light";
  const shown = new Map<Layer, Feature[]>();
  let tiles: string | undefined;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = new Drawing({
    container,
    style: ground(light),
    center: [setting.view.lon, setting.view.lat],
    zoom: setting.view.zoom,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    doubleClickZoom: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  attribute(container, location.origin, ["stations", "regions", "demand"], setting.sources);
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");

  const fill = (layer: Layer) =>
    map.getSource<GeoJSONSource>(layer)?.setData({ type: "FeatureCollection", features: shown.get(layer) ?? [] });

  const set_tiles = () => {
    if (!tiles) return;
    const source = map.getSource<VectorTileSource>("stations");
    if (source) source.setTiles([tiles]);
    else lay_stations(tiles);
  };

  /** Stations one by one or, where they lie close together, as many as there are. They stay below what is added. */
  const lay_stations = (address: string) => {
    const colour = COLOURS[light];
    const is_cluster: unknown = ["has", "point_count"];
    map.addSource("stations", { type: "vector", tiles: [address], maxzoom: LAST_ZOOM });
    map.addLayer(
      {
        id: "stations",
        type: "circle",
        source: "stations",
        "source-layer": "stations",
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 7, ["case", is_cluster, 13, 3], 12, ["case", is_cluster, 13, 5]] as never,
          "circle-color": SHADES[light].station,
          "circle-stroke-color": colour.halo,
          "circle-stroke-width": 1,
        },
      },
      "added",
    );
    map.addLayer(
      {
        id: "station-counts",
        type: "symbol",
        source: "stations",
        "source-layer": "stations",
        filter: is_cluster as never,
        layout: {
          "text-field": ["to-string", ["get", "point_count"]],
          "text-size": 12,
          "text-font": FONT,
          "text-allow-overlap": true,
        },
        paint: { "text-color": colour.halo },
      },
      "added",
    );
  };

  const lay = () => {
    const colour = COLOURS[light];
    const shade = SHADES[light];
    for (const layer of LAYERS) {
      if (!map.getSource(layer)) map.addSource(layer, { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    }
    const steps: unknown = ["step", ["get", "shade"], shade.gaps[0], 1, shade.gaps[1], 2, shade.gaps[2], 3, shade.gaps[3]];
    map.addLayer({ id: "covered", type: "fill", source: "covered", paint: { "fill-color": shade.covered, "fill-opacity": 0.75 } });
    map.addLayer({ id: "gaps", type: "fill", source: "gaps", paint: { "fill-color": steps as never, "fill-opacity": 0.85 } });
    map.addLayer({
      id: "gap-edges",
      type: "line",
      source: "gaps",
      paint: { "line-color": colour.text, "line-width": ["case", ["==", ["get", "chosen"], true], 3, 0.4] },
    });
    map.addLayer({
      id: "outline",
      type: "line",
      source: "outline",
      paint: { "line-color": colour.text, "line-width": 2, "line-dasharray": [4, 2] },
    });
    for (const layer of ["added", "sites"] as const) {
      map.addLayer({
        id: layer,
        type: "circle",
        source: layer,
        paint: {
          "circle-radius": 13,
          "circle-color": layer === "sites" ? shade.site : colour.you,
          "circle-stroke-color": colour.halo,
          "circle-stroke-width": 3,
        },
      });
      map.addLayer({
        id: `${layer}-words`,
        type: "symbol",
        source: layer,
        layout: {
          "text-field": ["get", "words"],
          "text-size": 14,
          "text-font": FONT,
          "text-allow-overlap": true,
        },
        paint: { "text-color": colour.halo },
      });
    }
    map.addLayer({ id: "pen", type: "line", source: "pen", paint: { "line-color": colour.you, "line-width": 3 } });
    map.addLayer({
      id: "pen-corners",
      type: "circle",
      source: "pen",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 6, "circle-color": colour.you, "circle-stroke-color": colour.halo, "circle-stroke-width": 2 },
    });
    for (const layer of LAYERS) fill(layer);
    set_tiles();
  };
  map.on("style.load", lay);
  void lay_base(map, setting.basemap, light);
  map.on("click", (event) => setting.clicked([event.lngLat.wrap().lng, event.lngLat.lat]));
  map.on("dblclick", () => setting.twice());
  map.on("moveend", () => {
    const { lng: lon, lat } = map.getCenter().wrap();
    setting.moved({ lon, lat, zoom: map.getZoom() });
  });
  return {
    show(layer, features) {
      shown.set(layer, features);
      fill(layer);
    },
    stations(address) {
      if (tiles === address) return;
      tiles = address;
      // Before the style is there nothing can be laid onto it.
      if (map.getLayer("added")) set_tiles();
    },
    fit: ([west, south, east, north]) =>
      void map.fitBounds([west, south, east, north], { padding: 32, animate: !calm, duration: 600 }),
    fly: (at, zoom) => void map.flyTo({ center: at, zoom: Math.max(zoom, map.getZoom()), animate: !calm, duration: 900 }),
    paint(dark) {
      const next: Light = dark ? "dark" : "light";
      if (next === light) return;
      light = next;
      map.setStyle(ground(light), { diff: false });
      void lay_base(map, setting.basemap, light);
    },
    drawn: (layer) => (map.getLayer(layer) ? map.queryRenderedFeatures({ layers: [layer] }).length : 0),
    bbox() {
      const bounds = map.getBounds();
      return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    },
    settled: () =>
      new Promise((resolve) => {
        map.once("idle", () => resolve());
        map.triggerRepaint();
      }),
  };
}
