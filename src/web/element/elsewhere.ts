// Where else? A name, an address or a district where the server can search; typed coordinates everywhere.

import { type Asked, type Station, address, ask } from "../shared/api";
import { h, put } from "../shared/dom";
import type { Words } from "./words";

/** Longitude and latitude, WGS 84 degrees. */
export interface Position {
  lon: number;
  lat: number;
}

/** Reads `lon,lat`; nothing if it is no position. */
export function position(text: string | null): Position | undefined {
  const [lon, lat, more] = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (lon === undefined || lat === undefined || more !== undefined) return undefined;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : undefined;
}

/** Whether the server finds stations by words. */
export async function searches(api: string): Promise<boolean> {
  const landing = await ask<{ links?: { href?: string }[] }>(address(api, "/v1"));
  if (!landing.links?.some((link) => link.href?.includes("/collections"))) return false;
  return named(api, "a", { limit: 1 }).then(
    () => true,
    () => false,
  );
}

/** Stations by a name, an address or a district. */
export async function named(api: string, q: string, asked: Asked, signal?: AbortSignal): Promise<Station[]> {
  const found = await ask<{ features: Station[] }>(
    address(api, "/v1/collections/stations/items", { ...asked, q }),
    signal,
  );
  return found.features;
}

/** Puts the ways to another place on the page. */
export function show_elsewhere(
  into: HTMLElement,
  w: Words,
  can_search: Promise<boolean>,
  look: (where: Position | string) => void,
): void {
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
  void can_search.then((can) => {
    search.hidden = !can;
  });
}
