// When does what is shown change? At the first instant that a card tells of: an opening, a closing, an arrival.

import type { Open, Station } from "../shared/api";

/** The shortest time until a list looks again by itself. */
const MINUTE_MS = 60_000;
/** A timer cannot be set to more. */
const LONGEST_MS = 2 ** 31 - 1;

/** How long to wait for the first change after an instant, in milliseconds; nothing if none is told. */
export function until_change_ms(stations: Station[], after_ms: number): number | undefined {
  const ends = (open: Open | undefined) => [open?.closes_at, open?.opens_at];
  const told = stations.flatMap(({ properties: of }) => [
    ...ends(of.open),
    ...ends(of.open_at_arrival),
    of.arrives_at,
    ...(of.amenities ?? []).flatMap((amenity) => ends(amenity.open)),
  ]);
  const instants = told.map((instant) => Date.parse(instant ?? "")).filter((ms) => ms > after_ms);
  const wait_ms = Math.max(MINUTE_MS, Math.min(...instants) - Date.now());
  return wait_ms <= LONGEST_MS ? wait_ms : undefined;
}
