// Can everybody use it? Every view is held against WCAG 2.2 AA, by day and by night, on a phone and on a desk.

import { after, before, test } from "node:test";
import { DESK, PHONE, accessible, at, browsing, drawn, drawn_area } from "./browser.mjs";
import { HERE, PLACES } from "./places.mjs";
import { serve } from "./server.mjs";

const open = browsing();
let places;
let bundled;
before(async () => {
  [places, bundled] = await Promise.all([serve(PLACES), serve()]);
});
after(() => Promise.all([places.stop(), bundled.stop()]));

for (const [size, options] of [
  ["phone", PHONE],
  ["desk", DESK],
]) {
  for (const colorScheme of ["light", "dark"]) {
    const where = `on a ${size}, ${colorScheme}`;
    test(`the finder has no barrier ${where}`, () =>
      open({ ...options, colorScheme, ...at(...HERE) }, async (page) => {
        await page.goto(`${places.origin}/find`);
        await page.locator("station-finder .chip").first().waitFor();
        await accessible(page, `before it knows where, ${where}`);
        await page.getByRole("button", { name: "Find near me" }).click();
        await page.locator("station-finder .card").first().waitFor();
        await page.locator("station-finder .chip").first().click();
        await page.waitForFunction(() => document.querySelector("station-finder").results.length === 3);
        await page.locator("station-finder .title").first().click();
        await page.locator("station-finder .ways a").first().waitFor();
        await page.getByRole("button", { name: "Elsewhere" }).click();
        await accessible(page, `a chosen station, ${where}`);
        await page.getByRole("button", { name: "Map" }).click();
        await drawn(page);
        await accessible(page, `with the map, ${where}`);
        await page.evaluate(() => document.querySelector("station-finder").setAttribute("amenities", "toilets,seating"));
        await page.locator("station-finder .cures .button").first().waitFor();
        await accessible(page, `when nothing fits, ${where}`);
        await page.route("**/v1/nearest?*", (route) => route.abort());
        await page.evaluate(() => void document.querySelector("station-finder").search());
        await page.getByText("The list is as it was at").waitFor();
        await accessible(page, `a list of before, ${where}`);
      }));

    test(`the explorer has no barrier ${where}`, () =>
      open({ ...options, colorScheme }, async (page) => {
        await page.goto(`${bundled.origin}/#region=de-hb&radius_m=2000&add=8.8,53.1&hour=12&amenity=information`);
        await page.locator(".gained").waitFor();
        await drawn_area(page, "gaps");
        await page.getByRole("button", { name: "Work out all 24 hours" }).click();
        await page.locator("svg.curve").waitFor();
        await accessible(page, `the explorer, ${where}`);
        await page.getByRole("button", { name: "Draw on the map" }).click();
        await page.getByRole("button", { name: "Finish" }).waitFor();
        await accessible(page, `with the pen, ${where}`);
      }));

    test(`the page to copy from has no barrier ${where}`, () =>
      open({ ...options, colorScheme }, async (page) => {
        await page.goto(`${bundled.origin}/embed`);
        await page.locator("station-finder .card").first().waitFor();
        await accessible(page, `the page to copy from, ${where}`);
      }));
  }
}
