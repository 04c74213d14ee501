// Where else? A name, an address or a district where the server can search; typed coordinates everywhere.
//
// It is loaded when somebody asks for it, so that a list alone stays small.

import { h, put } from "../shared/dom";
import { type Position, position } from "./places";

const en = {
  search_label: "Name, address or district",
  search: "Search",
  lon: "Longitude",
  lat: "Latitude",
  use: "Look here",
  swap: "Longitude is −180 to 180, latitude −90 to 90.",
  tap: "Or tap the map.",
};

const zh: typeof en = {
  search_label: "名称、地址或区县",
  search: "搜索",
  lon: "经度",
  lat: "纬度",
  use: "在此查找",
  swap: "经度 −180 至 180,纬度 −90 至 90。",
  tap: "也可以点击地图。",
};

/** Puts the ways to another place on the page; the one by words is hidden at first. */
export function show_elsewhere(
  into: HTMLElement,
  lang: "zh" | "en",
  look: (where: Position | string) => void,
): void {
  const w = lang === "zh" ? zh : en;
  const field = (words: string, input: HTMLInputElement) => h("label", { class: "field" }, h("span", {}, words), input);
  const number = { type: "text", inputmode: "decimal", required: true, autocomplete: "off" };
  const lon = h("input", { ...number, name: "lon" });
  const lat = h("input", { ...number, name: "lat" });
  const wrong = h("p", { class: "hint", role: "alert" });
  const typed = h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        const at = position(`${lon.value},${lat.value}`);
        put(wrong, at ? "" : w.swap);
        if (at) look(at);
        else lon.focus();
      },
    },
    field(w.lon, lon),
    field(w.lat, lat),
    h("button", { class: "button" }, w.use),
  );
  const words = h("input", { type: "search", name: "q", required: true, maxlength: 200, autocomplete: "off" });
  const search = h(
    "form",
    {
      hidden: true,
      role: "search",
      onsubmit: (event: Event) => {
        event.preventDefault();
        if (words.value.trim()) look(words.value.trim());
      },
    },
    field(w.search_label, words),
    h("button", { class: "button" }, w.search),
  );
  put(into, search, typed, wrong, h("p", { class: "hint tap" }, w.tap));
}
