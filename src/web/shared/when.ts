// When is that? An instant of the station's own clock, told as briefly as it can be understood.

/** What RFC 3339 says of day, clock and offset. */
const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function offset_ms(text: string): number {
  if (text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(4, 6));
  return (text.startsWith("-") ? -minutes : minutes) * MINUTE_MS;
}

/** An instant by the clock on the spot: `18:00` today, `Fri 09:00` within a week, else `4 Dec 09:00`. */
export function clock(instant: string, lang: string, now = Date.now()): string {
  const [, day, time, offset] = INSTANT.exec(instant) ?? [];
  if (!day || !time || !offset) return instant;
  const today = new Date(now + offset_ms(offset)).toISOString().slice(0, 10);
  const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
  if (days === 0) return time;
  const form: Intl.DateTimeFormatOptions =
    days > 0 && days < 7 ? { weekday: "short" } : { day: "numeric", month: "short" };
  return `${new Intl.DateTimeFormat(lang, { ...form, timeZone: "UTC" }).format(Date.parse(day))} ${time}`;
}

/** A length of time in words: minutes below two hours, else hours. */
export function lasting(seconds: number, lang: string): string {
  const minutes = Math.floor(seconds / 60);
  const [value, unit] = minutes < 120 ? [minutes, "minute"] : [Math.floor(minutes / 60), "hour"];
  return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "short" }).format(value);
}
