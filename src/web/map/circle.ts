// Where is everything so many metres away? A circle on the ground, for the eye and not for measuring.

/** Metres in a degree of latitude on the mean sphere of the Earth (IUGG mean radius, 6,371,008.8 m). */
const DEGREE_M = (Math.PI / 180) * 6_371_008.8;

/** The ring of positions at a distance around another; a scale is all that it shows. */
export function circle([lon, lat]: [number, number], radius_m: number): [number, number][] {
  const corners = 72;
  const up = radius_m / DEGREE_M;
  const across = up / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return Array.from({ length: corners + 1 }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / corners;
    return [lon + across * Math.sin(angle), Math.max(-89.9, Math.min(89.9, lat + up * Math.cos(angle)))];
  });
}

/** Distances at which rings stand, so that the farthest of some distances is within. */
export function rings(farthest_m: number): number[] {
  const steps = [100, 250, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
  const outer = steps.findIndex((step) => step >= farthest_m);
  return steps.slice(Math.max(0, (outer < 0 ? steps.length : outer) - 2), outer < 0 ? undefined : outer + 1);
}
