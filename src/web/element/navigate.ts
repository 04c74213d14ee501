// Which map application shows the way? A link for each, in the coordinates that it expects.

import { listed } from "./attributes";

/** A position, longitude and latitude in degrees, in every system that is known. */
export type Positions = Partial<Record<"wgs84" | "gcj02" | "bd09", [number, number]>>;

interface App {
  zh: string;
  en: string;
  crs: keyof Positions;
  link(at: [number, number], name: string): string;
}

/** Degrees to a tenth of a metre, which is as many decimals as Amap takes. */
const degrees = (number: number) => String(Number(number.toFixed(6)));
const lat_lon = ([lon, lat]: [number, number]) => `${degrees(lat)},${degrees(lon)}`;
const lon_lat = ([lon, lat]: [number, number]) => `${degrees(lon)},${degrees(lat)}`;

/**
 * Amap, Tencent and Apple (whose mainland map is Amap's) speak GCJ-02, and so do Google's streets of the mainland;
 * Baidu speaks BD-09; `geo:` is WGS 84 (RFC 5870). Outside the mainland all are the same. The service makes the same
 * links (geodesy/map_links.rs), and a test holds them together.
 */
const APPS: Record<string, App> = {
  amap: {
    zh: "高德地图",
    en: "Amap",
    crs: "gcj02",
    link: (at, name) => `https://uri.amap.com/navigation?to=${lon_lat(at)},${name}&coordinate=gaode&callnative=1`,
  },
  baidu: {
    zh: "百度地图",
    en: "Baidu Maps",
    crs: "bd09",
    link: (at, name) =>
      `https://api.map.baidu.com/marker?location=${lat_lon(at)}&title=${name}&content=${name}&coord_type=bd09ll&output=html&src=waystation`,
  },
  tencent: {
    zh: "腾讯地图",
    en: "Tencent Maps",
    crs: "gcj02",
    link: (at, name) =>
      `https://apis.map.qq.com/uri/v1/routeplan?type=walk&to=${name}&tocoord=${lat_lon(at)}&referer=waystation`,
  },
  apple: {
    zh: "苹果地图",
    en: "Apple Maps",
    crs: "gcj02",
    link: (at, name) => `https://maps.apple.com/?daddr=${lat_lon(at)}&q=${name}`,
  },
  google: {
    zh: "谷歌地图",
    en: "Google Maps",
    crs: "gcj02",
    link: (at) => `https://www.google.com/maps/dir/?api=1&destination=${lat_lon(at)}`,
  },
  geo: {
    zh: "手机默认应用",
    en: "Phone's default app",
    crs: "wgs84",
    link: (at, name) => `geo:${lat_lon(at)}?q=${lat_lon(at)}(${name})`,
  },
};

const REMEMBERED = "waystation-map-app";

/** A link into one application. */
export interface Link {
  app: string;
  label: string;
  href: string;
}

/** What a position is without asking: of the mainland, which lies well within this box, only what it is told as. */
export function known([lon, lat]: [number, number]): Positions {
  const wgs84: [number, number] = [lon, lat];
  return lon > 72 && lon < 138 && lat > 0 && lat < 56 ? { wgs84 } : { wgs84, gcj02: wgs84, bd09: wgs84 };
}

/** Names of the applications that are offered, in the page's order; all of them if it names none. */
export function apps(text: string | null): string[] {
  const asked = listed(text).filter((app) => Object.hasOwn(APPS, app));
  return asked.length > 0 ? asked : Object.keys(APPS);
}

/** The links to a station, one of each application whose system is known. */
export function links(offered: string[], at: Positions, name: string, lang: "zh" | "en"): Link[] {
  // What that function leaves as it is may still mean something to a reader of links.
  const told = encodeURIComponent(name).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return offered.flatMap((app) => {
    const one = APPS[app];
    const there = one && at[one.crs];
    return there ? [{ app, label: one[lang], href: one.link(there, told) }] : [];
  });
}

/** A link that the service has made, to an application. */
export function made(app: string, href: unknown, lang: "zh" | "en"): Link | undefined {
  const label = APPS[app]?.[lang];
  return label && typeof href === "string" && /^(https|geo):/.test(href) ? { app, label, href } : undefined;
}

/** The application that was chosen last on this device, if it is offered. */
export function preferred(offered: string[]): string | undefined {
  try {
    return offered.find((app) => app === localStorage.getItem(REMEMBERED));
  } catch {
    // A page may forbid its storage; then the choice is made anew each time.
    return undefined;
  }
}

/** Remembers a choice. */
export function prefer(app: string): void {
  try {
    localStorage.setItem(REMEMBERED, app);
  } catch {
    // As above.
  }
}
