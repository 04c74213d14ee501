// What matters of a station, in one line? How far, whether open, what of the needed is there, how to get in.

import type { Amenity, Open, Properties, Station } from "../shared/api";
import type { Shown } from "../map/station_map";
import { plain } from "../shared/plain";
import { clock, lasting } from "../shared/when";
import { distance, eighth } from "../shared/where";
import { WANTED } from "./icons";
import type { Words } from "./words";

/** Most amenities named in the line. */
const MOST_NAMED = 3;

/** A station's name. */
export function name_of(station: Station, w: Words): string {
  const of = station.properties;
  const kind = of.kind === "other" ? "" : plain(of.kind);
  return plain(of[`name:${w.code}`]) || plain(of.name) || kind || w.unnamed;
}

/** A station as the map draws it. */
export function pin(station: Station, number: number, w: Words): Shown {
  const { open_at_arrival, open } = station.properties;
  const state = (open_at_arrival ?? open)?.state ?? "unknown";
  return { id: station.id, number, name: name_of(station, w), at: station.geometry.coordinates, state };
}

/** How far and which way; nothing where nobody stands. */
export function way_of(of: Properties, w: Words): string {
  if (of.distance_m === undefined) return "";
  const direction = of.bearing_deg === undefined || of.distance_m < 1 ? "" : w.directions[eighth(of.bearing_deg)];
  const far = distance(of.distance_m, w.code);
  return w.code === "zh" ? `${direction ?? ""} ${far}`.trim() : `${far} ${direction ?? ""}`.trim();
}

function state_words(open: Open, hours: unknown, w: Words): string {
  if (open.state === "unknown") return w.unknown;
  if (open.state === "closed") return open.opens_at ? w.closed_until(clock(open.opens_at, w.code)) : w.closed;
  if (open.closes_at) return w.open_until(clock(open.closes_at, w.code));
  return hours === "24/7" ? w.open_all : w.open_word;
}

/** Whether it is open, at arrival if that was asked, as a state and in words. */
export function state_of(of: Properties, w: Words): { state: Open["state"]; words: string } {
  const open = of.open ?? { state: "unknown" as const };
  const there = of.open_at_arrival;
  if (!there || !of.arrives_at || there.state === "unknown") {
    const told = there ?? open;
    return { state: told.state, words: state_words(told, of.opening_hours, w) };
  }
  const time = clock(of.arrives_at, w.code);
  const soon = of.closes_in_s !== undefined && of.closes_in_s < 3600 && there.state === "open";
  const closing = soon ? `${w.list_comma}${w.closes_after(lasting(of.closes_in_s ?? 0, w.code))}` : "";
  return { state: there.state, words: (there.state === "open" ? w.arrival_open(time) : w.arrival_closed(time)) + closing };
}

function amenity_words(amenity: Amenity, of: Properties, w: Words): string {
  const label = plain(amenity.label, 40);
  const { state, opens_at } = amenity.open;
  if (state === "closed" && amenity.opening_hours) {
    return w.amenity_closed(label, opens_at && clock(opens_at, w.code));
  }
  return state === "unknown" && of.open?.state === "open" ? w.amenity_unknown(label) : label;
}

/** What of the needed, or else of the most wanted, is there. */
export function offers_of(of: Properties, needed: ReadonlySet<string>, w: Words): string {
  const place = (amenity: Amenity) => {
    const wanted = WANTED.indexOf(amenity.kind);
    return (needed.has(amenity.kind) ? 0 : 100) + (wanted < 0 ? 50 : wanted);
  };
  const there = [...(of.amenities ?? [])].sort((one, other) => place(one) - place(other));
  const named = there.slice(0, Math.max(MOST_NAMED, needed.size));
  return named.map((amenity) => amenity_words(amenity, of, w)).join(w.list_comma);
}

/** How to get in, where that is stated. */
export function entry_of(of: Properties, w: Words): string {
  return of.access && of.access !== "unknown" ? (w.enter[of.access] ?? plain(of.access, 40)) : "";
}
