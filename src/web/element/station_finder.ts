// What is `<station-finder>`? The nearest stations as a list, with a map for those who want one.

import { Refused, type Station, type Vocabulary, type Word, address } from "../shared/api";
import { type Child, drawing, h, put } from "../shared/dom";
import { plain } from "../shared/plain";
import type { StationMap } from "../map/station_map";
import { ask, once, told } from "./asking";
import { ATTRIBUTES, listed, reflect } from "./attributes";
import { type Card, card } from "./card";
import { until_change_ms } from "./changes";
import { may_locate, where_it_is } from "./device";
import { type Filters, show_filters } from "./filters";
import { lay, style } from "./frame";
import { STALE_MS, heading, nearby, time } from "./heading";
import { HERE } from "./icons";
import { pin } from "./line";
import { type Found, almost, look_up } from "./look";
import { type Positions, apps } from "./navigate";
import { ORIGIN, part } from "./origin";
import { type Position, position, searches } from "./places";
import { question } from "./question";
import type { Cure } from "./why";
import { type Words, words } from "./words";

/** A finder of stations, to be put on any page. */
class StationFinder extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  readonly #root = this.attachShadow({ mode: "open" });
  readonly #dark = matchMedia("(prefers-color-scheme: dark)");
  readonly #filters: Filters = { when: "any", by: "walk", needed: new Set() };
  #w: Words = words("en");
  #vocabulary: Word[] = [];
  #from: Position | undefined;
  #accuracy_m: number | undefined;
  #query = "";
  #cards: Card[] = [];
  #selected: string | undefined;
  #asked_at = 0;
  #located_at = 0;
  #due: ReturnType<typeof setTimeout> | undefined;
  /** Counts wishes for a place: the newest of them holds. */
  #wish = 0;
  #asking: AbortController | undefined;
  #map: StationMap | undefined;
  #map_asked = false;
  #built = false;
  #can_search = once(() => searches(this.#api));
  #learned: Promise<void> | undefined;

  readonly #frame = h("div", { class: "root", part: "root" });
  readonly #status = h("p", { class: "status", role: "status", tabindex: -1 });
  readonly #note = h("div", { class: "note", part: "note" });
  readonly #list = h("ol", { class: "list", part: "list" });
  readonly #shown_filters = h("div", { class: "filters", part: "filters" });
  readonly #canvas = h("div", { class: "canvas" });
  readonly #map_note = h("p", { class: "hint", role: "status" });
  #locator = h("button");
  #mapper = h("button");

  /** Stations on the list, nearest first. */
  get results(): Station[] {
    return this.#cards.map((one) => one.station);
  }

  /** The station that is open on the list. */
  get selected(): Station | undefined {
    return this.#card(this.#selected)?.station;
  }

  connectedCallback(): void {
    if (this.#built) return;
    this.#built = true;
    this.#root.adoptedStyleSheets = [style];
    this.#dark.addEventListener("change", this.#paint);
    document.addEventListener("visibilitychange", this.#back);
    this.#filters.when = this.hasAttribute("open-now") ? "open" : "any";
    this.#filters.needed = new Set(listed(this.getAttribute("amenities")));
    this.#from = position(this.getAttribute("center"));
    this.#build();
    this.#learn();
    if (this.#from) void this.search();
    if (this.getAttribute("map") === "on") void this.#show_map();
    queueMicrotask(() => this.#tell("ready", {}));
  }

  disconnectedCallback(): void {
    this.#asking?.abort();
    clearTimeout(this.#due);
    this.#hide_map();
    this.#built = false;
    this.#dark.removeEventListener("change", this.#paint);
    document.removeEventListener("visibilitychange", this.#back);
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#built || before === after) return;
    if (name === "theme" || name === "layout") return this.#paint();
    if (name === "open-now") this.#filters.when = after === null ? "any" : "open";
    if (name === "amenities") this.#filters.needed = new Set(listed(after));
    if (name === "center") this.#move(position(after));
    if (name === "map" && after === "on") void this.#show_map();
    if (name === "api") this.#can_search = once(() => searches(this.#api));
    if (name === "api" || name === "lang") this.#learn();
    this.#build();
    if (this.#from || this.#query) void this.search();
  }

  /** Asks the device where it is, then looks there. Resolves to whether that was done: not once another place is wished. */
  locate(): Promise<boolean> {
    return this.#locate();
  }

  /** Quietly it only looks there if there is a position, and says nothing if there is none. */
  async #locate(quiet = false): Promise<boolean> {
    const w = this.#w;
    put(this.#status, w.locating);
    this.#locator.setAttribute("aria-busy", "true");
    const wish = ++this.#wish;
    try {
      const { longitude: lon, latitude: lat, accuracy } = await where_it_is();
      if (wish !== this.#wish) return false;
      this.#move({ lon, lat }, accuracy);
      this.#located_at = Date.now();
      this.#tell("locate", { lon, lat, accuracy_m: accuracy });
      await this.search();
      return true;
    } catch (error) {
      if (quiet || wish !== this.#wish) return false;
      const refused = (error as GeolocationPositionError).code === 1;
      put(this.#status, "");
      this.#say(refused ? w.refused_position : w.no_position, "alert");
      void this.#elsewhere(true);
      this.#tell("error", { kind: "position", message: refused ? "refused" : "unavailable" });
      return false;
    } finally {
      this.#locator.removeAttribute("aria-busy");
    }
  }

  /** Looks again, at another position, or for a name. Resolves to the stations. */
  async search(where?: Position | string): Promise<Station[]> {
    if (typeof where === "string") {
      this.#move(undefined);
      this.#query = where;
    } else if (where) this.#move(where);
    put(this.#status, this.#w.loading);
    return this.#look();
  }

  async #look(): Promise<Station[]> {
    if (!this.#learned) this.#learn();
    this.#offer_words();
    clearTimeout(this.#due);
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#list.setAttribute("aria-busy", "true");
    try {
      const asked = question(this, this.#filters, this.#w.code, this.#query ? undefined : this.#from);
      const found = await look_up(this.#api, this.#query, asked, asking.signal);
      if (asking.signal.aborted) return [];
      this.#asked_at = Date.now();
      await this.#show(found);
      return found.features;
    } catch (error) {
      if (!asking.signal.aborted) this.#failed(error);
      return [];
    } finally {
      if (this.#asking === asking) {
        this.#list.removeAttribute("aria-busy");
        this.#watch();
      }
    }
  }

  /** Opens a station of the list and brings it into view. Returns whether it is there. */
  focusStation(id: string): boolean {
    const found = this.#card(id);
    if (!found) return false;
    if (this.#selected !== id) this.#select(id);
    found.element.scrollIntoView({ block: "nearest" });
    found.element.querySelector("button")?.focus();
    return true;
  }

  get #api(): string {
    return this.getAttribute("api") || ORIGIN;
  }

  #move(to: Position | undefined, accuracy_m?: number): void {
    this.#wish += 1;
    this.#from = to;
    this.#accuracy_m = accuracy_m;
    this.#query = "";
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #card(id: string | undefined): Card | undefined {
    return this.#cards.find((one) => one.station.id === id);
  }

  #label = (kind: string): string => plain(this.#vocabulary.find((word) => word.kind === kind)?.label ?? kind, 40);

  /** Learns the words to filter by; the list does not wait for them. */
  #learn(): void {
    this.#w = this.#words();
    const learned = ask<Vocabulary>(address(this.#api, "/v1/amenities", { lang: this.#w.code })).then(
      (told) => {
        if (this.#learned !== learned) return;
        this.#vocabulary = told.amenities;
        this.#show_filters();
      },
      () => {
        // Without them there are no chips, until the next look-up; the list tells whether the server answers.
        if (this.#learned === learned) this.#learned = undefined;
      },
    );
    this.#learned = learned;
  }

  #words(): Words {
    return words(this.getAttribute("lang") || this.closest<HTMLElement>("[lang]")?.lang || navigator.language);
  }

  #show_filters(): void {
    show_filters(this.#shown_filters, this.#filters, this.#vocabulary, this.#w, () => {
      if (this.#from || this.#query) void this.search();
    });
  }

  #build(): void {
    this.#w = this.#words();
    const w = this.#w;
    const parts = lay(w, {
      locatable: this.getAttribute("locate") !== "off",
      located: this.#accuracy_m !== undefined,
      sources: address(this.#api, "/v1/dataset"),
      shown: [this.#map_note, this.#shown_filters, this.#status, this.#note, this.#list],
      canvas: this.#canvas,
      locate: () => this.locate(),
      elsewhere: () => this.#elsewhere(),
      map: () => (this.#map_asked ? this.#hide_map() : void this.#show_map()),
      speak: (lang) => {
        this.setAttribute("lang", lang);
        this.#frame.querySelector<HTMLElement>(".foot button")?.focus();
      },
    });
    this.#locator = parts.locator;
    this.#mapper = parts.mapper;
    this.#frame.lang = w.code === "zh" ? "zh-CN" : "en";
    // A page of nothing but the finder is in its language.
    if (this.hasAttribute("data-page")) document.documentElement.lang = this.#frame.lang;
    this.#list.setAttribute("aria-label", w.list);
    put(this.#frame, parts.side, parts.map);
    put(this.#root, this.#frame);
    this.#show_filters();
    if (this.#map) {
      // The map knows the panel that was replaced.
      this.#hide_map();
      void this.#show_map();
    }
    if (!this.#from && !this.#query) put(this.#note, h("slot", { name: "empty" }, h("p", { class: "hint" }, w.intro)));
    this.#paint();
  }

  /** Colours and layout follow attributes and the system. */
  #paint = (): void => {
    const theme = this.getAttribute("theme");
    const dark = theme === "dark" || (theme !== "light" && this.#dark.matches);
    this.#frame.classList.toggle("dark", dark);
    this.#frame.classList.toggle("mapped", this.#map !== undefined);
    this.#frame.dataset["layout"] = this.getAttribute("layout") ?? "auto";
    this.#mapper.hidden = this.getAttribute("map") === "off";
    this.#mapper.setAttribute("aria-pressed", String(this.#map_asked));
    this.#frame.classList.toggle("placed", this.#from !== undefined || this.#query !== "");
    this.#map?.paint(dark);
  };

  /** A list that was left alone for a while is looked up again, where the device is by now if that may be known. */
  #back = async (): Promise<void> => {
    this.#watch();
    const old = Date.now() - this.#asked_at > STALE_MS;
    if (document.hidden || this.#asked_at === 0 || !old) return;
    const wish = this.#wish;
    if (this.#accuracy_m !== undefined && (await may_locate()) && (await this.#locate(true))) return;
    // Without a new position the old one is told with its time; what was wished for meanwhile is on its way.
    if (wish + 1 >= this.#wish) void this.#look();
  };

  /** Looks again once what is shown changes: not more than once a minute, and not while nobody sees it. */
  #watch(): void {
    clearTimeout(this.#due);
    const wait_ms = document.hidden ? undefined : until_change_ms(this.results, this.#asked_at);
    if (wait_ms) this.#due = setTimeout(() => void this.#look(), wait_ms);
  }

  async #elsewhere(open?: boolean): Promise<void> {
    const panel = this.#frame.querySelector<HTMLElement>(".elsewhere");
    if (!panel) return;
    panel.hidden = open === undefined ? !panel.hidden : !open;
    this.#frame.querySelector(".other")?.setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    try {
      const { show_elsewhere } = await part<typeof import("./elsewhere")>(ELSEWHERE_CHUNK);
      show_elsewhere(panel, this.#w.code, (where) => void this.search(where));
      this.#offer_words();
    } catch {
      put(panel, h("p", { role: "alert" }, this.#w.unreachable));
    }
  }

  /** Offers a search by words where the server can; if it does not say, it is asked again next time. */
  #offer_words(): void {
    const form = this.#frame.querySelector<HTMLElement>("[role=search]");
    if (!form) return;
    this.#can_search().then(
      (found) => (form.hidden = !found),
      () => undefined,
    );
  }

  #say(sentence: string, role: "alert" | "status", ...more: Child[]): void {
    put(this.#note, h("p", { role }, sentence), ...more);
  }

  #failed(error: unknown): void {
    const w = this.#w;
    put(this.#status, "");
    const again = h("button", { class: "button primary", type: "button", onclick: () => this.#again() }, w.retry);
    // The last list may still help; what it says is of its own time.
    const left = this.#cards.length > 0 && h("p", { class: "hint" }, w.before(time(this.#asked_at, w.code)));
    this.#list.classList.toggle("before", left !== false);
    this.#say(told(error, w), "alert", left, again);
    this.#tell("error", { kind: "api", message: error instanceof Refused ? error.message : "unreachable" });
  }

  #clear(): void {
    this.#cards = [];
    this.#selected = undefined;
    this.#list.classList.remove("before");
    put(this.#list);
    put(this.#note);
  }

  #deck(stations: Station[], first = 1): Card[] {
    const deck = {
      w: this.#w,
      needed: this.#filters.needed,
      label: this.#label,
      offered: apps(this.getAttribute("crs-links")),
      positions: (station: Station) => {
        const [lon, lat] = station.geometry.coordinates;
        return ask<Positions>(address(this.#api, "/v1/position", { lon, lat }));
      },
      // A listing makes no links; what is called so there is the data's.
      links: (station: Station) => ((!this.#query && station.properties["links"]) || {}) as Record<string, unknown>,
      chosen: (id: string) => this.#select(this.#selected === id ? undefined : id),
    };
    return stations.map((station, place) => card(station, first + place, deck));
  }

  async #show(found: Found): Promise<void> {
    const w = this.#w;
    const kept = this.#selected;
    const held = this.#cards.find((one) => one.element.contains(this.#root.activeElement))?.station.id;
    this.#clear();
    this.#cards = this.#deck(found.features);
    put(this.#list, ...this.#cards.map((one) => one.element));
    const count = found.features.length;
    const place = nearby(this.#accuracy_m, this.#located_at, this.#asked_at, w);
    put(this.#status, heading(this.#query, place, count, this.#filters.when !== "any", w));
    if (this.#accuracy_m !== undefined) put(this.#locator, drawing(HERE), w.again);
    if (kept && this.#card(kept)) this.#select(kept);
    this.#card(held)?.element.querySelector("button")?.focus({ preventScroll: true });
    this.#paint();
    this.#draw();
    this.#tell("results", { stations: found.features, explain: found.explain });
    if (count === 0) await this.#explain(found);
  }

  /** Says why nothing fits, and offers what would help. */
  async #explain({ explain, hidden }: Found): Promise<void> {
    const asking = this.#asking;
    const { when, needed } = this.#filters;
    this.#say(this.#w.nothing, "status");
    const near = explain?.nearest_unfiltered;
    if (near) void this.#almost(near.id);
    try {
      const { buttons, why } = await part<typeof import("./why")>(WHY_CHUNK);
      if (asking !== this.#asking || asking?.signal.aborted) return;
      const told = why({ explain, hidden, hours: when !== "any", needed: [...needed] }, this.#label, this.#w);
      this.#say(told.sentence, "status", buttons(told.cures, (cure) => this.#cure(cure)));
    } catch {
      // That nothing fits is said.
    }
  }

  #cure(cure: Cure): void {
    if (cure === "hours") this.#filters.when = "any";
    else if (cure === "radius") this.removeAttribute("radius");
    else this.#filters.needed.delete(cure.amenity);
    this.#show_filters();
    void this.#again();
  }

  /** Looks again; the button that was pressed goes, and the focus moves on to what has been found. */
  async #again(): Promise<void> {
    await this.search();
    (this.#note.querySelector("button") ?? this.#status).focus();
  }

  /** Puts the station that almost fits on the list. */
  async #almost(id: string): Promise<void> {
    const asking = this.#asking;
    const { lon, lat } = this.#from ?? {};
    try {
      const asked = { lon, lat, lang: this.#w.code };
      const found = await almost(this.#api, asked, id, asking?.signal);
      if (!found || asking !== this.#asking || asking?.signal.aborted) return;
      this.#cards = this.#deck([found]);
      put(this.#list, ...this.#cards.map((one) => one.element));
      this.#draw();
    } catch {
      // The sentence says what matters.
    }
  }

  #select(id: string | undefined): void {
    this.#card(this.#selected)?.open(false);
    this.#selected = id;
    const chosen = this.#card(id);
    chosen?.open(true);
    this.#map?.select(id);
    if (chosen) this.#tell("select", { station: chosen.station });
  }

  #hide_map(): void {
    this.#map?.remove();
    this.#map = undefined;
    this.#map_asked = false;
    put(this.#map_note);
    this.#paint();
  }

  async #show_map(): Promise<void> {
    const w = this.#w;
    this.#map_asked = true;
    this.#paint();
    put(this.#map_note, w.map_loading);
    try {
      const { station_map } = await part<typeof import("../map/station_map")>(MAP_CHUNK);
      const panel = this.#frame.querySelector<HTMLElement>(".side");
      if (!this.#map_asked || this.#map || !panel) return;
      this.#frame.classList.add("mapped");
      this.#map = station_map(this.#canvas, {
        root: this.#root,
        api: this.#api,
        sources: w.sources,
        panel,
        dark: this.#frame.classList.contains("dark"),
        lang: w.code,
        basemap: this.getAttribute("basemap"),
        center: this.#from,
        zoom: Number(this.getAttribute("zoom")) || 13,
        tapped: (at) => void this.search(at),
        selected: (id) => void this.focusStation(id),
      });
      put(this.#map_note);
      this.#paint();
      this.#draw();
    } catch {
      this.#frame.classList.remove("mapped");
      put(this.#map_note, w.map_failed);
      this.#tell("error", { kind: "map", message: "cannot be drawn" });
    }
  }

  /** How many stations the map has drawn; 0 without a map. */
  get drawn(): number {
    return this.#map?.drawn() ?? 0;
  }

  #draw(): void {
    const shown = this.#cards.map(({ station }, place) => pin(station, place + 1, this.#w));
    this.#map?.show(shown, this.#from);
    this.#map?.select(this.#selected);
  }
}

reflect(StationFinder.prototype);
if (!customElements.get("station-finder")) customElements.define("station-finder", StationFinder);
