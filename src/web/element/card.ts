// How does one station read? A card with a name, a line, and a way there; the rest when it is asked for.

import type { Amenity, Station } from "../shared/api";
import { drawing, h, put } from "../shared/dom";
import { plain } from "../shared/plain";
import { GO, icon } from "./icons";
import { entry_of, name_of, offers_of, state_of, way_of } from "./line";
import { type Link, type Positions, known, links, made, prefer, preferred } from "./navigate";
import { clock } from "../shared/when";
import type { Words } from "./words";

/** What cards have in common. */
export interface Deck {
  w: Words;
  needed: ReadonlySet<string>;
  /** Names of amenities, for those known not to be there. */
  label(kind: string): string;
  /** Map applications that are offered. */
  offered: string[];
  /** What the maps of others call a station's position. */
  positions(station: Station): Promise<Positions>;
  /** Links that the service has made, by application. */
  links(station: Station): Record<string, unknown>;
  /** Somebody chose a station. */
  chosen(id: string): void;
}

/** A card on the list. */
export interface Card {
  station: Station;
  element: HTMLLIElement;
  /** Shows or hides what is not in the line. */
  open(open: boolean): void;
}

let count = 0;

/** A card, with its number on the list. */
export function card(station: Station, number: number, deck: Deck): Card {
  const { w } = deck;
  const of = station.properties;
  const id = `sf-${++count}`;
  const name = name_of(station, w);
  const title = h(
    "button",
    { class: "title", type: "button", "aria-expanded": "false", "aria-controls": id, onclick: () => deck.chosen(station.id) },
    h("span", { class: "number", "aria-hidden": "true" }, number),
    h("bdi", {}, name),
  );
  const state = state_of(of, w);
  const parts = [
    h("span", { class: "way" }, way_of(of, w)),
    h("span", { class: `state ${state.state}`, part: `state state-${state.state}` }, state.words),
    h("bdi", {}, offers_of(of, deck.needed, w)),
    h("span", {}, entry_of(of, w)),
  ].filter((part) => part.textContent !== "");
  const line = h("p", { class: "line", part: "line" }, ...parts);
  const rest = h("div", { class: "rest", id, hidden: true });
  const go = h("div", { class: "go", part: "navigate" });
  const element = h("li", { class: "card", part: "card" }, h("h3", {}, title), line, go, rest);
  let at = known(station.geometry.coordinates);
  let filled = false;

  const ways = h("ul", { class: "ways" });
  const anchor = (link: Link, words: string, leads: boolean) =>
    h(
      "a",
      {
        class: leads ? "button primary" : "button",
        href: link.href,
        target: "_blank",
        rel: "noopener noreferrer",
        onclick: () => prefer(link.app),
      },
      leads && drawing(GO),
      words,
    );
  const put_ways = (...more: HTMLElement[]) => {
    const held = ways.matches(":focus-within");
    const known_links = links(deck.offered, at, name, w.code);
    put(ways, ...known_links.map((link) => h("li", {}, anchor(link, link.label, false))), ...more);
    if (held) ways.querySelector("a")?.focus();
  };
  const show_ways = async () => {
    put_ways();
    if (at.gcj02) return;
    try {
      at = await deck.positions(station);
      put_ways();
    } catch {
      const again = h("button", { class: "button", type: "button", onclick: show_ways }, w.retry);
      put_ways(h("li", { role: "alert" }, w.positions_failed), h("li", {}, again));
    }
  };
  const choose = h(
    "button",
    {
      class: "button primary",
      type: "button",
      "aria-label": `${w.navigate}: ${name}`,
      onclick: async () => {
        deck.chosen(station.id);
        open(true);
        await show_ways();
        ways.querySelector("a")?.focus();
      },
    },
    drawing(GO),
    w.navigate,
  );
  put(go, choose);
  // On the mainland it takes what the service has made: a position is converted only for who wants to go there.
  const favourite = preferred(deck.offered) ?? "";
  const link = links([favourite], at, name, w.code)[0] ?? made(favourite, deck.links(station)[favourite], w.code);
  if (link) put(go, anchor(link, w.navigate_with(link.label), true));

  const open = (opened: boolean) => {
    title.setAttribute("aria-expanded", String(opened));
    element.classList.toggle("chosen", opened);
    rest.hidden = !opened;
    if (opened && !filled) {
      filled = true;
      put(rest, ...details(station, deck), h("h4", {}, w.choose_app), ways);
      void show_ways();
    }
  };
  return { station, element, open };
}

function details(station: Station, deck: Deck): HTMLElement[] {
  const { w } = deck;
  const of = station.properties;
  const capacity = typeof of.capacity === "number" ? w.people(of.capacity) : "";
  const rows: [string, string][] = [
    [w.address, plain(of.address, 200) || plain(of["district"])],
    [w.hours, plain(of.opening_hours, 200)],
    [w.access, entry_of(of, w)],
    [w.capacity, capacity],
    [w.phone, plain(of["phone"], 60)],
    [w.verified, plain(of["verified_at"], 40)],
  ];
  const list = h("dl", {});
  for (const [term, told] of rows) {
    list.append(h("dt", {}, term), h("dd", told ? {} : { class: "unstated" }, h("bdi", {}, told || w.not_stated)));
  }
  const parts: HTMLElement[] = [list];
  if (of["position_accuracy"] === "approximate") parts.push(h("p", { class: "hint" }, w.approximate));
  const there = of.amenities ?? [];
  if (there.length > 0) {
    parts.push(h("h4", {}, w.offers), h("ul", { class: "offers" }, ...there.map((one) => offer(one, of.open?.state, w))));
  }
  const absent = Array.isArray(of["amenities_absent"]) ? of["amenities_absent"] : [];
  if (absent.length > 0) {
    const labels = absent.slice(0, 20).map((kind) => deck.label(plain(kind, 40)));
    parts.push(h("p", { class: "hint" }, `${w.absent}: ${labels.join(w.list_comma)}`));
  }
  return parts;
}

function offer(amenity: Amenity, station: string | undefined, w: Words): HTMLElement {
  const { state, opens_at, closes_at } = amenity.open;
  // A state is told where it is not the station's own.
  let when = "";
  if (amenity.opening_hours || state !== station) {
    if (state === "open") when = closes_at ? w.open_until(clock(closes_at, w.code)) : w.open_word;
    else if (state === "closed") when = opens_at ? w.closed_until(clock(opens_at, w.code)) : w.closed;
    else when = w.unknown;
  }
  const more = [when, plain(amenity.note, 160)].filter(Boolean).join(" · ");
  return h(
    "li",
    {},
    drawing(icon(amenity.kind)),
    h("span", {}, h("bdi", {}, plain(amenity.label, 60)), more && h("small", {}, h("bdi", {}, more))),
  );
}
