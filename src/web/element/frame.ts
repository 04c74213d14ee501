// How is the finder laid out? Buttons for a place above the list, the language and the sources below, the map beside.

import { drawing, h } from "../shared/dom";
import { HERE, MAP } from "./icons";
import css from "./style.css";
import type { Words } from "./words";

/** How it all looks. */
export const style = new CSSStyleSheet();
style.replaceSync(css);

/** What stands in the frame, and what its buttons do. */
export interface Content {
  /** Whether the device may be asked where it is, and whether it has been. */
  locatable: boolean;
  located: boolean;
  /** The address of the sources of the data. */
  sources: string;
  shown: HTMLElement[];
  canvas: HTMLElement;
  locate(): void;
  elsewhere(): void;
  map(): void;
  speak(lang: "zh" | "en"): void;
}

/** The frame's parts. */
export interface Frame {
  side: HTMLElement;
  map: HTMLElement;
  locator: HTMLButtonElement;
  mapper: HTMLButtonElement;
}

/** Lays out a frame. */
export function lay(w: Words, content: Content): Frame {
  const button = { type: "button" };
  const locator = h(
    "button",
    { ...button, class: "button primary", part: "locate-button", onclick: content.locate },
    drawing(HERE),
    content.located ? w.again : w.locate,
  );
  const other = h("button", { ...button, class: "button other", "aria-expanded": "false", onclick: content.elsewhere }, w.elsewhere);
  const mapper = h("button", { ...button, class: "button mapper", onclick: content.map }, drawing(MAP), w.map);
  const lang = w.code === "zh" ? "en" : "zh";
  const language = h(
    "button",
    { ...button, class: "quiet", lang, onclick: () => content.speak(lang) },
    lang === "en" ? "English" : "中文",
  );
  const sources = h("a", { href: content.sources, class: "quiet" }, w.sources);
  const side = h(
    "section",
    { class: "side", part: "panel", "aria-label": w.title },
    h("slot", { name: "header" }),
    h("div", { class: "where" }, content.locatable && locator, other, mapper),
    h("div", { class: "elsewhere", hidden: true }),
    ...content.shown,
    h("slot", { name: "footer" }, h("p", { class: "foot" }, language, sources)),
  );
  return { side, map: h("div", { class: "map", part: "map" }, content.canvas), locator, mapper };
}
