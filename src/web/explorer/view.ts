// What is in view, and how does that stand in the address? All of it, after the `#`, which is sent to nobody.

import { wrapped } from "./areas";

/** Longitude and latitude, WGS 84 degrees. */
export type At = [number, number];

/** A question for planners, and where they look. */
export interface View {
  lang: "zh" | "en";
  /** Id of a region of the data; empty if there is none. */
  region: string;
  /** Corners of a drawn area. */
  area: At[];
  /** What the address says of an area, if that is none. */
  lost: string;
  radius_m: number;
  min_stations: number;
  resolution: number;
  amenity: string[];
  /** Hour of the day at which stations must be open; none for any. */
  hour: number | undefined;
  /** The day of that hour. */
  day: string;
  /** Stations added in thought. */
  add: At[];
  /** How many new sites are asked for. */
  sites: number;
  map: { lon: number; lat: number; zoom: number } | undefined;
}

/** Most corners and stations that an address may bear. */
const MOST_POSITIONS = 200;

const number = (text: string | null, least: number, most: number, otherwise: number) => {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : otherwise;
};

function positions(text: string | null): At[] {
  const pairs = (text ?? "").split(";").slice(0, MOST_POSITIONS);
  return pairs.flatMap((pair) => {
    const [lon = Number.NaN, lat = Number.NaN, more] = pair.split(",").map((part) => Number.parseFloat(part));
    return Math.abs(lon) <= 540 && Math.abs(lat) <= 90 && more === undefined ? [[wrapped(lon), lat] as At] : [];
  });
}

// Five decimals are a metre.
const written = (at: readonly number[]) => at.map((degrees) => Number(degrees.toFixed(5))).join(",");

/** Reads an address; what is not understood is as if it were not there. */
export function read(fragment: string, today: string, language: string): View {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const lang = given.get("lang") ?? language;
  const [lon, lat, zoom] = (given.get("map") ?? "").split(",").map((part) => Number.parseFloat(part));
  const placed = Math.abs(lon ?? 999) <= 180 && Math.abs(lat ?? 999) <= 85 && (zoom ?? -1) >= 0 && (zoom ?? 99) <= 22;
  const area = positions(given.get("area"));
  const hour = number(given.get("hour"), 0, 23, Number.NaN);
  const day = given.get("day") ?? "";
  return {
    lang: /^zh\b/i.test(lang) ? "zh" : "en",
    region: area.length >= 3 ? "" : (given.get("region") ?? "").slice(0, 200),
    area: area.length >= 3 ? area : [],
    lost: area.length >= 3 || given.get("region") ? "" : (given.get("area") ?? "").slice(0, 1000),
    radius_m: number(given.get("radius_m"), 0, 100_000, 1000),
    min_stations: Math.round(number(given.get("min_stations"), 1, 9, 1)),
    resolution: Math.round(number(given.get("resolution"), 5, 11, 9)),
    amenity: (given.get("amenity") ?? "").split(",").filter(Boolean).slice(0, 20),
    hour: Number.isInteger(hour) ? hour : undefined,
    day: /^\d{4}-\d\d-\d\d$/.test(day) ? day : today,
    add: positions(given.get("add")),
    sites: Math.round(number(given.get("sites"), 1, 50, 5)),
    map: placed ? { lon: lon ?? 0, lat: lat ?? 0, zoom: zoom ?? 0 } : undefined,
  };
}

/** Writes an address; what is as usual is left out. */
export function write(view: View, today: string): string {
  const told: [string, string | false][] = [
    ["lang", view.lang],
    ["region", view.region],
    ["area", view.area.map(written).join(";") || (view.region === "" && view.lost)],
    ["radius_m", view.radius_m !== 1000 && String(view.radius_m)],
    ["min_stations", view.min_stations !== 1 && String(view.min_stations)],
    ["resolution", view.resolution !== 9 && String(view.resolution)],
    ["amenity", view.amenity.join(",")],
    ["hour", view.hour !== undefined && String(view.hour)],
    ["day", view.hour !== undefined && view.day !== today && view.day],
    ["add", view.add.map(written).join(";")],
    ["sites", view.sites !== 5 && String(view.sites)],
    ["map", view.map ? `${written([view.map.lon, view.map.lat])},${Number(view.map.zoom.toFixed(2))}` : ""],
  ];
  const pairs = told.filter(([, value]) => value).map(([name, value]) => `${name}=${encode(value || "")}`);
  return `#${pairs.join("&")}`;
}

/** Commas and semicolons may stand as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3B", ";");
}
