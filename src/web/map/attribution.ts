// Whose data is on the map? What the sources ask to be said of them, in a corner.

import { address, ask } from "../shared/api";
import { h, put } from "../shared/dom";
import { plain } from "../shared/plain";

interface Source {
  kind: string;
  attribution?: string | null;
  licence?: string | null;
}

/** Puts the names of some kinds of sources into a corner of a map, to be unfolded, once the server has told them. */
export function attribute(container: HTMLElement, api: string, kinds: string[], words: string): void {
  const told = h("p");
  const corner = h("details", { class: "sources" }, h("summary", { "aria-label": words, title: words }, "©"), told);
  container.append(corner);
  ask<{ sources: Source[] }>(address(api, "/v1/dataset")).then(
    ({ sources }) => {
      const shown = sources.filter((source) => kinds.includes(source.kind));
      const named = new Set(shown.map(({ attribution, licence }) => plain(attribution ?? licence, 160)).filter(Boolean));
      put(told, [...named].join(" · "));
      corner.hidden = named.size === 0;
    },
    // The list names its sources too.
    () => corner.remove(),
  );
}
