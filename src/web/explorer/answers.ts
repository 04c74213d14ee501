// What has the server answered? Sums, gaps, the whole ground, and stations, of one question at a time.

import { type Nearest, address, ask } from "../shared/api";
import { wrapped } from "./areas";
import { type Gap, type GapArea, type Gaps, type Whole, filters, question, told } from "./questions";
import { plain } from "../shared/plain";
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
  /** How many stations of the whole data are open at the hour, if there is one. */
  hours: Hours | undefined;
  /** What the sources ask to be said of them. */
  credits: string;
}

/** Stations that pass the filters but for the hour, those that count as open, and those left out with unknown hours. */
export interface Hours {
  all: number;
  open: number;
  unknown: number;
}

async function hours_of(view: View, signal: AbortSignal): Promise<Hours | undefined> {
  const { open, amenity } = filters(view);
  if (open === undefined) return undefined;
  const matched = async (more: Record<string, string | undefined>) => {
    const asked = { limit: 1, amenity: amenity?.join(","), ...more };
    const url = address(location.origin, "/v1/collections/stations/items", asked);
    return (await told<{ numberMatched: number }>({ url, body: undefined }, signal)).numberMatched;
  };
  const filter = "opening_hours IS NULL";
  // What is asked for may have hours of its own where its station has none.
  const [all, there, silent, silent_open] = await Promise.all([
    matched({}),
    matched({ open }),
    matched({ filter }),
    matched({ filter, open }),
  ]);
  return { all, open: there, unknown: silent - silent_open };
}

let credits: Promise<string> | undefined;

/** Whose data the answer rests on; asked for once. */
function credited(): Promise<string> {
  type Source = { kind: string; attribution?: string | null; licence?: string | null };
  credits ??= ask<{ sources: Source[] }>(address(location.origin, "/v1/dataset")).then(
    ({ sources }) => {
      const shown = sources.filter(({ kind }) => ["stations", "regions", "demand"].includes(kind));
      return [...new Set(shown.map(({ attribution, licence }) => plain(attribution ?? licence, 160)).filter(Boolean))].join(" · ");
    },
    () => {
      credits = undefined;
      return "";
    },
  );
  return credits;
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
  const [whole, gaps, all, hours, credit] = await Promise.all([
    told<Whole>(question(view, "/v1/coverage"), signal),
    told<Gaps>(question(view, "/v1/coverage/gaps", { limit: MOST_GAPS }), signal),
    whole_ground(view, signal),
    hours_of(view, signal),
    credited(),
  ]);
  return { whole, gaps, ground: all, hours, credits: credit };
}

/** The stations in a box, for a picture: as many as one page has. */
export async function stations_in(view: View, bbox: Whole["region"]["bbox"], signal: AbortSignal): Promise<At[]> {
  const { open, amenity } = filters(view);
  const [west, south, east, north] = bbox;
  const asked = { bbox: [wrapped(west), south, wrapped(east), north].join(","), limit: MOST_STATIONS, open, amenity: amenity?.join(",") };
  const found = await ask<Nearest>(address(location.origin, "/v1/collections/stations/items", asked), signal);
  return found.features.map((station) => station.geometry.coordinates);
}

/** Gaps, each with how grave it is beside the gravest. */
export function graded(gaps: Gaps): { gap: Gap; shade: number }[] {
  const weights = gaps.features.map((gap) => gap.properties.demand ?? gap.properties.area_m2);
  const gravest = Math.max(0, ...weights);
  return gaps.features.map((gap) => ({ gap, shade: shade(gap, gravest) }));
}
