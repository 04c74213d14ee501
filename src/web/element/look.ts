// What has the server found? Stations near a place, or of a name; and of those that do not fit, the one that almost does.

import { type Asked, type Nearest, type Station, address } from "../shared/api";
import { ask } from "./asking";
import { named } from "./places";

/** What was found; of a search by words in vain, how many places filters hide. */
export type Found = Nearest & { hidden?: number };

/** Stations of a name or, without one, those nearest to a place. */
export async function look_up(api: string, query: string, asked: Asked, signal: AbortSignal): Promise<Found> {
  if (!query) return ask<Nearest>(address(api, "/v1/nearest", asked), signal);
  const found = await named(api, query, asked, signal);
  if (found.features.length > 0) return found;
  if (!asked["open"] && !asked["amenity"]) return { ...found, hidden: 0 };
  // A listing does not explain itself: are there any, whatever is filtered?
  const all = await named(api, query, { limit: 1 }, signal);
  return { ...found, hidden: all.numberMatched };
}

/** The station that almost fits, among those nearest. */
export async function almost(api: string, asked: Asked, id: string, signal?: AbortSignal): Promise<Station | undefined> {
  const near = await ask<Nearest>(address(api, "/v1/nearest", { ...asked, limit: 100 }), signal);
  return near.features.find((station) => station.id === id);
}
