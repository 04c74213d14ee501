// What may a page say to the element? Attributes, each of which is a property too.

/** Every attribute that is followed. */
export const ATTRIBUTES = [
  "api",
  "lang",
  "center",
  "zoom",
  "radius",
  "limit",
  "amenities",
  "open-now",
  "crs-links",
  "basemap",
  "locate",
  "layout",
  "theme",
  "map",
];

/** Makes attributes properties: `openNow` for `open-now`. `lang` is one already, and `locate` is a method. */
export function reflect(prototype: HTMLElement): void {
  for (const name of ATTRIBUTES) {
    const property = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (property in prototype) continue;
    Object.defineProperty(prototype, property, {
      get(this: HTMLElement) {
        return name === "open-now" ? this.hasAttribute(name) : this.getAttribute(name);
      },
      set(this: HTMLElement, value: unknown) {
        if (value === null || value === undefined || value === false) this.removeAttribute(name);
        else this.setAttribute(name, value === true ? "" : String(value));
      },
      configurable: true,
      enumerable: true,
    });
  }
}

/** The words of a list, whether commas or spaces part them. */
export function listed(text: string | null): string[] {
  return (text ?? "").split(/[\s,]+/).filter(Boolean);
}
