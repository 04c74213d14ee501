// What does somebody need, and when? Chips for amenities, a choice for opening hours, and how one travels.

import type { Word } from "../shared/api";
import { drawing, h, put } from "../shared/dom";
import { plain } from "../shared/plain";
import { WANTED, icon } from "./icons";
import type { Words } from "./words";

/** When a station must be open. */
export type When = "any" | "open" | "arrive";

/** Speeds in metres per second: a brisk walk, and an e-bike in town. */
export const SPEEDS = { walk: 1.25, ebike: 5.5 } as const;

/** What is asked of stations. */
export interface Filters {
  when: When;
  by: keyof typeof SPEEDS;
  needed: Set<string>;
}

/** Chips that are shown before more are asked for. */
const FIRST_CHIPS = 8;

let groups = 0;

/** Amenities in the order in which they are offered. */
export function ordered(words: readonly Word[]): Word[] {
  const place = (word: Word) => (WANTED.indexOf(word.kind) + WANTED.length + 1) % (WANTED.length + 1);
  return words
    .filter((word) => (word.stations ?? 0) > 0)
    .sort((one, other) => place(one) - place(other) || (other.stations ?? 0) - (one.stations ?? 0));
}

function choice<T extends string>(
  legend: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  changed: (value: T) => void,
): HTMLElement {
  const name = `sf-choice-${++groups}`;
  const radios = options.map(([value, words]) => {
    const input = h("input", { type: "radio", name, value, checked: value === chosen, onchange: () => changed(value) });
    return h("label", {}, input, h("span", {}, words));
  });
  return h("fieldset", { class: "choice" }, h("legend", {}, legend), h("div", {}, ...radios));
}

/** Puts the filters on the page; `changed` is called whenever one of them is. */
export function show_filters(
  into: HTMLElement,
  filters: Filters,
  words: readonly Word[],
  w: Words,
  changed: () => void,
): void {
  const speed = h("div", {});
  const show_speed = () => {
    const by = [["walk", w.walk] as const, ["ebike", w.ebike] as const];
    const set = (value: Filters["by"]) => {
      filters.by = value;
      changed();
    };
    put(speed, filters.when === "arrive" && choice(w.by, by, filters.by, set));
  };
  const when = choice(
    w.when,
    [
      ["any", w.any],
      ["open", w.open],
      ["arrive", w.arrive],
    ],
    filters.when,
    (value: When) => {
      filters.when = value;
      show_speed();
      changed();
    },
  );
  show_speed();

  const known = ordered(words);
  const chips = h("div", { class: "chips" });
  const number = new Intl.NumberFormat(w.code, { notation: "compact" });
  let all = false;
  const chip = (word: Word) => {
    const button = h(
      "button",
      {
        type: "button",
        class: "chip",
        part: "chip",
        "aria-pressed": String(filters.needed.has(word.kind)),
        "data-amenity": word.kind,
        onclick: () => {
          if (!filters.needed.delete(word.kind)) filters.needed.add(word.kind);
          button.setAttribute("aria-pressed", String(filters.needed.has(word.kind)));
          changed();
        },
      },
      drawing(icon(word.kind)),
      h("bdi", {}, plain(word.label, 40)),
      h("small", {}, number.format(word.stations ?? 0)),
    );
    return button;
  };
  const show_chips = () => {
    // What is needed is seen however far down it stands.
    const shown = known.filter((word, place) => all || place < FIRST_CHIPS || filters.needed.has(word.kind));
    const left = known.length - shown.length;
    const more = h(
      "button",
      {
        type: "button",
        class: "chip more",
        "aria-expanded": String(all),
        onclick: () => {
          all = !all;
          show_chips();
          chips.querySelector<HTMLElement>(".more")?.focus();
        },
      },
      all ? w.fewer : w.more(left),
    );
    chips.classList.toggle("all", all);
    put(chips, ...shown.map(chip), (left > 0 || all) && more);
  };
  show_chips();
  const needs = h("fieldset", { class: "needs" }, h("legend", {}, w.needs), chips);
  put(into, when, speed, known.length > 0 && needs);
  // What is needed from the start is in sight, however narrow the page.
  const pressed = chips.querySelector<HTMLElement>("[aria-pressed=true]");
  if (pressed) chips.scrollLeft = pressed.offsetLeft - (chips.clientWidth - pressed.offsetWidth) / 2;
}
