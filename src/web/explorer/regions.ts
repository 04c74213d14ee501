// Which regions does the data have, and which of them is meant? By id or by any of their names, in whatever case.

import { address, ask } from "../shared/api";
import { plain } from "../shared/plain";

/** Most regions that are listed to choose from. */
const MOST_LISTED = 1000;

/** A region of the data. */
export interface Region {
  id: string;
  name: string;
  /** What it is called, in every language that the data has. */
  names: string[];
}

interface Page {
  numberMatched?: number;
  features: { id: string | number; properties?: Record<string, unknown> | null }[];
}

interface Listed {
  regions: Region[];
  /** Whether there are more. */
  more: boolean;
}

let listed: Promise<Listed> | undefined;

async function page(asked: Record<string, string | number>): Promise<Listed> {
  const { features, numberMatched } = await ask<Page>(address(location.origin, "/v1/collections/regions/items", asked));
  const regions = features.map(({ id, properties }) => {
    const told = Object.entries(properties ?? {}).filter(([key]) => key === "name" || key.startsWith("name:"));
    const names = told.map(([, name]) => plain(name)).filter(Boolean);
    return { id: String(id), name: names[0] ?? String(id), names };
  });
  return { regions, more: (numberMatched ?? 0) > regions.length };
}

async function asked_for(): Promise<Listed> {
  const landing = await ask<{ links?: { href?: string }[] }>(address(location.origin, "/v1"));
  const has = landing.links?.some((link) => link.href?.includes("/collections"));
  return has ? page({ limit: MOST_LISTED }) : { regions: [], more: false };
}

/** The regions of the data, if the server lists them; asked for once. */
export function regions(): Promise<Listed> {
  listed ??= asked_for().catch((error: unknown) => {
    listed = undefined;
    throw error;
  });
  return listed;
}

const same = (one: string, other: string) => one.toLocaleLowerCase() === other.toLocaleLowerCase();

/** The regions that a text may mean: that of this id, else those of this name. */
export async function meant(text: string): Promise<Region[]> {
  const { regions: known, more } = await regions();
  const exactly = known.filter(({ id }) => id === text);
  if (exactly.length > 0) return exactly;
  const by_id = known.filter(({ id }) => same(id, text));
  if (by_id.length > 0) return by_id;
  const named = known.filter(({ names }) => names.some((name) => same(name, text)));
  if (!more) return named;
  const quoted = text.replaceAll("'", "''");
  return (await page({ limit: 10, filter: `CASEI(name)=CASEI('${quoted}')` })).regions;
}
