// What is the answer? A share, who is left out, how far it is, and the gaps from the gravest on.

import { Unreachable } from "../shared/api";
import { h } from "../shared/dom";
import { plain } from "../shared/plain";
import { distance } from "../shared/where";
import type { Answers, Hours } from "./answers";
import type { Gap, Gaps, Sums } from "./questions";
import type { View } from "./view";
import type { Words } from "./words";

/** Most gaps that are listed one by one. */
const MOST_LISTED = 12;

const count = (value: number, lang: string) => new Intl.NumberFormat(lang, { maximumFractionDigits: 0 }).format(value);

/** Why there is no answer: nobody answers, or the service says why not. */
export function refusal(error: unknown, w: Words): string {
  return error instanceof Unreachable ? w.unreachable : w.refused(plain((error as Error).message, 400));
}

/** Square kilometres, to a tenth where they are few. */
export function km2(area_m2: number, lang: string): string {
  const value = area_m2 / 1e6;
  return new Intl.NumberFormat(lang, { maximumFractionDigits: value < 100 ? 1 : 0 }).format(value);
}

/** What weighs: people in words, another kind by its name. */
export function kind_of(sums: Sums, w: Words): string {
  const kind = sums.demand?.kind ?? "";
  return kind === "people" ? w.people : plain(kind, 30);
}

/** The share in reach, 0 to 1: of demand where there is any, else of area. */
export function share(sums: Sums): number {
  const weighed = sums.demand && sums.demand.total > 0 ? sums.demand : sums.area_m2;
  return weighed.total > 0 ? weighed.covered / weighed.total : 0;
}

/** How many stations are open at the hour in view, and how many may be. */
function opened({ open, all, unknown }: Hours, view: View, w: Words): string {
  const when = `${w.at_hour(String(view.hour).padStart(2, "0"))} (${view.day})`;
  return w.open_of(when, count(open, view.lang), count(all, view.lang), count(unknown, view.lang));
}

/** The answer in figures. */
export function figures({ whole, hours }: Answers, view: View, w: Words, fly: (lon: number, lat: number) => void): HTMLElement {
  const { lang } = view;
  const now = whole.after ?? (whole as Sums);
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
  const far = distance(view.radius_m, lang);
  const kind = kind_of(now, w);
  const weighed = now.demand && now.demand.total > 0 ? now.demand : undefined;
  const left = weighed
    ? w.left_out(count(weighed.total - weighed.covered, lang), kind, far)
    : w.left_out_area(km2(now.area_m2.total - now.area_m2.covered, lang), far);
  const bar = h("meter", { min: 0, max: 1, value: share(now), "aria-label": w.covered });
  const rows: [string, string | HTMLElement][] = [];
  if (now.distance_m) {
    rows.push([weighed ? w.median : w.median_area, distance(now.distance_m.p50, lang)]);
    rows.push([w.ninety, distance(now.distance_m.p90, lang)]);
  }
  const farthest = now.farthest;
  if (farthest) {
    const go = () => fly(farthest.lon, farthest.lat);
    const words = distance(farthest.distance_m, lang);
    rows.push([w.farthest, h("button", { type: "button", class: "link", onclick: go }, words)]);
  }
  rows.push([w.stations, count(now.stations, lang)]);
  const list = h("dl", {}, ...rows.flatMap(([term, told]) => [h("dt", {}, term), h("dd", {}, told)]));
  const total = weighed ? w.of_all(count(weighed.covered, lang), count(weighed.total, lang), kind) : "";
  const before = whole.before;
  let gained: HTMLElement | undefined;
  if (before) {
    const more = weighed && before.demand ? weighed.covered - before.demand.covered : undefined;
    const told = more === undefined ? `${km2(now.area_m2.covered - before.area_m2.covered, lang)} km²` : `${count(more, lang)} ${kind}`;
    gained = h("p", { class: "gained" }, w.more_people(told));
  }
  return h(
    "div",
    { class: "told" },
    h("p", { class: "place" }, plain(whole.region.name ?? whole.region.id)),
    h("p", { class: "share" }, h("strong", {}, percent.format(share(now))), ` ${w.covered}`),
    bar,
    h("p", { class: "total" }, total),
    h("p", { class: "left" }, left),
    hours && h("p", { class: "open-of" }, opened(hours, view, w)),
    gained,
    list,
  );
}

/** How grave a gap is beside the gravest, 0 to 3: by demand, or by area where there is none. */
export function shade(gap: Gap, gravest: number): number {
  const weight = gap.properties.demand ?? gap.properties.area_m2;
  if (weight <= 0 || gravest <= 0) return 0;
  return weight >= gravest / 3 ? 3 : weight >= gravest / 12 ? 2 : 1;
}

const how_far = (left: string | undefined, area: string, far: string, w: Words) =>
  left === undefined ? w.gap_area(area, far) : w.gap(left, area, far);

const alone = (left: string | undefined, area: string, w: Words) =>
  left === undefined ? w.gap_area_alone(area) : w.gap_alone(left, area);

/** The gaps as a list to choose from. */
export function ranking(gaps: Gaps, view: View, w: Words, kind: string, chosen: (gap: Gap) => void): HTMLElement {
  const { lang } = view;
  if (gaps.features.length === 0) return h("p", {}, w.no_gaps);
  const items = gaps.features.slice(0, MOST_LISTED).map((gap) => {
    const { demand, area_m2, farthest, rank } = gap.properties;
    const area = km2(area_m2, lang);
    const left = demand === null ? undefined : `${count(demand, lang)} ${kind}`;
    const words = farthest ? how_far(left, area, distance(farthest.distance_m, lang), w) : alone(left, area, w);
    const button = h("button", { type: "button", class: "gap", onclick: () => chosen(gap) }, h("b", {}, rank), h("span", {}, words));
    return h("li", {}, button);
  });
  const more = gaps.numberMatched - items.length;
  return h("div", {}, h("ol", { class: "gaps" }, ...items), more > 0 && h("p", { class: "hint" }, w.more_gaps(more)));
}
