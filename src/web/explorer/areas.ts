// How does an area lie that crosses the antimeridian? Its corners stand in an address within 180 degrees; what is asked is cut there.

import type { At } from "./view";

/** A drawn area as GeoJSON. */
export type Area = { type: "Polygon"; coordinates: At[][] } | { type: "MultiPolygon"; coordinates: At[][][] };

/** The same meridian within 180 degrees. */
export function wrapped(lon: number): number {
  return Math.abs(lon) <= 180 ? lon : lon - 360 * Math.round(lon / 360);
}

/** The same meridian on the near side of another one, whatever number that makes. */
export function beside(lon: number, other: number): number {
  return Math.abs(lon - other) <= 180 ? lon : lon - 360 * Math.round((lon - other) / 360);
}

const closed = (corners: At[]): At[] => [...corners, ...corners.slice(0, 1)];

/** Corners of which each is on the near side of the one before, whatever longitude that makes. */
export function unrolled(area: At[]): At[] {
  const corners: At[] = [];
  for (const [lon, lat] of area) {
    const before = corners.at(-1)?.[0] ?? lon;
    corners.push([beside(lon, before), lat]);
  }
  return corners;
}

/** What lies on one side of a meridian (Sutherland and Hodgman 1974). */
function side(corners: At[], meridian: number, east: boolean): At[] {
  const within = ([lon]: At) => (east ? lon >= meridian : lon <= meridian);
  return corners.flatMap((at, place) => {
    const before = corners.at(place - 1) ?? at;
    if (within(before) === within(at)) return within(at) ? [at] : [];
    const part = (meridian - before[0]) / (at[0] - before[0]);
    const cut: At = [meridian, before[1] + part * (at[1] - before[1])];
    return within(at) ? [cut, at] : [cut];
  });
}

/** A drawn area, closed, and cut where it crosses the antimeridian (RFC 7946, 3.1.9). */
export function polygon(area: At[]): Area {
  const corners = unrolled(area);
  const lons = corners.map(([lon]) => lon);
  const beyond = Math.max(...lons) > 180 ? 180 : Math.min(...lons) < -180 ? -180 : undefined;
  if (beyond === undefined) return { type: "Polygon", coordinates: [closed(corners)] };
  const parts = [side(corners, beyond, false), side(corners, beyond, true)].filter((part) => part.length >= 3);
  // What lies beyond is told from the other side.
  const moved = parts.map((part) => {
    const turn = Math.min(...part.map(([lon]) => lon)) >= 180 ? -360 : Math.max(...part.map(([lon]) => lon)) <= -180 ? 360 : 0;
    return part.map(([lon, lat]): At => [lon + turn, lat]);
  });
  return { type: "MultiPolygon", coordinates: moved.map((part) => [closed(part)]) };
}

/** The box of an area; east is beyond 180 or west beyond -180 where it crosses the antimeridian. */
export function bounds(area: At[]): [number, number, number, number] {
  const corners = unrolled(area);
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** The corners of what a map shows, none of whose edges is as long as half the world. */
export function in_sight([west, south, east, north]: [number, number, number, number]): At[] {
  const whole = east - west >= 360;
  const [from, to] = whole ? [-180, 180] : [west, east];
  const steps = to - from < 180 ? [from, to] : [from, (from + to) / 2, to];
  const turn = (lon: number) => (whole ? lon : wrapped(lon));
  const below = steps.map((lon): At => [turn(lon), south]);
  const above = steps.toReversed().map((lon): At => [turn(lon), north]);
  return [...below, ...above];
}
