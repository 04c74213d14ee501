// Which place is meant? A position as it is typed, or words that the server can search.

import { type Asked, Refused, type Station, address } from "../shared/api";
import { ask } from "./asking";

/** Longitude and latitude, WGS 84 degrees. */
export interface Position {
  lon: number;
  lat: number;
}

/** Reads `lon,lat`; nothing if it is no position. */
export function position(text: string | null): Position | undefined {
  const [lon, lat, more] = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (lon === undefined || lat === undefined || more !== undefined) return undefined;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : undefined;
}

/** Whether the server finds stations by words; fails where it does not say. */
export async function searches(api: string): Promise<boolean> {
  const landing = await ask<{ links?: { href?: string }[] }>(address(api, "/v1"));
  if (!landing.links?.some((link) => link.href?.includes("/collections"))) return false;
  return named(api, "a", { limit: 1 }).then(
    () => true,
    (error) => {
      if (error instanceof Refused && error.status < 500) return false;
      throw error;
    },
  );
}

/** Stations found by words, and how many there are beyond those that are shown. */
export interface Named {
  features: Station[];
  numberMatched: number;
}

/** Stations by a name, an address or a district. */
export function named(api: string, q: string, asked: Asked, signal?: AbortSignal): Promise<Named> {
  return ask<Named>(address(api, "/v1/collections/stations/items", { ...asked, q }), signal);
}
