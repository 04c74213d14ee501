// How does it look? Every view as a picture in `target/shots`, or with `--readme` those that stand in the README.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DESK, PHONE, at, drawn, drawn_area, launch } from "./browser.mjs";
import { HERE, PLACES } from "./places.mjs";
import { serve } from "./server.mjs";

const readme = process.argv.includes("--readme");
const folder = fileURLToPath(new URL(readme ? "shots" : "../../target/shots", import.meta.url));
mkdirSync(folder, { recursive: true });

const [places, bundled, browser] = await Promise.all([serve(PLACES), serve(), launch()]);

async function shot(name, options, show) {
  const context = await browser.newContext({ reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  await show(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await context.close();
  process.stdout.write(`${name}\n`);
}

const found = async (page) => {
  await page.goto(`${places.origin}/find`);
  await page.locator("station-finder .where .primary").click();
  await page.locator("station-finder .card").first().waitFor();
  await page.locator("station-finder .chip").first().waitFor();
};
const mapped = async (page) => {
  await found(page);
  await page.locator("station-finder .mapper").click();
  await drawn(page);
};
const chosen = async (page) => {
  await mapped(page);
  await page.evaluate(() => document.querySelector("station-finder").focusStation("round"));
  await page.locator("station-finder .ways a").first().waitFor();
};
const nothing = async (page) => {
  await found(page);
  await page.evaluate(() => document.querySelector("station-finder").setAttribute("amenities", "toilets,seating"));
  await page.locator("station-finder .cures .button").first().waitFor();
};
const explored = (address) => async (page) => {
  await page.goto(`${bundled.origin}/${address}`);
  await page.locator(".share").waitFor();
  await drawn_area(page, "gaps");
  await drawn_area(page, "stations");
};

if (readme) {
  const look = { locale: "en-GB", colorScheme: "light" };
  await shot("finder", { ...PHONE, ...look, ...at(...HERE) }, mapped);
  const desk = { viewport: { width: 1200, height: 760 } };
  await shot("explorer", { ...desk, ...look }, explored("#region=de-sl&radius_m=2000"));
}

for (const lang of readme ? [] : ["en", "zh"]) {
  const locale = lang === "zh" ? "zh-CN" : "en-GB";
  for (const colorScheme of ["light", "dark"]) {
    const look = { locale, colorScheme };
    const rider = { ...look, ...at(...HERE) };
    await shot(`finder-phone-begin-${lang}-${colorScheme}`, { ...PHONE, ...look }, async (page) => {
      await page.goto(`${places.origin}/find`);
      await page.locator("station-finder .chip").first().waitFor();
    });
    await shot(`finder-phone-list-${lang}-${colorScheme}`, { ...PHONE, ...rider }, found);
    await shot(`finder-phone-map-${lang}-${colorScheme}`, { ...PHONE, ...rider }, mapped);
    await shot(`finder-phone-nothing-${lang}-${colorScheme}`, { ...PHONE, ...rider }, nothing);
    await shot(`finder-desk-${lang}-${colorScheme}`, { ...DESK, ...rider }, chosen);
    await shot(`explorer-desk-${lang}-${colorScheme}`, { ...DESK, ...look }, explored("#region=de-sl&radius_m=2000&add=6.95,49.45"));
    await shot(`explorer-phone-${lang}-${colorScheme}`, { ...PHONE, ...look }, explored("#region=de-be"));
    await shot(`embed-desk-${lang}-${colorScheme}`, { ...DESK, ...look }, async (page) => {
      await page.goto(`${bundled.origin}/embed`);
      await page.locator("station-finder .card").first().waitFor();
    });
  }
}

await browser.close();
await Promise.all([places.stop(), bundled.stop()]);
