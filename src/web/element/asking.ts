// How is a busy service asked? Once more, when it says it will have time.

import { Refused, ask as ask_once } from "../shared/api";
import type { Words } from "./words";

/** Longest that a service is waited for before it is asked again, in seconds. */
const LONGEST_S = 10;

/** Whether the service has too much to do for now, or whoever asks from here asks too much. */
export function busy(error: unknown): error is Refused {
  return error instanceof Refused && [429, 503].includes(error.status);
}

/** What a rider is told of a failure, with what to do next; the service's own words are for whoever made the page. */
export function told(error: unknown, w: Words): string {
  if (busy(error)) return w.busy;
  // What was asked is at fault; else who answers, and to a rider it is all one who of those on the way that is.
  const asked = error instanceof Refused && [400, 422].includes(error.status);
  return asked ? w.refused : w.unreachable;
}

/** The answer as JSON; a busy service is asked once more. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  try {
    return await ask_once<T>(url, signal);
  } catch (error) {
    if (!busy(error) || error.after_s > LONGEST_S) throw error;
    await new Promise((resolve) => setTimeout(resolve, 1000 * error.after_s));
    signal?.throwIfAborted();
    return ask_once<T>(url, signal);
  }
}

/** An answer that is kept; a failure is not, and is asked again. */
export function once<T>(question: () => Promise<T>): () => Promise<T> {
  let told: Promise<T> | undefined;
  return () =>
    (told ??= question().catch((error: unknown) => {
      told = undefined;
      throw error;
    }));
}
