// How far is it, and which way? In the words of somebody on foot.

/** A distance: tens of metres, then tenths of kilometres, then whole ones. */
export function distance(m: number, lang: string): string {
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(lang, { maximumFractionDigits: digits, minimumFractionDigits: 0 }).format(value);
  if (m < 995) return `${number(m < 100 ? Math.round(m) : Math.round(m / 10) * 10)} m`;
  return m < 9950 ? `${number(m / 1000, 1)} km` : `${number(Math.round(m / 1000))} km`;
}

/** Which of eight directions a bearing is, 0 for north, clockwise. */
export function eighth(bearing_deg: number): number {
  return ((Math.round(bearing_deg / 45) % 8) + 8) % 8;
}
