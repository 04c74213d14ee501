// How does a test of the explorer begin? With the bundled data and a few stations of one's own, and a view of one region.

import { after, before } from "node:test";
import { browsing } from "./browser.mjs";
import { PLACES } from "./places.mjs";
import { serve } from "./server.mjs";

/** A browser and two services for a file of tests. */
export function exploring() {
  const open = browsing();
  /** The bundled data; and a few stations of one's own, without regions or people. */
  const served = { bundled: undefined, own: undefined };
  before(async () => {
    [served.bundled, served.own] = await Promise.all([serve(), serve(PLACES)]);
  });
  after(() => Promise.all([served.bundled.stop(), served.own.stop()]));
  /** Opens a view of the bundled data and waits for its answer. */
  const shown = async (page, fragment = "#region=de-hb&radius_m=2000") => {
    await page.goto(`${served.bundled.origin}/${fragment}`);
    await page.locator(".share").waitFor();
  };
  return { open, served, shown };
}

export const body_of = (request) => JSON.parse(request.postData());
export const coverage = (request) => new URL(request.url()).pathname === "/v1/coverage";
