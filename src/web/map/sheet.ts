// How much of a phone does the list take from the map? A sheet that is dragged, or stepped by a button.

import { h } from "../shared/dom";

/** Heights of the sheet, in hundredths of the element's. */
const STEPS = [24, 55, 92] as const;

/** A panel with a grip. */
export interface Sheet {
  /** Sets it to one of the steps. */
  set(step: number): void;
  /** Takes the grip away. */
  remove(): void;
}

/** What the grip does while the sheet is whole, and while it is not. */
const WORDS = {
  en: ["Show more of the map", "Show more of the list"],
  zh: ["展开地图", "展开列表"],
} as const;

/** Makes a panel a sheet, with a grip that is named in a language. */
export function sheet(panel: HTMLElement, lang: string): Sheet {
  const [down, up] = WORDS[lang === "zh" ? "zh" : "en"];
  const grip = h("button", { class: "grip", type: "button" });
  panel.prepend(grip);
  let step = 1;
  let from: { y: number; height: number; moved: boolean } | undefined;
  const whole = () => panel.parentElement?.clientHeight || 1;
  const set = (next: number) => {
    step = Math.max(0, Math.min(STEPS.length - 1, next));
    panel.style.setProperty("--sheet", `${STEPS[step] ?? 55}%`);
    grip.setAttribute("aria-label", step === STEPS.length - 1 ? down : up);
    grip.setAttribute("aria-expanded", String(step === STEPS.length - 1));
  };
  grip.addEventListener("pointerdown", (event) => {
    from = { y: event.clientY, height: panel.clientHeight, moved: false };
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (!from) return;
    const up = from.y - event.clientY;
    from.moved ||= Math.abs(up) > 6;
    const share = (100 * (from.height + up)) / whole();
    if (from.moved) panel.style.setProperty("--sheet", `${Math.max(12, Math.min(96, share))}%`);
  });
  const settle = () => {
    const share = (100 * panel.clientHeight) / whole();
    const gaps = STEPS.map((height) => Math.abs(height - share));
    if (from?.moved) set(gaps.indexOf(Math.min(...gaps)));
  };
  grip.addEventListener("pointerup", settle);
  grip.addEventListener("pointercancel", () => {
    settle();
    from = undefined;
  });
  grip.addEventListener("click", () => {
    const dragged = from?.moved;
    from = undefined;
    if (!dragged) set(step === STEPS.length - 1 ? 0 : step + 1);
  });
  set(step);
  return { set, remove: () => grip.remove() };
}
