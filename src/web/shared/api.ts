// How is the server asked? With what is given, within a time, and a refusal is told in its own words.

/** Longest that an answer is waited for, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Values that are left out of a question if they are not there. */
export type Asked = Record<string, string | number | undefined>;

/** The server cannot be reached, or answers too late. */
export class Unreachable extends Error {}

/** The server refuses, with the sentence of its problem document (RFC 9457). */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
    /** When the server will have time, in seconds from its answer (Retry-After, RFC 9110, section 10.2.3). */
    readonly after_s = 1,
  ) {
    super(detail);
  }
}

/** The address of a question. */
export function address(api: string, path: string, asked: Asked = {}): string {
  const url = new URL(api.replace(/\/+$/, "") + path, document.baseURI);
  for (const [name, value] of Object.entries(asked)) {
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** The answer to a question, whatever its form. */
export async function answer(url: string, signal?: AbortSignal, body?: unknown): Promise<Response> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  const init: RequestInit = {
    signal: signal ? AbortSignal.any([signal, late]) : late,
    credentials: "omit",
    referrerPolicy: "no-referrer",
  };
  if (body !== undefined) {
    init.method = "POST";
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; errors?: { hint?: string }[] };
  const hints = problem.errors?.map((error) => error.hint).filter(Boolean) ?? [];
  const detail = [problem.detail, ...hints].filter(Boolean).join("; ") || response.statusText;
  throw new Refused(response.status, detail, Number(response.headers.get("Retry-After")) || 1);
}

/** The answer as JSON. */
export async function ask<T>(url: string, signal?: AbortSignal, body?: unknown): Promise<T> {
  const response = await answer(url, signal, body);
  try {
    return (await response.json()) as T;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
}

/** Whether something is open, and when that changes. */
export interface Open {
  state: "open" | "closed" | "unknown";
  closes_at?: string;
  opens_at?: string;
}

/** An amenity of a station. */
export interface Amenity {
  kind: string;
  label: string;
  open: Open;
  opening_hours?: string;
  note?: string;
}

/** What is told of a station. */
export interface Properties extends Record<string, unknown> {
  name?: string;
  kind?: string;
  access?: string;
  distance_m?: number;
  bearing_deg?: number;
  open?: Open;
  open_at_arrival?: Open;
  arrives_at?: string;
  closes_in_s?: number;
  amenities?: Amenity[];
}

/** A station. */
export interface Station {
  type: "Feature";
  id: string;
  geometry: { type: "Point"; coordinates: [number, number] };
  properties: Properties;
}

/** Why nothing fits, and what almost does. */
export interface Explain {
  nearest_unfiltered?: { id: string; distance_m: number; failed: string[]; opens_at?: string };
}

/** Stations near a position. */
export interface Nearest {
  features: Station[];
  explain?: Explain;
}

/** A word to filter by. */
export interface Word {
  kind: string;
  label: string;
  stations?: number;
}

/** The vocabulary. */
export interface Vocabulary {
  amenities: Word[];
  kinds: Word[];
}
