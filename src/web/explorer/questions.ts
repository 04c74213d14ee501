// How are coverage, gaps and sites asked for? By address where that is enough, else with an area or a scenario in a body.

import { type Asked, Refused, address, answer } from "../shared/api";
import { polygon } from "./areas";
import type { At, View } from "./view";

/** How often a question is asked again while the server is busy. */
const MOST_TRIES = 6;

/** Amount of something, whole and covered. */
export interface Share {
  total: number;
  covered: number;
}

/** What is told of an area, or of it before and after. */
export interface Sums {
  stations: number;
  cells: Share;
  area_m2: Share;
  demand: (Share & { kind: string }) | null;
  distance_m?: { mean: number; p50: number; p90: number; max: number };
  farthest?: { lon: number; lat: number; distance_m: number };
}

/** The answer about coverage. */
export interface Whole extends Sums {
  region: { id?: string; name?: string; bbox: [number, number, number, number] };
  before?: Sums;
  after?: Sums;
}

/** One gap. */
export interface Gap {
  type: "Feature";
  geometry: GapArea;
  properties: { rank: number; cells: number; area_m2: number; demand: number | null; farthest: { lon: number; lat: number; distance_m: number } | null };
}

/** A gap's area. */
export type GapArea =
  | { type: "Polygon"; coordinates: At[][] }
  | { type: "MultiPolygon"; coordinates: At[][][] };

/** All gaps that were asked for. */
export interface Gaps {
  features: Gap[];
  numberMatched: number;
}

/** New sites, in the order in which they gain most, and what is in reach before them. */
export interface Siting {
  before: Sums;
  sites: { lon: number; lat: number; gain: number; objective_after: number }[];
  objective: number;
  bound: number;
  gap: number;
  status: "optimal" | "feasible" | "infeasible";
}

/** The instant of an hour of a day, by this device's clock. */
export function instant(day: string, hour: number): string {
  const there = new Date(`${day}T${String(hour).padStart(2, "0")}:00:00`);
  const offset = -there.getTimezoneOffset();
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, "0");
  return `${day}T${two(hour)}:00:00${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
}

/** Whether there is an area to ask about. */
export function has_area(view: View): boolean {
  return view.region !== "" || view.area.length >= 3;
}

/** Stations as a scenario adds them: open at any hour, with all that is asked. */
function added(view: View): Record<string, unknown>[] {
  const has = view.amenity.filter((amenity) => amenity !== "base_kit");
  const kit = ["water", "microwave", "seating", "phone_charging", "first_aid"];
  const amenities = view.amenity.includes("base_kit") ? [...new Set([...has, ...kit])] : has;
  return view.add.map(([lon, lat], place) => ({ lon, lat, name: `new ${place + 1}`, opening_hours: "24/7", amenities }));
}

/** What is tried, if anything is. */
function scenario(view: View): { add: Record<string, unknown>[] } | undefined {
  return view.add.length > 0 ? { add: added(view) } : undefined;
}

/** A question, and whether it needs a body. */
export interface Question {
  url: string;
  body: Record<string, unknown> | undefined;
}

/** What is asked of the stations in view. */
export function filters(view: View): { open: string | undefined; amenity: string[] | undefined } {
  return {
    open: view.hour === undefined ? undefined : instant(view.day, view.hour),
    amenity: view.amenity.length > 0 ? view.amenity : undefined,
  };
}

/** A question about the area in view. */
export function question(view: View, path: string, more: Asked = {}): Question {
  const { radius_m, min_stations, resolution } = view;
  const { open, amenity } = filters(view);
  const asked = { radius_m, min_stations, resolution, open, ...more };
  if (view.region && view.add.length === 0) {
    const query = { region: view.region, ...asked, amenity: amenity?.join(",") };
    return { url: address(location.origin, path, query), body: undefined };
  }
  const region = view.region || polygon(view.area);
  // JSON leaves out what is undefined.
  return { url: address(location.origin, path), body: { region, ...asked, amenity, scenario: scenario(view) } };
}

/** Where the tiles of the stations in view are, with `{z}/{x}/{y}`. */
export function station_tiles(view: View): string {
  const { open, amenity } = filters(view);
  const at = address(location.origin, "/v1/tiles/stations", { open, amenity: amenity?.join(",") });
  return at.replace("/tiles/stations", "/tiles/stations/{z}/{x}/{y}");
}

/** Asks, and asks again a little later while the server has too much to do. */
export async function patient({ url, body }: Question, signal?: AbortSignal): Promise<Response> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await answer(url, signal, body);
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 503 || tries === MOST_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300 * tries));
      signal?.throwIfAborted();
    }
  }
}

/** The answer as JSON. */
export async function told<T>(asked: Question, signal?: AbortSignal): Promise<T> {
  return (await patient(asked, signal)).json() as Promise<T>;
}

/** A question for new sites: those that bring most into reach, beside the stations that are there and those added. */
export function siting(view: View): Question {
  const body = {
    region: view.region || polygon(view.area),
    problem: "mclp",
    radius_m: view.radius_m,
    sites: view.sites,
    // What is usual need not be told.
    min_stations: view.min_stations === 1 ? undefined : view.min_stations,
    resolution: view.resolution === 9 ? undefined : view.resolution,
    scenario: scenario(view),
    ...filters(view),
  };
  return { url: address(location.origin, "/v1/siting"), body };
}

/** Whether the server places sites: it then says that the path takes other methods than this. */
export async function places_sites(): Promise<boolean> {
  try {
    await answer(address(location.origin, "/v1/siting"));
    return true;
  } catch (error) {
    return error instanceof Refused && error.status !== 404;
  }
}
