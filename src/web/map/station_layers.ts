// How is a station painted? A numbered pin whose fill and ring tell its state, a name, and rings for a scale.

import type { Map as Drawing } from "maplibre-gl";
import { COLOURS, FONT, type Light, STATES } from "./style";

const nothing = { type: "FeatureCollection" as const, features: [] };

/** Lays sources and layers onto a style that has none of them. */
export function lay_stations(map: Drawing, light: Light, selected: string | undefined): void {
  const colour = COLOURS[light];
  const state = STATES[light];
  const by_state: unknown = ["match", ["get", "state"], "open", state.open, "closed", state.closed, state.unknown];
  for (const id of ["rings", "you", "stations"]) {
    if (!map.getSource(id)) map.addSource(id, { type: "geojson", data: nothing });
  }
  const add = (layer: Parameters<typeof map.addLayer>[0]) => {
    if (map.getLayer(layer.id)) map.removeLayer(layer.id);
    map.addLayer(layer);
  };
  add({
    id: "rings",
    type: "line",
    source: "rings",
    filter: ["==", ["geometry-type"], "LineString"],
    paint: { "line-color": colour.line, "line-width": 1, "line-dasharray": [3, 3] },
  });
  add({
    id: "ring-labels",
    type: "symbol",
    source: "rings",
    filter: ["==", ["geometry-type"], "Point"],
    layout: { "text-field": ["get", "words"], "text-size": 12, "text-font": FONT },
    paint: { "text-color": colour.text, "text-halo-color": colour.ground, "text-halo-width": 2 },
  });
  const chosen: unknown = ["==", ["get", "id"], selected ?? ""];
  add({
    id: "stations",
    type: "circle",
    source: "stations",
    paint: {
      "circle-radius": ["case", chosen, 18, 14] as never,
      "circle-color": ["case", ["==", ["get", "state"], "open"], state.open, colour.halo] as never,
      "circle-stroke-color": by_state as never,
      "circle-stroke-width": 3,
    },
  });
  // What lies above is placed first: names make way for numbers.
  add({
    id: "names",
    type: "symbol",
    source: "stations",
    layout: {
      "text-field": ["get", "name"],
      "text-size": 13,
      "text-font": FONT,
      "text-variable-anchor": ["top", "bottom", "left", "right"],
      "text-radial-offset": 1.8,
      "text-max-width": 9,
      "text-optional": true,
    },
    paint: { "text-color": colour.text, "text-halo-color": colour.ground, "text-halo-width": 2 },
  });
  add({
    id: "numbers",
    type: "symbol",
    source: "stations",
    layout: {
      "text-field": ["to-string", ["get", "number"]],
      "text-size": 14,
      "text-font": FONT,
      "text-allow-overlap": true,
      "text-padding": 10,
    },
    paint: { "text-color": ["case", ["==", ["get", "state"], "open"], colour.halo, colour.text] as never },
  });
  // Where somebody stands is never below a name.
  add({
    id: "you",
    type: "circle",
    source: "you",
    paint: {
      "circle-radius": 8,
      "circle-color": colour.you,
      "circle-stroke-color": colour.halo,
      "circle-stroke-width": 3,
    },
  });
}
