// Does the element live on a page of one's own? Of another origin, under a strict policy, as a module or not.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { DESK, at, browsing, drawn } from "./browser.mjs";
import { HERE, PLACES } from "./places.mjs";
import { serve } from "./server.mjs";

const open = browsing();
let server;
let host;
let origin;

/** A page of somebody else, who allows what `/embed` says and nothing more. */
function page_of(kind) {
  const api = server.origin;
  const script =
    kind === "module"
      ? `<script type="module" src="${api}/widget/v1/station-finder.js"></script>`
      : `<script src="${api}/widget/v1/station-finder.js" defer></script>`;
  return `<!doctype html><html lang="en"><title>Host</title>${script}
<main><h1>Host</h1><station-finder center="${HERE.join(",")}" map="on" limit="2" open-now crs-links="geo amap">
<p slot="header">Our own words</p></station-finder></main></html>`;
}

before(async () => {
  server = await serve(PLACES);
  host = createServer((request, response) => {
    const api = server.origin;
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader(
      "Content-Security-Policy",
      `default-src 'none'; script-src ${api}; connect-src ${api}; worker-src blob: ${api}; img-src blob: data:`,
    );
    response.end(request.url === "/favicon.ico" ? "" : page_of(request.url.slice(1)));
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  origin = `http://localhost:${host.address().port}`;
});
after(async () => {
  await server.stop();
  host.closeAllConnections();
  await new Promise((resolve) => host.close(resolve));
});

for (const kind of ["script", "module"]) {
  test(`on a page of another origin under a strict policy it works with its map, loaded as a ${kind}`, () =>
    open({ ...DESK, ...at(...HERE) }, async (page, seen) => {
      await page.goto(`${origin}/${kind}`);
      await page.locator("station-finder .card").first().waitFor();
      await drawn(page);
      const results = await page.evaluate(() => document.querySelector("station-finder").results.map((one) => one.id));
      assert.deepEqual(results, ["round", "far"]);
      await page.locator("station-finder .title").first().click();
      await page.locator("station-finder .ways a").nth(1).waitFor();
      const links = await page.locator("station-finder .ways a").allInnerTexts();
      assert.deepEqual(links, ["Phone's default app", "Amap"]);
      const elsewhere = seen.requests.map((one) => one.url()).filter((url) => !url.startsWith(origin) && !url.startsWith(server.origin) && !url.startsWith("blob:"));
      assert.deepEqual(elsewhere, []);
      // Colours reach the shadow though the page allows no style at all.
      const colour = await page.locator("station-finder .primary").first().evaluate((one) => getComputedStyle(one).backgroundColor);
      assert.equal(colour, "rgb(11, 107, 77)");
    }));
}

test("attributes are properties, and changes are followed", () =>
  open(DESK, async (page) => {
    await page.goto(`${server.origin}/embed`);
    await page.locator("station-finder .card").nth(2).waitFor();
    const told = await page.evaluate(async ([lon, lat]) => {
      const one = document.querySelector("station-finder");
      one.limit = 1;
      one.openNow = true;
      one.center = `${lon},${lat}`;
      await new Promise((resolve) => {
        one.addEventListener("results", (event) => event.detail.stations.length === 1 && resolve(), { once: false });
      });
      return [one.getAttribute("limit"), one.openNow, one.hasAttribute("open-now"), one.results.map((station) => station.id)];
    }, HERE);
    assert.deepEqual(told, ["1", true, true, ["round"]]);
  }));

test("the lines to copy name this service", () =>
  open({ ...DESK, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto(`${server.origin}/embed`);
    await page.getByRole("button", { name: /Copy/ }).click();
    await page.getByText("✓").waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, `<script src="${server.origin}/widget/v1/station-finder.js" defer></script>\n<station-finder></station-finder>`);
  }));

test("no page asks anybody else for anything", () =>
  open({ ...DESK, ...at(...HERE) }, async (page, seen) => {
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.getByRole("button", { name: "Map" }).click();
    await drawn(page);
    await page.goto(`${server.origin}/embed`);
    await page.locator("station-finder .card").first().waitFor();
    await page.goto(`${server.origin}/`);
    await page.locator("canvas").waitFor();
    assert.ok(seen.requests.length > 10);
    const strangers = seen.requests.map((one) => one.url()).filter((url) => new URL(url).origin !== server.origin);
    assert.deepEqual(strangers, []);
    // And where somebody is goes to the API alone.
    const told = seen.requests.map((one) => new URL(one.url())).filter((url) => url.search.includes(String(HERE[0])));
    assert.ok(told.length > 0 && told.every((url) => url.pathname.startsWith("/v1/")), told.join());
  }));
