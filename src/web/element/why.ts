// Why does nothing fit? The server's reasons in words, each with its cure.

import type { Explain } from "../shared/api";
import { plain } from "../shared/plain";
import { clock } from "../shared/when";
import { distance } from "../shared/where";
import type { Words } from "./words";

/** What would let the station in. */
export type Cure = { amenity: string } | "hours" | "radius";

/** A sentence, and what may be dropped. */
export interface Why {
  sentence: string;
  cures: Cure[];
}

function reason(failed: string, label: (kind: string) => string, w: Words): { words: string; cure?: Cure } {
  const [what = "", kind = "", state] = failed.split(":");
  const name = label(kind);
  if (what === "amenity_not") return { words: w.not_wanted(name) };
  if (what === "amenity") {
    const words = state === "closed" ? w.part_closed(name) : state ? w.part_unknown(name) : w.lacks(name);
    return { words, cure: { amenity: kind } };
  }
  const words = w.failed[what] ?? plain(failed, 60);
  if (what === "radius") return { words, cure: "radius" };
  return ["closed", "hours_unknown", "closes_too_soon"].includes(what) ? { words, cure: "hours" } : { words };
}

/** Why nothing was found. */
export function why(explain: Explain | undefined, label: (kind: string) => string, w: Words): Why {
  const near = explain?.nearest_unfiltered;
  if (!near) return { sentence: w.nothing_at_all, cures: [] };
  const reasons = near.failed.map((failed) => reason(failed, label, w));
  const told = [w.nothing, w.almost(distance(near.distance_m, w.code), reasons.map((one) => one.words).join(w.list_comma))];
  if (near.opens_at) told.push(w.cure(clock(near.opens_at, w.code)));
  return { sentence: told.join(" "), cures: reasons.flatMap((one) => one.cure ?? []) };
}
