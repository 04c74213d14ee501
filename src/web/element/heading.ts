// What is on the list? Where and when it was looked for, and how many places there are.

import { plain } from "../shared/plain";
import { distance } from "../shared/where";
import type { Words } from "./words";

/** How old a list or a position may be, in milliseconds, before that is to be told. */
export const STALE_MS = 120_000;

/** An instant by the device's clock. */
export function time(ms: number, lang: string): string {
  return new Date(ms).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Near the device, so exactly, where it was at an instant; without an accuracy it was another place. */
export function nearby(accuracy_m: number | undefined, located_ms: number, asked_ms: number, w: Words): string {
  if (accuracy_m === undefined) return w.there;
  return asked_ms - located_ms > STALE_MS ? w.was_here(time(located_ms, w.code)) : w.here(distance(accuracy_m, w.code));
}

/** What stands above a list of so many places, near one or of a name, where those of unknown hours may be left out. */
export function heading(query: string, place: string, count: number, strict: boolean, w: Words): string {
  const told = [query ? w.named(plain(query, 40)) : place];
  if (count > 0) told.push(w.found(count));
  if (count > 1 && !query) told.push(w.nearest_first);
  if (count > 0 && strict) told.push(w.strict);
  return told.join(" · ");
}
