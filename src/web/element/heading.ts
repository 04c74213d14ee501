// What is on the list? Where and when it was looked for, and how many places there are.

import { plain } from "../shared/plain";
import { distance } from "../shared/where";
import type { Words } from "./words";

/** How old a list or a position may be, in milliseconds, before that is to be told. */
export const STALE_MS = 120_000;

/** Where and when it was looked for; instants in milliseconds since 1970. */
export interface Looked {
  query: string;
  /** Without it the place was not the device's. */
  accuracy_m: number | undefined;
  located_at: number;
  asked_at: number;
}

/** An instant by the device's clock. */
export function time(ms: number, lang: string): string {
  return new Date(ms).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function where({ query, accuracy_m, located_at, asked_at }: Looked, w: Words): string {
  if (query) return w.named(plain(query, 40));
  if (accuracy_m === undefined) return w.there;
  return asked_at - located_at > STALE_MS ? w.was_here(time(located_at, w.code)) : w.here(distance(accuracy_m, w.code));
}

/** What stands above a list of so many places, of which those with unknown hours may be left out. */
export function heading(looked: Looked, count: number, strict: boolean, w: Words): string {
  const told = [where(looked, w)];
  if (count > 0) told.push(w.found(count));
  if (count > 1 && !looked.query) told.push(w.nearest_first);
  if (count > 0 && strict) told.push(w.strict);
  return told.join(" · ");
}
