// When does what is shown change? At the first instant that a card tells of: an opening, a closing, an arrival.

import type { Open, Station } from "../shared/api";

/** The first change after an instant, in milliseconds since 1970; infinite if none is told. */
export function next_change(stations: Station[], after_ms: number): number {
  const ends = (open: Open | undefined) => [open?.closes_at, open?.opens_at];
  const told = stations.flatMap(({ properties: of }) => [
    ...ends(of.open),
    ...ends(of.open_at_arrival),
    of.arrives_at,
    ...(of.amenities ?? []).flatMap((amenity) => ends(amenity.open)),
  ]);
  const instants = told.map((instant) => Date.parse(instant ?? "")).filter((ms) => ms > after_ms);
  return Math.min(...instants);
}
