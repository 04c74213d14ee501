// Which place does the explorer show? The one that is named, drawn or in the address, and what the data has where none is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DESK, drawn_area } from "./browser.mjs";
import { body_of, coverage, exploring } from "./explorer.mjs";

const { open, served, shown } = exploring();

test("a region is found by its name in any language and case, and asked about where the name is not enough", () =>
  open(DESK, async (page) => {
    await shown(page);
    const region = page.getByLabel("Region, by name or id");
    const show = page.getByRole("button", { name: "Show", exact: true });
    for (const [typed, id] of [
      ["hamburg", "de-hh"],
      ["柏林", "de-be"],
      ["DE-HB", "de-hb"],
    ]) {
      await region.fill(typed);
      await show.click();
      await page.waitForURL((url) => url.hash.includes(`region=${id}&`));
      await page.waitForFunction((id) => document.querySelector("[name=region]").value === id, id);
    }
    const twice = ["one", "other"].map((id) => ({ id, properties: { name: "Neustadt" } }));
    await page.route("**/v1/collections/regions/items*", (route) => route.fulfill({ json: { features: twice, numberMatched: 2 } }));
    await page.reload();
    await page.locator("#regions option[value=other]").waitFor({ state: "attached" });
    await region.fill("neustadt");
    await show.click();
    await page.getByText("Several regions are called neustadt: one, other.").waitFor();
    assert.match(page.url(), /region=de-hb/);
  }));

test("a change of the question can be taken back, and an address that is gone to moves the map", () =>
  open(DESK, async (page) => {
    await shown(page, "#region=de-hb&radius_m=2000&map=8.8,53.1,10.5");
    await drawn_area(page, "gaps");
    await page.getByRole("button", { name: "500 m" }).click();
    await page.waitForURL(/radius_m=500/);
    await page.locator(".left", { hasText: "within 500 m" }).waitFor();
    await page.goBack();
    await page.waitForURL(/radius_m=2000/);
    await page.locator(".left", { hasText: "within 2 km" }).waitFor();
    assert.equal(await page.getByLabel("Reach in metres").inputValue(), "2000");
    await page.evaluate(() => (location.hash = "#region=de-hb&radius_m=2000&map=9.99,53.55,8"));
    const there = await page.waitForFunction(() => {
      const [lon, lat, zoom] = (/map=([\d.,]+)/.exec(location.hash)?.[1] ?? "").split(",").map(Number);
      const [bbox] = [document.querySelector(".canvas").seen?.()];
      return bbox && Math.abs((bbox[0] + bbox[2]) / 2 - 9.99) < 0.01 ? [lon, lat, zoom] : undefined;
    });
    const [lon, lat, zoom] = await there.jsonValue();
    assert.ok(Math.abs(lon - 9.99) < 0.001 && Math.abs(lat - 53.55) < 0.001 && Math.abs(zoom - 8) < 0.02, `${lon},${lat},${zoom}`);
  }));

test("what the map shows across the antimeridian is asked in two parts, and comes again from its address", () =>
  open(DESK, async (page) => {
    await shown(page, "#region=de-hb&radius_m=2000&resolution=6&map=179.9,-17,8");
    await page.waitForFunction(() => document.querySelector(".canvas").seen);
    const question = page.waitForRequest((request) => coverage(request) && request.method() === "POST");
    const answer = page.waitForResponse((response) => coverage(response.request()) && response.request().method() === "POST");
    await page.getByRole("button", { name: "What the map shows" }).click();
    const { type, coordinates } = body_of(await question).region;
    assert.equal(type, "MultiPolygon");
    const lons = coordinates.map(([ring]) => ring.map(([lon]) => lon));
    assert.equal(lons.length, 2);
    assert.ok(lons.flat().every((lon) => Math.abs(lon) <= 180));
    assert.deepEqual([Math.max(...lons[0]), Math.min(...lons[1])], [180, -180]);
    assert.ok(Math.min(...lons[0]) > 176 && Math.max(...lons[1]) < -176, JSON.stringify(lons));
    const { status, area } = await answer.then(async (known) => ({ status: known.status(), area: (await known.json()).area_m2.total }));
    assert.equal(status, 200);
    // Two or three degrees by one or two: far from the strip around the world.
    assert.ok(area > 1e10 && area < 5e11, `${area}`);
    await page.locator(".left").waitFor();
    const again = page.waitForRequest((request) => coverage(request) && request.method() === "POST");
    await page.reload();
    assert.equal(body_of(await again).region.type, "MultiPolygon");
  }));

test("an area that cannot be read is told, and no other takes its place", () =>
  open(DESK, async (page) => {
    await page.goto(`${served.bundled.origin}/#area=999,1;2,3`);
    await page.getByText("The area in this address cannot be read").waitFor();
    await page.reload();
    await page.getByText("The area in this address cannot be read").waitFor();
    assert.match(page.url(), /area=999/);
    assert.equal(await page.locator(".share").count(), 0);
  }));

test("stations of one's own are there to see at once, though there is no region", () =>
  open(DESK, async (page, seen) => {
    const refused = [];
    page.on("response", (response) => response.status() === 404 && refused.push(response.url()));
    await page.goto(`${served.own.origin}/`);
    await drawn_area(page, "stations");
    const [west, south, east, north] = await page.evaluate(() => document.querySelector(".canvas").seen());
    assert.ok(west > 113 && east < 115 && south > 34 && north < 36, `${west},${south},${east},${north}`);
    await page.getByText("Choose a region, or draw one on the map.").waitFor();
    assert.deepEqual(refused, []);
    assert.ok(seen.requests.some((request) => new URL(request.url()).pathname === "/v1/collections/stations"));
  }));

test("the first sight of data without the usual example is a region that it has", () =>
  open(DESK, async (page) => {
    await page.route("**/v1", async (route) => {
      const answer = await route.fetch();
      const landing = (await answer.text()).replaceAll("region=de-be", "region=cn-41");
      await route.fulfill({ response: answer, body: landing });
    });
    await page.route("**/v1/collections/regions/items*", async (route) =>
      route.fulfill({ json: { features: [{ id: "de-hb", properties: { name: "Bremen" } }], numberMatched: 1 } }),
    );
    await page.goto(`${served.bundled.origin}/`);
    await page.locator(".place", { hasText: "Bremen" }).waitFor();
    assert.match(page.url(), /region=de-hb/);
  }));
