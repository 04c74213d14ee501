// Does a stranger's text stay text? Markup, reversed letters and endless names in the data harm no page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, at, browsing, drawn } from "./browser.mjs";
import { serve, station } from "./server.mjs";

const MARKUP = '<img src=x onerror="globalThis.harmed = true"><script>globalThis.harmed = true</script>';
const REVERSED = "safe\u202Egnp.exe\u2066\u0000\u0007 name";
const ENDLESS = "站".repeat(10_000);

const hostile = (text) => ({
  name: text,
  "name:zh": text,
  kind: "other",
  access: text,
  address: text,
  operator: text,
  phone: text,
  verified_at: text,
  amenities: [text, { kind: "water", note: text, opening_hours: text }],
  amenities_absent: [text],
});

const open = browsing();
let server;
before(async () => {
  server = await serve(
    [MARKUP, REVERSED, ENDLESS].map((text, place) => station(`h${place}`, 113.65 + place / 1000, 34.75, hostile(text))),
  );
});
after(() => server.stop());

for (const [what, size] of [
  ["a phone", PHONE],
  ["a desk", DESK],
]) {
  test(`hostile names are harmless on ${what}`, () =>
    open({ ...size, ...at(113.65, 34.75) }, async (page) => {
      await page.goto(`${server.origin}/find`);
      await page.getByRole("button", { name: "Find near me" }).click();
      await page.locator("station-finder .card").nth(2).waitFor();
      for (let place = 0; place < 3; place += 1) {
        await page.evaluate((id) => document.querySelector("station-finder").focusStation(id), `h${place}`);
        await page.locator("station-finder .chosen .ways a").first().waitFor();
        const found = await page.evaluate(() => {
          const root = document.querySelector("station-finder").shadowRoot;
          return {
            harmed: globalThis.harmed,
            planted: root.querySelectorAll("img, script, iframe").length,
            text: root.querySelector(".chosen").textContent,
            title: root.querySelector(".chosen .title bdi").textContent,
            tall: root.querySelector(".chosen .title").getBoundingClientRect().height,
            wide: document.documentElement.scrollWidth - innerWidth,
            links: [...root.querySelectorAll(".chosen a")].map((link) => link.protocol),
          };
        });
        assert.equal(found.harmed, undefined);
        assert.equal(found.planted, 0);
        assert.equal(found.wide, 0);
        assert.ok(found.tall < 130, `${found.tall} px`);
        assert.ok(found.text.length < 3000, `${found.text.length} letters`);
        assert.doesNotMatch(found.text, /[\u0000-\u0008\u202a-\u202e\u2066-\u2069]/);
        assert.ok(found.links.every((protocol) => ["https:", "geo:"].includes(protocol)), found.links.join());
        if (place === 0) assert.ok(found.title.startsWith("<img src=x"));
      }
      await page.getByRole("button", { name: "Map" }).click();
      await drawn(page);
      assert.equal(await page.evaluate(() => globalThis.harmed), undefined);
    }));
}

test("a hostile address of the explorer is harmless", () =>
  open(DESK, async (page) => {
    const words = encodeURIComponent('"><img src=x onerror=globalThis.harmed=1>\u202E');
    await page.goto(`${server.origin}/#region=${words}&radius_m=1e999&hour=99&area=a,b;1&add=9999,9&map=x,y,z&lang=${words}`);
    await page.getByText(/The service refused: there is no region/).waitFor();
    assert.equal(await page.evaluate(() => globalThis.harmed), undefined);
    assert.equal(await page.locator("img").count(), 0);
  }));
