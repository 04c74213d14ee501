// What has the server answered? Sums, gaps, the whole ground, and stations, of one question at a time.

import { type Nearest, address, ask } from "../shared/api";
import { type Gap, type GapArea, type Gaps, type Whole, filters, question, told } from "./questions";
import { shade } from "./told";
import type { At, View } from "./view";

/** Gaps that are drawn. */
const MOST_GAPS = 1000;
/** Most stations of a page of them. */
const MOST_STATIONS = 10_000;

/** Answers to one question. */
export interface Answers {
  whole: Whole;
  gaps: Gaps;
  /** All cells of the area, dissolved. */
  ground: GapArea[];
}

let ground_of = "";
let ground: GapArea[] = [];

/** All cells of the area: those beyond a reach of nothing. They stay as long as the area does. */
async function whole_ground(view: View, signal: AbortSignal): Promise<GapArea[]> {
  const bare: View = { ...view, radius_m: 0, min_stations: 1, amenity: [], hour: undefined, add: [] };
  const asked = question(bare, "/v1/coverage/gaps", { limit: MOST_GAPS });
  const key = JSON.stringify(asked);
  if (key !== ground_of) {
    const found = await told<Gaps>(asked, signal);
    ground = found.features.map((gap) => gap.geometry);
    ground_of = key;
  }
  return ground;
}

/** Asks all that is in view. */
export async function answered(view: View, signal: AbortSignal): Promise<Answers> {
  const [whole, gaps, all] = await Promise.all([
    told<Whole>(question(view, "/v1/coverage"), signal),
    told<Gaps>(question(view, "/v1/coverage/gaps", { limit: MOST_GAPS }), signal),
    whole_ground(view, signal),
  ]);
  return { whole, gaps, ground: all };
}

/** The stations in a box, for a picture: as many as one page has. */
export async function stations_in(view: View, bbox: Whole["region"]["bbox"], signal: AbortSignal): Promise<At[]> {
  const { open, amenity } = filters(view);
  const asked = { bbox: bbox.join(","), limit: MOST_STATIONS, open, amenity: amenity?.join(",") };
  const found = await ask<Nearest>(address(location.origin, "/v1/collections/stations/items", asked), signal);
  return found.features.map((station) => station.geometry.coordinates);
}

/** Gaps, each with how grave it is beside the gravest. */
export function graded(gaps: Gaps): { gap: Gap; shade: number }[] {
  const weights = gaps.features.map((gap) => gap.properties.demand ?? gap.properties.area_m2);
  const gravest = Math.max(0, ...weights);
  return gaps.features.map((gap) => ({ gap, shade: shade(gap, gravest) }));
}
