// What is the server asked? For so many stations, with what is needed, where somebody is.

import type { Asked } from "../shared/api";
import { type Filters, SPEEDS } from "./filters";
import { apps, preferred } from "./navigate";
import type { Position } from "./places";

/** The question of an element with its filters; only from a place is it asked how far. */
export function question(
  element: HTMLElement,
  { when, by, needed }: Filters,
  lang: string,
  from: Position | undefined,
): Asked {
  const asked: Asked = {
    limit: Number(element.getAttribute("limit")) || 8,
    amenity: [...needed].join(","),
    open: when === "any" ? undefined : "now",
    lang,
  };
  if (!from) return asked;
  return {
    ...asked,
    ...from,
    radius_m: element.getAttribute("radius") ?? undefined,
    // One application leads, and is to be at hand.
    links: preferred(apps(element.getAttribute("crs-links"))) && "true",
    speed_mps: when === "arrive" ? SPEEDS[by] : undefined,
  };
}
