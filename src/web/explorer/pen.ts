// How is an area drawn by hand? Corner by corner, until the first one, a double click or Enter.

import type { Feature } from "geojson";
import type { At } from "./view";

/** A pen that draws one area. */
export interface Pen {
  /** Takes a corner; true once the area is closed. */
  corner(at: At, near: (one: At, other: At) => boolean): boolean;
  /** The corners so far. */
  corners(): At[];
  /** What the map shows of it. */
  features(): Feature[];
}

/** Takes up a pen. */
export function pen(): Pen {
  const corners: At[] = [];
  return {
    corner(at, near) {
      const [first] = corners;
      const last = corners.at(-1);
      if (first && corners.length >= 3 && near(first, at)) return true;
      // A double click is two clicks at one place.
      if (!last || !near(last, at)) corners.push(at);
      return false;
    },
    corners: () => corners,
    features() {
      const dots: Feature[] = corners.map((at) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: at },
        properties: {},
      }));
      const line = corners.length > 1 ? [...corners, ...(corners.length > 2 ? corners.slice(0, 1) : [])] : [];
      if (line.length > 0) {
        dots.push({ type: "Feature", geometry: { type: "LineString", coordinates: line }, properties: {} });
      }
      return dots;
    },
  };
}
