// How does a planner take the answer along? As a file: gaps, cells, or a picture of what is in view.

import { h } from "../shared/dom";
import { part } from "./controls";
import { type Scene, png, save, svg } from "./picture";
import { patient, question } from "./questions";
import type { View } from "./view";
import type { Words } from "./words";

/** The files that are offered. */
export function files(view: View, w: Words, scene: () => Scene | undefined, failed: (error: unknown) => void): HTMLElement {
  const name = (view.region || "area").replace(/[^\w-]+/g, "_").slice(0, 60);
  const asked = async (path: string, more: Record<string, string | number>, file: string) =>
    save(await (await patient(question(view, path, more))).blob(), `${name}-${file}`);
  const picture = () => {
    const shown = scene();
    return shown ? svg(shown) : undefined;
  };
  const ways: [string, () => Promise<void>][] = [
    ["GeoJSON", () => asked("/v1/coverage/gaps", { limit: 10000 }, "gaps.geojson")],
    ["FlatGeobuf", () => asked("/v1/coverage/gaps", { limit: 10000, f: "fgb" }, "gaps.fgb")],
    ["CSV", () => asked("/v1/coverage/cells", { f: "csv" }, "cells.csv")],
    [
      "SVG",
      async () => {
        const text = picture();
        if (text) save(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
      },
    ],
    [
      "PNG",
      async () => {
        const text = picture();
        if (text) save(await png(text), `${name}.png`);
      },
    ],
  ];
  const buttons = ways.map(([words, give]) =>
    h("button", { type: "button", class: "button", onclick: () => void give().catch(failed) }, words),
  );
  return part(w.export, h("div", { class: "row" }, ...buttons));
}
