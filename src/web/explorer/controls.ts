// What does a planner ask? An area, a yardstick, what stations must have, and the hour at which they must be open.

import { type Vocabulary, address, ask } from "../shared/api";
import { h, put } from "../shared/dom";
import { plain } from "../shared/plain";
import { WANTED } from "../element/icons";
import { meant, regions } from "./regions";
import type { View } from "./view";
import type { Words } from "./words";

/** What the controls do. */
export interface Hands {
  view: View;
  w: Words;
  /** Takes a change of the question. */
  change(part: Partial<View>): void;
  /** Takes up the pen, or lays it down. */
  draw(): void;
  /** Asks about what the map shows. */
  in_sight(): void;
}

/** Smallest and largest resolution that is offered. */
const COARSEST = 6;

let fields = 0;

/** A labelled control. */
export function field(words: string, control: HTMLElement): HTMLElement {
  control.id ||= `field-${++fields}`;
  return h("div", { class: "field" }, h("label", { for: control.id }, words), control);
}

/** A part of the panel, with a heading. */
export function part(heading: string, ...content: HTMLElement[]): HTMLElement {
  return h("section", { class: "part", "aria-label": heading }, h("h2", {}, heading), ...content);
}

/** Where: a region by its name or id, one that is drawn, or what the map shows. */
export function where({ view, w, change, draw, in_sight }: Hands): HTMLElement {
  const options = h("datalist", { id: "regions" });
  const typed = h("input", { name: "region", list: "regions", value: view.region, autocomplete: "off", maxlength: 200 });
  void regions().then(
    ({ regions: listed }) => put(options, ...listed.map(({ id, name }) => h("option", { value: id }, name))),
    () => undefined,
  );
  const unsure = h("div", {});
  const form = h(
    "form",
    {
      class: "row",
      onsubmit: async (event: Event) => {
        event.preventDefault();
        const text = typed.value.trim();
        if (!text) return;
        // Where nothing is listed the service itself knows best.
        const found = await meant(text).catch(() => []);
        if (typed.value.trim() !== text || !typed.isConnected) return;
        if (found.length > 1) {
          const ids = found.map(({ id }) => plain(id, 60)).join(", ");
          put(unsure, h("p", { role: "alert" }, w.several(plain(text, 60), ids)));
        } else change({ region: found[0]?.id ?? text, area: [], map: undefined });
      },
    },
    field(w.region, typed),
    options,
    h("button", { class: "button" }, w.show),
  );
  const pen = h("button", { class: "button", type: "button", id: "draw", onclick: draw }, w.draw);
  const sight = h("button", { class: "button", type: "button", id: "sight", onclick: in_sight }, w.in_sight);
  return part(w.where, form, unsure, h("div", { class: "row" }, pen, sight));
}

/** How near a station must be, how many, and how finely that is counted. */
export function yardstick({ view, w, change }: Hands): HTMLElement {
  const preset = (words: string, radius_m: number, min_stations: number) => {
    const chosen = view.radius_m === radius_m && view.min_stations === min_stations;
    const set = () => change({ radius_m, min_stations });
    return h("button", { type: "button", class: "button", "aria-pressed": String(chosen), onclick: set }, words);
  };
  const radius = h("input", { type: "number", name: "radius_m", min: 0, max: 100000, step: 1, value: view.radius_m, required: true });
  const many = h("input", { type: "number", name: "min_stations", min: 1, max: 9, value: view.min_stations, required: true });
  for (const input of [radius, many]) {
    input.addEventListener("change", () => {
      if (input.reportValidity()) change({ radius_m: Number(radius.value), min_stations: Number(many.value) });
    });
  }
  const fine = h(
    "select",
    { name: "resolution", onchange: () => change({ resolution: Number(fine.value) }) },
    // What only an address asks for is shown where it is asked for.
    view.resolution < COARSEST && h("option", { value: view.resolution, selected: true }, w.coarsest),
    ...w.cells.map((words, place) => {
      const resolution = COARSEST + place;
      return h("option", { value: resolution, selected: resolution === view.resolution }, words);
    }),
    view.resolution >= COARSEST + w.cells.length && h("option", { value: view.resolution, selected: true }, w.finest),
  );
  return part(
    w.yardstick,
    h("div", { class: "row presets" }, preset(w.presets.one, 1000, 1), preset(w.presets.cross, 1000, 2), preset(w.presets.dense, 500, 1)),
    h("div", { class: "row" }, field(w.radius, radius), field(w.min_stations, many), field(w.fineness, fine)),
  );
}

/** What stations must have, and when they must be open. */
export function filters({ view, w, change }: Hands): HTMLElement {
  const needs = h(
    "select",
    { name: "amenity", onchange: () => change({ amenity: needs.value ? needs.value.split(",") : [] }) },
    h("option", { value: "" }, w.needs_none),
  );
  // What an address asks for may be more than one, or a word that no station is listed under.
  const all = view.amenity.join(",");
  const asked = all ? h("option", { value: all, selected: true }, view.amenity.map((kind) => (kind === "base_kit" ? w.base_kit : plain(kind, 40))).join(" + ")) : undefined;
  if (asked) needs.append(asked);
  void ask<Vocabulary>(address(location.origin, "/v1/amenities", { lang: view.lang })).then(
    ({ amenities }) => {
      const place = (kind: string) => (WANTED.indexOf(kind) + WANTED.length + 1) % (WANTED.length + 1);
      const there = amenities.filter((word) => (word.stations ?? 0) > 0);
      there.sort((one, other) => place(one.kind) - place(other.kind));
      if (asked) {
        const label = (kind: string) => kind === "base_kit" ? w.base_kit : plain(amenities.find((word) => word.kind === kind)?.label ?? kind, 40);
        put(asked, view.amenity.map(label).join(" + "));
      }
      for (const word of there) {
        const words = `${plain(word.label, 40)} (${word.stations})`;
        if (word.kind === all && asked) put(asked, words);
        else needs.append(h("option", { value: word.kind }, words));
      }
    },
    () => undefined,
  );
  const told = h("output", { class: "hour" });
  const hour = h("input", { type: "range", name: "hour", min: 0, max: 23, value: view.hour ?? 12, disabled: view.hour === undefined });
  const day = h("input", { type: "date", name: "day", value: view.day, disabled: view.hour === undefined });
  const use = h("input", { type: "checkbox", name: "use_hour", checked: view.hour !== undefined });
  const show = () => put(told, use.checked ? w.at_hour(hour.value.padStart(2, "0")) : w.any_hour);
  show();
  hour.addEventListener("input", show);
  const set = () => {
    hour.disabled = day.disabled = !use.checked;
    show();
    change({ hour: use.checked ? Number(hour.value) : undefined, day: day.value || view.day });
  };
  for (const input of [hour, day, use]) input.addEventListener("change", set);
  return part(
    w.which,
    field(w.needs, needs),
    h("label", { class: "check" }, use, h("span", {}, w.use_hour)),
    h("div", { class: "row" }, field(w.hour, hour), field(w.day, day)),
    told,
  );
}
