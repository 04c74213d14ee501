// What if there were more? Stations added by hand, sites that the server finds, and the curves of both.

import { h, put } from "../shared/dom";
import { curve } from "./curve";
import { field, part } from "./controls";
import { type Siting, type Whole, question, siting, told } from "./questions";
import { kind_of, km2, refusal, share } from "./told";
import type { At, View } from "./view";
import type { Words } from "./words";

/** Between one site and the next, in milliseconds, so that the eye can follow. */
const STEP_MS = 350;

/** Stations added in thought, and how to add more. */
export function what_if(
  view: View,
  w: Words,
  adding: boolean,
  add_by_map: () => void,
  change: (add: At[]) => void,
): HTMLElement {
  const items = view.add.map((at, place) =>
    h(
      "li",
      {},
      h("span", {}, `${w.added(place + 1)} · ${at.map((degrees) => degrees.toFixed(4)).join(", ")}`),
      h("button", { type: "button", class: "button", "aria-label": w.remove(place + 1), onclick: () => change(view.add.filter((_, other) => other !== place)) }, "×"),
    ),
  );
  const decimal = { type: "number", step: "any", required: true };
  const lon = h("input", { ...decimal, name: "lon", min: -180, max: 180 });
  const lat = h("input", { ...decimal, name: "lat", min: -90, max: 90 });
  const typed = h(
    "form",
    {
      class: "row",
      onsubmit: (event: Event) => {
        event.preventDefault();
        change([...view.add, [Number(lon.value), Number(lat.value)]]);
      },
    },
    field(w.lon, lon),
    field(w.lat, lat),
    h("button", { class: "button" }, w.add_here),
  );
  return part(
    w.what_if,
    h("button", { type: "button", class: "button wide", id: "add", "aria-pressed": String(adding), onclick: add_by_map }, adding ? w.adding : w.add),
    typed,
    h("ul", { class: "added" }, ...items),
    ...(items.length > 1 ? [h("button", { type: "button", class: "link", onclick: () => change([]) }, w.remove_all)] : []),
  );
}

/** Asks for the next sites and shows them one by one. */
export function sites(
  view: View,
  w: Words,
  change: (part: Partial<View>) => void,
  show: (sites: At[]) => void,
  fly: (at: At) => void,
): HTMLElement {
  const out = h("div", { "aria-live": "polite" });
  let asking: AbortController | undefined;
  const many = h("input", { type: "number", name: "sites", min: 1, max: 50, value: view.sites, required: true });
  const form = h(
    "form",
    {
      class: "row",
      onsubmit: async (event: Event) => {
        event.preventDefault();
        view.sites = Number(many.value);
        change({ sites: view.sites });
        put(out, h("p", { class: "hint" }, w.placing));
        show([]);
        asking?.abort();
        const mine = new AbortController();
        asking = mine;
        // Another question has parts of its own; what comes late is not of it.
        const late = () => mine.signal.aborted || !out.isConnected;
        try {
          const found = await told<Siting>(siting(view), mine.signal);
          if (late()) return;
          await placed(out, found, view, w, late, show, fly, (sites) => change({ add: [...view.add, ...sites] }));
        } catch (error) {
          if (!late()) put(out, h("p", { role: "alert" }, refusal(error, w)));
        }
      },
    },
    field(w.how_many, many),
    h("button", { class: "button primary" }, w.place),
  );
  return part(w.next, form, out);
}

async function placed(
  out: HTMLElement,
  found: Siting,
  view: View,
  w: Words,
  late: () => boolean,
  show: (sites: At[]) => void,
  fly: (at: At) => void,
  take: (sites: At[]) => void,
): Promise<void> {
  const percent = new Intl.NumberFormat(view.lang, { style: "percent", maximumFractionDigits: 1 });
  const count = new Intl.NumberFormat(view.lang, { maximumFractionDigits: 0 });
  // Where the data has nothing that weighs, land does.
  const weighed = found.before.demand?.total ? found.before.demand : undefined;
  const { total, covered } = weighed ?? found.before.area_m2;
  const gained = (gain: number) => (weighed ? w.gain(count.format(gain), kind_of(found.before, w)) : w.gain(km2(gain, view.lang), "km²"));
  // What comes after the last gain was only asked for: it is no advice.
  const sites = found.sites.slice(0, found.sites.findLastIndex((site) => site.gain > 0) + 1);
  if (sites.length === 0) {
    // A sum of many weights may differ in its last digits.
    const all = covered >= total * (1 - 1e-9);
    put(out, h("p", { class: "hint" }, !all ? w.none_gains : weighed ? w.all_in_reach : w.all_in_reach_area));
    return;
  }
  const list = h("ol", { class: "gaps" });
  const told = found.gap > 0 ? w.proven(percent.format(found.gap)) : w.best;
  const idle = found.sites.length - sites.length;
  put(
    out,
    list,
    idle > 0 && h("p", { class: "hint" }, w.idle(idle)),
    h("p", { class: "hint" }, told),
    view.min_stations > 1 && h("p", { class: "hint" }, w.together),
  );
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const shown: At[] = [];
  for (const [place, site] of sites.entries()) {
    const at: At = [site.lon, site.lat];
    shown.push(at);
    show(shown);
    const words = gained(site.gain);
    list.append(h("li", {}, h("button", { type: "button", class: "gap", onclick: () => fly(at) }, h("b", {}, place + 1), h("span", {}, words))));
    if (!calm && place + 1 < sites.length) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    if (late()) return;
  }
  const points = [covered, ...sites.map((site) => site.objective_after)];
  const labelled = points.map((value, place) => ({ label: String(place), share: value / total }));
  out.append(curve(w.curve_sites, w.as_table, view.lang, labelled));
  out.append(h("button", { type: "button", class: "button wide", onclick: () => take(shown) }, w.take));
}

/** The curve over the hours of the day, worked out when it is asked for. */
export function hours(view: View, w: Words): HTMLElement {
  const out = h("div", { "aria-live": "polite" });
  const ask = async () => {
    const bar = h("progress", { max: 24, value: 0, "aria-label": w.working });
    put(out, bar);
    try {
      const points = [];
      // One after another: a question takes a processor for itself.
      for (let hour = 0; hour < 24; hour += 1) {
        const asked = question({ ...view, hour }, "/v1/coverage", { include: "none" });
        const whole = await told<Whole>(asked.body ? { ...asked, body: { ...asked.body, include: ["none"] } } : asked);
        points.push({ label: String(hour), share: share(whole.after ?? whole) });
        bar.value = hour + 1;
        if (!out.isConnected) return;
      }
      put(out, curve(w.curve_hours, w.as_table, view.lang, points, view.hour));
    } catch (error) {
      put(out, h("p", { role: "alert" }, refusal(error, w)), button);
    }
  };
  const button = h("button", { type: "button", class: "button wide", id: "hours", onclick: ask }, w.draw_curve);
  put(out, button);
  return part(w.round, out, h("p", { class: "hint" }, w.curve_hint));
}
