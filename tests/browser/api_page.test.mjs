// Can a person read the description of the API? On a phone and on a desk, by day and by night, with a keyboard, asking nobody else.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, accessible, browsing } from "./browser.mjs";
import { serve } from "./server.mjs";

const open = browsing();
let bundled;
before(async () => {
  bundled = await serve();
});
after(() => bundled.stop());

for (const [size, options] of [
  ["phone", PHONE],
  ["desk", DESK],
]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the description has no barrier on a ${size}, ${colorScheme}`, () =>
      open({ ...options, colorScheme }, async (page, seen) => {
        await page.goto(`${bundled.origin}/v1/api.html`);
        await page.locator("#nearest summary").click();
        await accessible(page, `the description on a ${size}, ${colorScheme}`);
        const { width, content } = await page.evaluate(() => ({
          width: innerWidth,
          content: document.documentElement.scrollWidth,
        }));
        assert.ok(content <= width, `${content} of ${width} pixels`);
        for (const request of seen.requests) assert.ok(request.url().startsWith(bundled.origin), request.url());
      }));
  }
}

test("an operation is reached with a keyboard alone, and has an address", () =>
  open(DESK, async (page) => {
    await page.goto(`${bundled.origin}/v1/api.html`);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "To the operations");
    await page.locator('nav a[href="#siting"]').focus();
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, "#siting");
    await page.locator("#siting").waitFor();
    const top = await page.evaluate(() => document.getElementById("siting").getBoundingClientRect().top);
    assert.ok(top >= 0 && top < 100, `${top} pixels from the top`);
  }));
