// What does the map look like before anything is on it? A quiet ground, or the basemap that a page names.

import type { Map as Drawing, StyleSpecification } from "maplibre-gl";

/** Colours of the map, by day and by night. */
export const COLOURS = {
  light: { ground: "#eaf0ed", text: "#14201b", halo: "#ffffff", line: "#6d7b75", you: "#0a58ca" },
  dark: { ground: "#141c19", text: "#eef4f1", halo: "#0f1513", line: "#82918a", you: "#7db4ff" },
} as const;

/** Colours of open, closed and unknown: told by the number's ring and fill too, for who cannot tell them apart. */
export const STATES = {
  light: { open: "#0b6b4d", closed: "#a02018", unknown: "#735000" },
  dark: { open: "#6fdcb0", closed: "#ffa399", unknown: "#f0c468" },
} as const;

/** Fonts of the device, in the order of the page's. */
export const FONT = ["Segoe UI", "Roboto", "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"];

/** Day or night. */
export type Light = keyof typeof COLOURS;

/** No glyphs are named, so that every letter is drawn by the device's own fonts. */
export function ground(light: Light): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": COLOURS[light].ground } }],
  };
}

/** Lays what a page names below what is drawn; without it, or if it does not come, the ground stays quiet. */
export async function lay_base(map: Drawing, basemap: string | null, light: Light): Promise<void> {
  if (!basemap) return;
  // Braces stand for parts of the address, and are to be left alone.
  const at = new URL(basemap, document.baseURI).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
  if (basemap.includes("{z}")) {
    const style = ground(light);
    style.sources["basemap"] = { type: "raster", tiles: [at], tileSize: 256 };
    style.layers.push({ id: "basemap", type: "raster", source: "basemap" });
    map.setStyle(style, { diff: false });
    return;
  }
  try {
    const response = await fetch(at, { credentials: "omit" });
    // Its letters too are drawn by the device's own fonts.
    const { glyphs: _, ...style } = (await response.json()) as StyleSpecification;
    map.setStyle(style, { diff: false });
  } catch {
    // A map without its ground is still a map.
  }
}
