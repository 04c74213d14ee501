// How is something put on a page? As elements and text, never as markup.

/** What goes into an element; nothing is left out. */
export type Child = Node | string | number | null | undefined | false;

/** Attributes, and listeners under `on...`; `false` and `undefined` are left out. */
export type Props = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** An element with attributes, listeners and content. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  put(element, ...children);
  return element;
}

/** Replaces what is in an element. */
export function put(element: Element | ShadowRoot, ...children: Child[]): void {
  const kept = children.filter((child) => child !== null && child !== undefined && child !== false);
  element.replaceChildren(...kept.map((child) => (child instanceof Node ? child : String(child))));
}

/** A drawing of 24 by 24 units, told to nobody who cannot see. */
export function drawing(path: string, name = "icon"): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(space, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
