// Do the pages draw on the map that the service names? From its origin and no other, and without it all the same.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { deflateSync } from "node:zlib";
import { DESK, at, browsing, drawn, drawn_area } from "./browser.mjs";
import { HERE, PLACES } from "./places.mjs";
import { serve } from "./server.mjs";

/** A pixel of one colour as PNG, so small that it needs no checksum but its own. */
function pixel() {
  const table = Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value >>> 0;
  });
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const sum = ~body.reduce((value, byte) => table[(value ^ byte) & 255] ^ (value >>> 8), ~0) >>> 0;
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(sum);
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const data = deflateSync(Buffer.from([0, 200, 220, 240]));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([magic, chunk("IHDR", head), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

const open = browsing();
let tiles;
let origin;
let raster;
let styled;
before(async () => {
  tiles = createServer((request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (request.url === "/style.json") {
      const source = { type: "raster", tiles: [`${origin}/{z}/{x}/{y}.png`], tileSize: 256 };
      const layers = [{ id: "tiles", type: "raster", source: "tiles" }];
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify({ version: 8, glyphs: `${origin}/fonts/{fontstack}/{range}.pbf`, sources: { tiles: source }, layers }));
    } else {
      response.setHeader("Content-Type", "image/png");
      response.end(pixel());
    }
  });
  await new Promise((resolve) => tiles.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${tiles.address().port}`;
  [raster, styled] = await Promise.all([
    serve(PLACES, "--basemap", `${origin}/{z}/{x}/{y}.png`),
    serve(undefined, "--basemap", `${origin}/style.json`),
  ]);
});
after(async () => {
  await Promise.all([raster.stop(), styled.stop()]);
  tiles.closeAllConnections();
  await new Promise((resolve) => tiles.close(resolve));
});

test("raster tiles lie below the stations, by day and by night", () =>
  open({ ...DESK, ...at(...HERE) }, async (page, seen) => {
    const tile = page.waitForResponse((response) => response.url().startsWith(origin) && response.ok());
    await page.goto(`${raster.origin}/find`);
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.getByRole("button", { name: "Map" }).click();
    await tile;
    await drawn(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await drawn(page);
    const origins = new Set(seen.requests.map((one) => new URL(one.url()).origin));
    assert.deepEqual([...origins].sort(), [origin, raster.origin].sort());
  }));

test("a style lies below the gaps, and no server is asked for letters", () =>
  open(DESK, async (page, seen) => {
    const tile = page.waitForResponse((response) => response.url().endsWith(".png") && response.ok());
    await page.goto(`${styled.origin}/#region=de-hb&add=8.8,53.1`);
    await tile;
    await drawn_area(page, "gaps");
    await drawn_area(page, "added");
    assert.deepEqual(seen.requests.filter((one) => one.url().includes("/fonts/")), []);
  }));

test("a basemap that does not answer takes nothing from the map", () =>
  open({ ...DESK, ...at(...HERE) }, async (page) => {
    await page.route(`${origin}/style.json`, (route) => route.abort());
    await page.goto(`${styled.origin}/#region=de-hb`);
    await drawn_area(page, "gaps");
  }));
