// How does a test drive a browser? Debian's Chromium without a screen, whose requests and complaints are recorded.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before } from "node:test";

const require = createRequire(new URL("../../target/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = require("axe-core");

/** Software rendering, and no talk of the browser's own. */
const FLAGS = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--ignore-gpu-blocklist",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts a browser. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** Rules of WCAG 2.2 up to level AA. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
export const DESK = { viewport: { width: 1440, height: 900 } };

/** Positions at which a device may be. */
export const at = (longitude, latitude, accuracy = 12) => ({
  geolocation: { longitude, latitude, accuracy },
  permissions: ["geolocation"],
});

/** One browser for a file of tests. */
export function browsing() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());
  /** Opens a page, runs a test on it, and closes it; what went wrong in the page fails the test. */
  return async (options, test) => {
    const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    const seen = { requests: [], errors: [] };
    page.on("request", (request) => seen.requests.push(request));
    page.on("pageerror", (error) => seen.errors.push(String(error)));
    page.on("console", (message) => {
      // An answer that is no success is the server's matter, and what a test may be about.
      const loading = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !loading) seen.errors.push(message.text());
    });
    try {
      await test(page, seen);
      assert.deepEqual(seen.errors, []);
    } finally {
      await context.close();
    }
  };
}

/** Fails if the page breaks a rule for people who see, hear or move differently. */
export async function accessible(page, what) {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate((rules) => globalThis.axe.run({ runOnly: rules }), RULES);
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ; ")}`);
  assert.deepEqual(told, [], what);
  assert.ok(passes.length > 10, `${what}: only ${passes.length} rules had something to judge`);
}

/** Waits until the finder's map has drawn stations. */
export function drawn(page) {
  return page.waitForFunction(() => document.querySelector("station-finder").drawn > 0);
}

/** Waits until the explorer's map has drawn so many features of a layer. */
export function drawn_area(page, layer, least = 1) {
  return page.waitForFunction(
    ([name, count]) => (document.querySelector(".canvas").drawn?.(name) ?? 0) >= count,
    [layer, least],
  );
}

/** Takes WebGL away from a page that is yet to load. */
export function without_webgl(page) {
  return page.addInitScript(() => {
    const get = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
      return kind.startsWith("webgl") ? null : get.call(this, kind, ...more);
    };
  });
}

/** The last request to a path, once there is one for which something holds. */
export async function asked(page, seen, path, holds) {
  const found = () => seen.requests.map((one) => new URL(one.url())).findLast((url) => url.pathname === path && holds(url.searchParams));
  if (!found()) await page.waitForRequest((one) => new URL(one.url()).pathname === path && holds(new URL(one.url()).searchParams));
  return found().searchParams;
}
