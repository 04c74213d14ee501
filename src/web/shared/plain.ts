// What of a stranger's text is shown? Its letters: no control characters, no changes of direction, no endless names.

/** Controls, marks and overrides of direction (Unicode TR9), and line separators. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g;

/** Text as it may stand on a page, cut to so many characters. */
export function plain(text: unknown, most = 120): string {
  if (typeof text !== "string" && typeof text !== "number") return "";
  // Cut before it is cleaned, so that a megabyte costs nothing.
  const letters = [...String(text).slice(0, most * 8).replace(UNSEEN, " ").trim()];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}
