// Why does nothing fit? The server's reasons in words, each with its cure.
//
// It is loaded when nothing fits, so that a list alone stays small.

import type { Explain } from "../shared/api";
import { h } from "../shared/dom";
import { plain } from "../shared/plain";
import { clock } from "../shared/when";
import { distance } from "../shared/where";
import type { Words } from "./words";

const en = {
  nothing_at_all: "No places are known here.",
  nothing_named: "No place of that name is known.",
  hidden: (count: number) => `${count === 1 ? "1 place is" : `${count} places are`} hidden by filters.`,
  almost: (distance: string, why: string) => `The nearest that almost does is ${distance} away: ${why}.`,
  cure: (time: string) => `It would do from ${time}.`,
  failed: {
    closed: "it is closed",
    hours_unknown: "its opening hours are unknown",
    closes_too_soon: "it closes too soon",
    radius: "it is too far away",
    kind: "it is of another kind",
    access: "another way in",
    capacity: "too little room, or not stated",
    amenity_any: "it has none of what was asked",
  } as Record<string, string>,
  lacks: (label: string) => `“${label}” is not known to be there`,
  not_wanted: (label: string) => `it has “${label}”`,
  part_closed: (label: string) => `“${label}” is closed`,
  part_unknown: (label: string) => `the hours of “${label}” are unknown`,
  drop: (label: string) => `Without “${label}”`,
  any_hours: "Whatever the hours",
  farther: "Look farther",
};

const zh: typeof en = {
  nothing_at_all: "此处没有已知站点。",
  nothing_named: "没有该名称的站点。",
  hidden: (count) => `筛选条件隐藏了 ${count} 个站点。`,
  almost: (distance, why) => `最接近的站点距您 ${distance}:${why}。`,
  cure: (time) => `${time} 起符合条件。`,
  failed: {
    closed: "已关闭",
    hours_unknown: "开放时间未知",
    closes_too_soon: "很快关闭",
    radius: "距离过远",
    kind: "类型不符",
    access: "进入方式不符",
    capacity: "容量不足或未说明",
    amenity_any: "没有所需的任何设施",
  },
  lacks: (label) => `未知是否有${label}`,
  not_wanted: (label) => `有${label}`,
  part_closed: (label) => `${label}未开放`,
  part_unknown: (label) => `${label}时间未知`,
  drop: (label) => `不要求“${label}”`,
  any_hours: "不限开放时间",
  farther: "扩大范围",
};

/** What would let a station in. */
export type Cure = { amenity: string } | "hours" | "radius";

/** A sentence, and what may be dropped, in words. */
export interface Why {
  sentence: string;
  cures: { cure: Cure; words: string }[];
}

/** What was asked for in vain. */
export interface Vain {
  /** What the server says of the nearest. */
  explain: Explain | undefined;
  /** Of a search by words: how many places filters hide. */
  hidden: number | undefined;
  hours: boolean;
  needed: string[];
}

function reason(failed: string, label: (kind: string) => string, told: typeof en): { words: string; cure?: Cure } {
  const [what = "", kind = "", state] = failed.split(":");
  const name = label(kind);
  if (what === "amenity_not") return { words: told.not_wanted(name) };
  if (what === "amenity") {
    const words = state === "closed" ? told.part_closed(name) : state ? told.part_unknown(name) : told.lacks(name);
    return { words, cure: { amenity: kind } };
  }
  const words = told.failed[what] ?? plain(failed, 60);
  if (what === "radius") return { words, cure: "radius" };
  return ["closed", "hours_unknown", "closes_too_soon"].includes(what) ? { words, cure: "hours" } : { words };
}

/** Buttons for cures. */
export function buttons(cures: Why["cures"], chosen: (cure: Cure) => void): HTMLElement {
  const one = ({ cure, words }: Why["cures"][number]) =>
    h("button", { class: "button", type: "button", onclick: () => chosen(cure) }, words);
  return h("div", { class: "cures" }, ...cures.map(one));
}

/** Why nothing was found. */
export function why({ explain, hidden, hours, needed }: Vain, label: (kind: string) => string, w: Words): Why {
  const told = w.code === "zh" ? zh : en;
  const cures = (all: Cure[]) =>
    all.map((cure) => {
      if (cure === "hours") return { cure, words: told.any_hours };
      return { cure, words: cure === "radius" ? told.farther : told.drop(label(cure.amenity)) };
    });
  if (hidden !== undefined) {
    if (hidden === 0) return { sentence: told.nothing_named, cures: [] };
    const all: Cure[] = needed.map((amenity) => ({ amenity }));
    return { sentence: `${w.nothing} ${told.hidden(hidden)}`, cures: cures(hours ? ["hours", ...all] : all) };
  }
  const near = explain?.nearest_unfiltered;
  if (!near) return { sentence: told.nothing_at_all, cures: [] };
  const reasons = near.failed.map((failed) => reason(failed, label, told));
  const almost = told.almost(distance(near.distance_m, w.code), reasons.map((one) => one.words).join(w.list_comma));
  const sentences = [w.nothing, almost];
  if (near.opens_at) sentences.push(told.cure(clock(near.opens_at, w.code)));
  return { sentence: sentences.join(" "), cures: cures(reasons.flatMap((one) => one.cure ?? [])) };
}
