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

/** Most regions of which one is tried for a first sight. */
const MOST_TRIED = 3;

interface Landing {
  links?: { rel?: string; href?: string }[];
}

const landing = () => ask<Landing>(address(location.origin, "/v1"));

async function asked_for(): Promise<Listed> {
  const has = (await landing()).links?.some((link) => link.href?.includes("/collections"));
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

/** Regions for a first sight: the service's own example if the data has it, else the first of the data. */
export async function examples(): Promise<string[]> {
  const [{ links }, { regions: known, more }] = await Promise.all([landing(), regions()]);
  const href = links?.find((link) => link.rel === "coverage")?.href ?? "";
  const example = new URL(href, location.origin).searchParams.get("region") ?? "";
  if (example && (more || known.some(({ id }) => id === example))) return [example];
  return known.slice(0, MOST_TRIED).map(({ id }) => id);
}

/** The box of all stations, if there are any. */
export async function stations_extent(): Promise<[number, number, number, number] | undefined> {
  type Collection = { extent?: { spatial?: { bbox?: number[][] } } };
  const { extent } = await ask<Collection>(address(location.origin, "/v1/collections/stations"));
  const [west, south, east, north] = extent?.spatial?.bbox?.[0] ?? [];
  if (west === undefined || south === undefined || east === undefined || north === undefined) return undefined;
  // A box across the antimeridian has its west east of its east.
  return [west, south, east < west ? east + 360 : east, north];
}
