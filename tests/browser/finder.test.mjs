// Can a rider find a station? One tap to locate, filters, a card, a way there; without a map, a position, or a network.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, asked, at, browsing, drawn, without_webgl } from "./browser.mjs";
import { HERE, PLACES } from "./places.mjs";
import { serve } from "./server.mjs";

const open = browsing();
let server;
before(async () => {
  server = await serve(PLACES);
});
after(() => server.stop());

const finder = "station-finder";
const names = (page) => page.locator(`${finder} .title bdi`).allTextContents();
const located = async (page) => {
  await page.goto(`${server.origin}/find`);
  await page.getByRole("button", { name: "Find near me" }).click();
  await page.locator(`${finder} .card`).first().waitFor();
};

test("the position is asked for by a tap and not before, and the nearest comes first", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page, seen) => {
    await page.addInitScript(() => {
      globalThis.asked = 0;
      const get = navigator.geolocation.getCurrentPosition;
      navigator.geolocation.getCurrentPosition = function (...given) {
        globalThis.asked += 1;
        return get.apply(this, given);
      };
      globalThis.events = [];
      for (const name of ["ready", "locate", "results", "select"]) {
        addEventListener(name, (event) => event.detail && globalThis.events.push([name, event.detail]));
      }
    });
    await page.goto(`${server.origin}/find`);
    await page.locator(`${finder} .chip`).first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.asked), 0);
    assert.ok(!seen.requests.some((one) => one.url().includes("/nearest")));
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.locator(`${finder} .card`).first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.asked), 1);
    assert.deepEqual(await names(page), ["Market kiosk", "Round-the-clock room", "Riverside house", "Airport road station"]);
    const events = await page.evaluate(() => globalThis.events.map(([name, detail]) => [name, detail.lon ?? detail.stations?.length ?? 0]));
    assert.deepEqual(events, [["ready", 0], ["locate", HERE[0]], ["results", 4]]);
  }));

test("a card says in a line how far, whether open, what is there, and how to get in", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    const lines = await page.locator(`${finder} .line`).allInnerTexts();
    assert.match(lines[1], /180 m east.*open day and night.*Hot water, Microwave, Phone charging.*get in by app or QR code/s);
    assert.match(lines[0], /90 m east|92 m east/);
    assert.match(lines[0], /closed/);
    assert.match(lines[2], /north.*opening hours unknown.*Microwave/s);
  }));

test("chips filter by what is needed, with how many have it", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page, seen) => {
    await located(page);
    const chip = page.locator(`${finder} [data-amenity=microwave]`);
    assert.match(await chip.innerText(), /Microwave\s*2/);
    await chip.click();
    await asked(page, seen, "/v1/nearest", (query) => query.get("amenity") === "microwave");
    await page.waitForFunction(() => document.querySelector("station-finder").results.length === 2);
    assert.deepEqual(await names(page), ["Round-the-clock room", "Riverside house"]);
    assert.equal(await chip.getAttribute("aria-pressed"), "true");
  }));

test("open now leaves out what is closed or unknown, and says so", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page, seen) => {
    await located(page);
    await page.getByRole("radio", { name: "Open now" }).check();
    await asked(page, seen, "/v1/nearest", (query) => query.get("open") === "now" && !query.has("speed_mps"));
    await page.getByText("Places with unknown hours are not shown.").waitFor();
    assert.deepEqual(await names(page), ["Round-the-clock room", "Airport road station"]);
  }));

test("open on arrival is judged by how one travels", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page, seen) => {
    await located(page);
    await page.getByRole("radio", { name: "Open on arrival" }).check();
    await asked(page, seen, "/v1/nearest", (query) => query.get("speed_mps") === "1.25");
    await page.getByText(/open when you arrive \(\d\d:\d\d\)/).first().waitFor();
    await page.getByRole("radio", { name: "E-bike" }).check();
    await asked(page, seen, "/v1/nearest", (query) => query.get("speed_mps") === "5.5");
  }));

test("a chosen station tells what is known, and that the rest is not stated", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    const told = page.evaluate(
      () => new Promise((resolve) => addEventListener("select", (event) => event.detail && resolve(event.detail.station.id))),
    );
    await page.getByRole("button", { name: /Riverside house/, expanded: false }).first().click();
    assert.equal(await told, "vague");
    const rest = page.locator(`${finder} .chosen .rest`);
    assert.match(await rest.innerText(), /Opening hours\s+not stated/);
    assert.match(await rest.innerText(), /Not there: Toilets/);
    assert.equal(await page.evaluate(() => document.querySelector("station-finder").focusStation("round")), true);
    assert.equal(await page.evaluate(() => document.querySelector("station-finder").selected.id), "round");
    assert.equal(await page.evaluate(() => document.querySelector("station-finder").focusStation("nowhere")), false);
  }));

test("each map application is given the coordinates that it expects, and the chosen one leads from then on", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    const [lon, lat] = PLACES[0].geometry.coordinates;
    const positions = await (await fetch(`${server.origin}/v1/position?lon=${lon}&lat=${lat}`)).json();
    assert.notDeepEqual(positions.gcj02, positions.wgs84);
    await page.getByRole("button", { name: "Navigate: Round-the-clock room" }).click();
    const link = (name) => page.locator(`${finder} .chosen .ways a`, { hasText: name });
    await link("Amap").waitFor();
    const href = (name) => link(name).getAttribute("href");
    const told = (position) => position.map((degrees) => String(Number(degrees.toFixed(6))));
    assert.ok((await href("Amap")).includes(told(positions.gcj02).join(",")));
    assert.ok((await href("Tencent")).includes(told(positions.gcj02).reverse().join(",")));
    assert.ok((await href("Baidu")).includes(told(positions.bd09).reverse().join(",")));
    assert.ok((await href("Phone's default")).startsWith(`geo:${lat},${lon}`));
    const nearest = await (await fetch(`${server.origin}/v1/nearest?lon=${lon}&lat=${lat}&limit=1&links=true`)).json();
    const { amap, baidu, tencent, apple, google, geo } = nearest.features[0].properties.links;
    const names = ["Amap", "Baidu Maps", "Tencent Maps", "Apple Maps", "Google Maps", "Phone's default app"];
    assert.deepEqual(await Promise.all(names.map(href)), [amap, baidu, tencent, apple, google, geo]);
    for (const anchor of await page.locator(`${finder} .ways a`).all()) {
      assert.equal(await anchor.getAttribute("rel"), "noopener noreferrer");
    }
    await link("Amap").evaluate((anchor) => {
      anchor.addEventListener("click", (event) => event.preventDefault());
      anchor.click();
    });
    await page.evaluate(() => document.querySelector("station-finder").search());
    const first = page.getByRole("link", { name: "Navigate with Amap" }).first();
    assert.match(await first.getAttribute("href"), /^https:\/\/uri\.amap\.com\/navigation\?to=/);
  }));

test("when nothing fits, the reason, the nearest that almost does, and the cure are told", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    await page.evaluate(() => document.querySelector("station-finder").setAttribute("amenities", "toilets"));
    await page.getByRole("radio", { name: "Open now" }).check();
    await page.getByText("Nothing fits. The nearest that almost does is").waitFor();
    assert.match(await page.locator(`${finder} .note`).innerText(), /closed/);
    await page.getByRole("heading", { name: /Market kiosk/ }).waitFor();
    await page.getByRole("button", { name: "Whatever the hours" }).click();
    await page.waitForFunction(() => document.querySelector("station-finder").results.length === 1);
    assert.deepEqual(await names(page), ["Market kiosk"]);
  }));

test("a refused position leads to another place, by coordinates", () =>
  open({ ...PHONE }, async (page) => {
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.getByText("Your position was not shared.").waitFor();
    await page.getByLabel("Longitude").fill("200");
    await page.getByLabel("Latitude").fill("34.75");
    await page.getByRole("button", { name: "Look here" }).click();
    await page.getByText("Longitude is −180 to 180").waitFor();
    await page.getByLabel("Longitude").fill(String(HERE[0]));
    await page.getByRole("button", { name: "Look here" }).click();
    await page.locator(`${finder} .card`).first().waitFor();
    assert.equal((await names(page))[0], "Market kiosk");
    assert.match(await page.locator(`${finder} .status`).innerText(), /Near the chosen place/);
  }));

test("a search by words is offered where the server can, and only there", () =>
  open({ ...PHONE }, async (page) => {
    const json = (body) => ({ status: 200, contentType: "application/json", body: JSON.stringify(body) });
    await page.route("**/v1", (route) => route.fulfill(json({ links: [{ rel: "self", href: "/v1" }] })));
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Elsewhere" }).click();
    await page.getByLabel("Longitude").waitFor();
    assert.equal(await page.getByRole("search").count(), 0);
    await page.unroute("**/v1");
    await page.reload();
    await page.getByRole("button", { name: "Elsewhere" }).click();
    for (const [words, found] of [["round clock", "Round-the-clock room"], ["1 ring road", "Round-the-clock room"], ["hepan", "Riverside house"], ["市场", "Market kiosk"]]) {
      await page.getByLabel("Name, address or district").fill(words);
      await page.getByRole("button", { name: "Search" }).click();
      await page.getByText(`Places named “${words}”`).waitFor();
      await page.locator(`${finder} .card`, { hasText: found }).waitFor();
      assert.deepEqual(await names(page), [found], words);
    }
  }));

test("it speaks Chinese to a Chinese device, and either at a tap", () =>
  open({ ...PHONE, ...at(...HERE), locale: "zh-CN" }, async (page, seen) => {
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "查找我附近" }).click();
    await page.getByText("4 个站点").waitFor();
    await asked(page, seen, "/v1/nearest", (query) => query.get("lang") === "zh");
    assert.equal((await names(page))[1], "全天驿站");
    assert.match((await page.locator(`${finder} .line`).allInnerTexts())[1], /东 180 m.*全天开放.*热水、微波炉、手机充电.*扫码或用应用进入/s);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("4 places").waitFor();
    await page.getByRole("button", { name: "中文" }).waitFor();
  }));

test("it is dark where the device is, or where the page says so", () =>
  open({ ...PHONE, ...at(...HERE), colorScheme: "dark" }, async (page) => {
    await located(page);
    const light = () =>
      page.evaluate(() => {
        const root = document.querySelector("station-finder").shadowRoot.querySelector(".root");
        const [red, green, blue] = getComputedStyle(root).backgroundColor.match(/\d+/g).map(Number);
        return (red + green + blue) / 3;
      });
    assert.ok((await light()) < 40);
    await page.evaluate(() => document.querySelector("station-finder").setAttribute("theme", "light"));
    assert.ok((await light()) > 240);
    await page.emulateMedia({ colorScheme: "light" });
    await page.evaluate(() => document.querySelector("station-finder").setAttribute("theme", "auto"));
    assert.ok((await light()) > 240);
  }));

test("on a phone nothing is wider than the screen and everything is large enough for a thumb", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    await page.locator(`${finder} .title`).first().click();
    await page.locator(`${finder} .ways a`).first().waitFor();
    const found = await page.evaluate(() => {
      const root = document.querySelector("station-finder").shadowRoot;
      const small = [...root.querySelectorAll("button, a, .choice span")].filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width > 0 && (height < 44 || width < 30);
      });
      return { wide: document.documentElement.scrollWidth, small: small.map((one) => one.outerHTML) };
    });
    assert.deepEqual(found, { wide: 360, small: [] });
  }));

test("on a phone the list is a sheet over the map, set by its grip", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    await page.getByRole("button", { name: "Map" }).click();
    await drawn(page);
    const height = () => page.locator(`${finder} .side`).evaluate((side) => Math.round((100 * side.clientHeight) / innerHeight));
    assert.equal(await height(), 55);
    const grip = page.locator(`${finder} .grip`);
    await grip.press("Enter");
    assert.equal(await height(), 92);
    assert.equal(await grip.getAttribute("aria-label"), "Show more of the map");
    await grip.press("Enter");
    assert.equal(await height(), 24);
    const box = await grip.boundingBox();
    await page.mouse.move(180, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(180, 360, { steps: 4 });
    await page.mouse.up();
    assert.equal(await height(), 55);
  }));

test("a pin on the map chooses its station", () =>
  open({ ...DESK, ...at(...PLACES[0].geometry.coordinates) }, async (page) => {
    await located(page);
    await page.evaluate(() => document.querySelector("station-finder").setAttribute("limit", "1"));
    await page.waitForFunction(() => document.querySelector("station-finder").results.length === 1);
    await page.getByRole("button", { name: "Map" }).click();
    await drawn(page);
    // A single station stands in the middle.
    const canvas = await page.locator(`${finder} canvas`).boundingBox();
    await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    await page.waitForFunction(() => document.querySelector("station-finder").selected?.id === "round");
  }));

test("a tap beside the pins looks there", () =>
  open({ ...DESK, ...at(...HERE) }, async (page, seen) => {
    await located(page);
    await page.getByRole("button", { name: "Map" }).click();
    await drawn(page);
    const canvas = await page.locator(`${finder} canvas`).boundingBox();
    await page.mouse.click(canvas.x + canvas.width * 0.2, canvas.y + canvas.height * 0.8);
    const query = await asked(page, seen, "/v1/nearest", (one) => Number(one.get("lon")) !== HERE[0]);
    assert.ok(Math.abs(Number(query.get("lon")) - HERE[0]) < 1);
    await page.getByText("Near the chosen place").waitFor();
    await drawn(page);
  }));

test("a map that is not asked for is not loaded", () =>
  open({ ...DESK, ...at(...HERE) }, async (page, seen) => {
    await located(page);
    assert.deepEqual(seen.requests.map((one) => new URL(one.url()).pathname).filter((path) => /map|worker/.test(path)), []);
  }));

test("without WebGL the list has everything and the map says why it is not there", () =>
  open({ ...DESK, ...at(...HERE) }, async (page) => {
    await without_webgl(page);
    await located(page);
    await page.getByRole("button", { name: "Map" }).click();
    await page.getByText("The map cannot be drawn here. The list has everything.").waitFor();
    assert.equal((await names(page)).length, 4);
    await page.locator(`${finder} .title`).first().click();
    await page.locator(`${finder} .ways a`).first().waitFor();
  }));

test("a service that does not answer is told, and asked again at a tap", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await page.route("**/v1/nearest?*", (route) => route.abort());
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.getByText("The service does not answer.").waitFor();
    await page.unroute("**/v1/nearest?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(`${finder} .card`).first().waitFor();
    assert.equal(await page.getByText("The service does not answer.").count(), 0);
  }));

test("a refusal tells a rider what to do next, and whoever made the page why", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await page.goto(`${server.origin}/find`);
    await page.evaluate(() => {
      const element = document.querySelector("station-finder");
      element.radius = "-5";
      element.addEventListener("error", ({ detail }) => (globalThis.told = detail));
    });
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.getByText("Change the filters, or choose a place here.").waitFor();
    const told = await page.evaluate(() => globalThis.told);
    assert.equal(told.kind, "api");
    assert.match(told.message, /wrong here: radius_m/);
  }));

const REFUSALS = [
  [503, "the data is being loaded", "服务繁忙。请稍后重试。", "The service is busy. Try again in a moment."],
  [429, "too many connections from this address", "服务繁忙。请稍后重试。", "The service is busy. Try again in a moment."],
  [500, "the service failed to answer", "服务无响应。请检查网络后重试。", "The service does not answer. Check the connection and try again."],
  [502, "", "服务无响应。请检查网络后重试。", "The service does not answer. Check the connection and try again."],
  [403, "no", "服务无响应。请检查网络后重试。", "The service does not answer. Check the connection and try again."],
  [404, "no", "服务无响应。请检查网络后重试。", "The service does not answer. Check the connection and try again."],
  [422, "too much", "无法查询。请更改筛选条件或选择其他地点。", "This cannot be answered. Change the filters, or choose a place here."],
  [400, "wrong here", "无法查询。请更改筛选条件或选择其他地点。", "This cannot be answered. Change the filters, or choose a place here."],
  [0, "", "服务无响应。请检查网络后重试。", "The service does not answer. Check the connection and try again."],
];

for (const [locale, column, name, retry] of [
  ["zh-CN", 2, "查找我附近", "重试"],
  ["en-GB", 3, "Find near me", "Try again"],
]) {
  for (const width of [320, 390]) {
    test(`whatever goes wrong is told in the rider's language, ${locale} at ${width} pixels`, () =>
      open({ ...PHONE, viewport: { width, height: 700 }, ...at(...HERE), locale }, async (page) => {
        let refusal = REFUSALS[0];
        await page.route("**/v1/nearest?*", (route) => {
          const [status, detail] = refusal;
          if (status === 0) return route.abort();
          const body = detail ? JSON.stringify({ status, detail }) : "<h1>Bad Gateway</h1>";
          return route.fulfill({ status, headers: { "Retry-After": "0.01" }, contentType: "application/problem+json", body });
        });
        await page.goto(`${server.origin}/find`);
        await page.getByRole("button", { name }).click();
        for (refusal of REFUSALS) {
          await page.evaluate(() => document.querySelector("station-finder").search());
          const alert = page.locator(`${finder} .note [role=alert]`);
          assert.equal(await alert.innerText(), refusal[column], `${refusal[0]}`);
          await page.getByRole("button", { name: retry }).waitFor();
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} pixels at ${refusal[0]}`);
        }
      }));
  }
}

test("all of it is done with a keyboard", () =>
  open({ ...DESK, ...at(...HERE) }, async (page) => {
    await page.goto(`${server.origin}/find`);
    await page.locator(`${finder} .chip`).first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator(`${finder} .card`).first().waitFor();
    const focused = () =>
      page.evaluate(() => {
        const one = document.querySelector("station-finder").shadowRoot.activeElement;
        return one?.className ?? "";
      });
    for (let presses = 0; presses < 60 && (await focused()) !== "title"; presses += 1) await page.keyboard.press("Tab");
    assert.equal(await focused(), "title");
    await page.keyboard.press("Enter");
    await page.locator(`${finder} .chosen .ways a`).first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("station-finder").shadowRoot.activeElement?.closest(".ways"));
  }));

test("a search by words tells what is there in the page's language, and again when the language changes", () =>
  open({ ...PHONE, locale: "zh-CN" }, async (page, seen) => {
    await page.goto(`${server.origin}/find`);
    await page.evaluate(() => document.querySelector("station-finder").search("clock"));
    await page.locator(`${finder} .line`, { hasText: "热水、微波炉、手机充电" }).waitFor();
    await page.getByRole("button", { name: "English" }).click();
    const items = "/v1/collections/stations/items";
    await asked(page, seen, items, (query) => query.get("lang") === "en" && query.get("q") === "clock");
    await page.locator(`${finder} .line`, { hasText: "Hot water, Microwave, Phone charging" }).waitFor();
  }));

test("a position that arrives late does not replace what was searched for meanwhile", () =>
  open({ ...PHONE }, async (page, seen) => {
    await page.addInitScript(() => {
      navigator.geolocation.getCurrentPosition = (found) => (globalThis.found = found);
    });
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.evaluate(() => document.querySelector("station-finder").search("clock"));
    await page.getByText("Places named “clock”").waitFor();
    await page.evaluate(([longitude, latitude]) => globalThis.found({ coords: { longitude, latitude, accuracy: 5 } }), HERE);
    await page.locator(`${finder} .primary:not([aria-busy])`).first().waitFor();
    assert.deepEqual(await names(page), ["Round-the-clock room"]);
    assert.ok(!seen.requests.some((one) => one.url().includes("/nearest")));
  }));

test("filters and the search by words that failed once are asked for again at the next look-up", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    const failing = (url) => /\/v1(\/amenities.*)?$/.test(url.href);
    await page.route(failing, (route) => route.fulfill({ status: 502, body: "" }));
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Elsewhere" }).click();
    await page.getByLabel("Longitude").waitFor();
    assert.equal(await page.locator(`${finder} .chip`).count(), 0);
    assert.equal(await page.getByRole("search").count(), 0);
    await page.unroute(failing);
    await page.getByRole("button", { name: "Find near me" }).click();
    await page.locator(`${finder} .chip`).first().waitFor();
    await page.getByRole("search").waitFor();
  }));

test("what was found stays, dimmed and told to be from before, when the next look-up fails", () =>
  open({ ...DESK, ...at(...HERE) }, async (page) => {
    await located(page);
    await page.getByRole("button", { name: "Map" }).click();
    await drawn(page);
    await page.route("**/v1/nearest?*", (route) => route.abort());
    await page.getByRole("radio", { name: "Open now" }).check();
    await page.getByText(/The list is as it was at \d\d:\d\d\./).waitFor();
    await page.getByText("The service does not answer.").waitFor();
    const filter = () => page.locator(`${finder} .list`).evaluate((list) => getComputedStyle(list).filter);
    assert.equal(await filter(), "grayscale(1)");
    assert.equal((await names(page)).length, 4);
    assert.ok((await page.evaluate(() => document.querySelector("station-finder").drawn)) > 0);
    await page.unroute("**/v1/nearest?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForFunction(() => document.querySelector("station-finder").results.length === 2);
    assert.equal(await filter(), "none");
    assert.equal(await page.getByText("The list is as it was").count(), 0);
  }));

test("a place that is to come from the network says so without one", () =>
  open({ ...PHONE }, async (page) => {
    await page.route("**/elsewhere-*.js", (route) => route.abort());
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "Elsewhere" }).click();
    await page.getByRole("alert").getByText("The service does not answer.").waitFor();
  }));

test("a place without a name and of no kind is unnamed", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await page.route("**/v1/nearest?*", async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      Object.assign(json.features[0].properties, { name: undefined, "name:zh": undefined, kind: "other" });
      await route.fulfill({ response, json });
    });
    await located(page);
    assert.equal((await names(page))[0], "Unnamed place");
  }));

const focused = (page) => page.evaluate(() => document.querySelector("station-finder").shadowRoot.activeElement?.className);
const shown_again = (page, hidden = false) =>
  page.evaluate((away) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => away });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);

test("who comes back after a while is located again, if that may be, and else told of when the position is", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page, seen) => {
    // The browser keeps a position for a while by its own clock.
    await page.addInitScript(([longitude, latitude]) => {
      globalThis.here = { longitude, latitude, accuracy: 12 };
      navigator.geolocation.getCurrentPosition = (found) => found({ coords: globalThis.here });
    }, HERE);
    await page.clock.install();
    await located(page);
    await page.getByText("Near you (± 12 m)").waitFor();
    await page.evaluate(() => (globalThis.here = { longitude: 113.7, latitude: 34.8, accuracy: 30 }));
    await page.clock.fastForward("10:00");
    await shown_again(page);
    await asked(page, seen, "/v1/nearest", (query) => query.get("lon") === "113.7");
    await page.getByText("Near you (± 30 m)").waitFor();
    await page.context().clearPermissions();
    await page.clock.fastForward("10:00");
    await shown_again(page);
    await page.getByText(/Near where you were at \d\d:\d\d/).waitFor();
    assert.equal(await page.getByText("Your position was not shared.").count(), 0);
  }));

test("a page that stays in sight looks again once a state that it shows changes, and not while it is hidden", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    let looks = 0;
    let now = 0;
    await page.route("**/v1/nearest?*", async (route) => {
      looks += 1;
      const response = await route.fetch();
      const json = await response.json();
      json.features[0].properties.open = { state: "open", closes_at: new Date(now + 5 * 60_000).toISOString().replace("Z", "+00:00") };
      await route.fulfill({ response, json });
    });
    await page.clock.install();
    now = await page.evaluate(() => Date.now());
    await located(page);
    await page.locator(`${finder} .list:not([aria-busy])`).waitFor();
    await page.clock.fastForward("04:00");
    assert.equal(looks, 1);
    const again = page.waitForResponse("**/v1/nearest?*");
    now += 5 * 60_000;
    await page.clock.fastForward("01:10");
    await again;
    await page.locator(`${finder} .list:not([aria-busy])`).waitFor();
    assert.equal(looks, 2);
    await shown_again(page, true);
    await page.clock.fastForward("20:00");
    assert.equal(looks, 2);
    const back = page.waitForResponse("**/v1/nearest?*");
    await shown_again(page);
    await back;
  }));

test("a search by words whose places are hidden by filters says so, and offers to drop them", () =>
  open({ ...PHONE }, async (page) => {
    await page.goto(`${server.origin}/find`);
    await page.locator(`${finder} [data-amenity=toilets]`).click();
    await page.getByRole("radio", { name: "Open now" }).check();
    await page.evaluate(() => document.querySelector("station-finder").search("kiosk"));
    await page.getByText("Places named “kiosk”").waitFor();
    await page.getByText("Nothing fits. 1 place is hidden by filters.").waitFor();
    await page.getByRole("button", { name: "Without “Toilets”" }).waitFor();
    await page.getByRole("button", { name: "Whatever the hours" }).click();
    await page.locator(`${finder} .card`).waitFor();
    assert.deepEqual(await names(page), ["Market kiosk"]);
    await page.evaluate(() => document.querySelector("station-finder").search("nowhere at all"));
    await page.getByText("No place of that name is known.").waitFor();
    assert.equal(await page.locator(`${finder} .cures .button`).count(), 0);
  }));

test("a busy service is asked once more, and then said to be busy in the page's language", () =>
  open({ ...PHONE, ...at(...HERE), locale: "zh-CN" }, async (page) => {
    let looks = 0;
    let busy = 1;
    await page.route("**/v1/nearest?*", (route) => {
      looks += 1;
      if (looks > busy) return route.continue();
      return route.fulfill({ status: 503, headers: { "Retry-After": "1" }, contentType: "application/problem+json", body: '{"detail":"busy"}' });
    });
    await page.goto(`${server.origin}/find`);
    await page.getByRole("button", { name: "查找我附近" }).click();
    await page.locator(`${finder} .card`).first().waitFor();
    assert.equal(looks, 2);
    busy = Infinity;
    await page.evaluate(() => void document.querySelector("station-finder").search());
    await page.getByText("服务繁忙。请稍后重试。").waitFor();
    assert.equal(looks, 4);
  }));

test("the focus stays with the results when the button that was pressed goes", () =>
  open({ ...DESK, ...at(...HERE) }, async (page) => {
    await located(page);
    await page.evaluate(() => document.querySelector("station-finder").setAttribute("amenities", "toilets,seating"));
    await page.locator(`${finder} .cures .button`).first().press("Enter");
    await page.locator(`${finder} .status:focus`).waitFor();
    await page.route("**/v1/nearest?*", (route) => route.abort());
    await page.evaluate(() => void document.querySelector("station-finder").search());
    await page.getByRole("button", { name: "Try again" }).press("Enter");
    await page.locator(`${finder} .list:not([aria-busy])`).waitFor();
    assert.match(await focused(page), /button/);
    await page.unroute("**/v1/nearest?*");
    await page.getByRole("button", { name: "Try again" }).press("Enter");
    await page.locator(`${finder} .status:focus`).waitFor();
  }));

test("a position is converted only for who wants to go there, and what needs no conversion is there without a network", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page, seen) => {
    await page.addInitScript(() => localStorage.setItem("waystation-map-app", "amap"));
    await located(page);
    const first = page.getByRole("link", { name: "Navigate with Amap" }).first();
    assert.match(await first.getAttribute("href"), /^https:\/\/uri\.amap\.com\/navigation\?to=/);
    assert.ok(!seen.requests.some((one) => one.url().includes("/v1/position")));
    await page.route("**/v1/position?*", (route) => route.abort());
    await page.locator(`${finder} .title`).first().click();
    await page.getByText("Other links cannot be made").waitFor();
    assert.deepEqual(await page.locator(`${finder} .chosen .ways a`).allInnerTexts(), ["Phone's default app"]);
    await page.unroute("**/v1/position?*");
    await page.locator(`${finder} .chosen .ways`).getByRole("button", { name: "Try again" }).click();
    await page.locator(`${finder} .chosen .ways a`).nth(5).waitFor();
  }));

test("where every map has the same coordinates none is converted", () =>
  open(PHONE, async (page, seen) => {
    await page.route("**/v1/nearest?*", async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      json.features[0].geometry.coordinates = [13.4, 52.5];
      await route.fulfill({ response, json });
    });
    await page.goto(`${server.origin}/find`);
    await page.evaluate(() => void document.querySelector("station-finder").search({ lon: 13.4, lat: 52.5 }));
    await page.locator(`${finder} .title`).first().click();
    const href = page.locator(`${finder} .chosen .ways a`, { hasText: "Baidu" });
    assert.match(await href.getAttribute("href"), /location=52\.5,13\.4&/);
    assert.ok(!seen.requests.some((one) => one.url().includes("/v1/position")));
  }));

test("in a narrow place words stay whole, and what is needed is in sight", () =>
  open({ ...DESK, ...at(...HERE) }, async (page) => {
    await page.goto(`${server.origin}/embed`);
    await page.evaluate(
      ([lon, lat]) => {
        const one = document.querySelector("station-finder");
        one.style.width = "178px";
        one.setAttribute("amenities", "seating");
        one.setAttribute("center", `${lon},${lat - 0.02}`);
      },
      HERE,
    );
    await page.locator(`${finder} .chip[aria-pressed=true]`).waitFor();
    await page.waitForFunction(() => document.querySelector("station-finder").results.length === 1);
    await page.evaluate(() => document.querySelector("station-finder").setAttribute("amenities", "toilets"));
    await page.getByText("Market kiosk").first().waitFor();
    const found = await page.evaluate(() => {
      const root = document.querySelector("station-finder").shadowRoot;
      const chips = root.querySelector(".chips").getBoundingClientRect();
      const chip = root.querySelector(".chip[aria-pressed=true]").getBoundingClientRect();
      const line = root.querySelector(".line");
      const state = line.querySelector(".state");
      const word = document.createRange();
      word.selectNodeContents(state);
      return {
        // A word that is broken has a box on each of two lines.
        boxes: state.textContent === "closed" ? word.getClientRects().length : 0,
        cut: line.scrollWidth - line.clientWidth,
        middle: chip.left < chips.right && chip.right > chips.left,
      };
    });
    assert.deepEqual(found, { boxes: 1, cut: 0, middle: true });
  }));

test("a map without a position shows where the data is, and names its buttons in the page's language", () =>
  open({ ...DESK, locale: "zh-CN" }, async (page) => {
    await page.goto(`${server.origin}/find`);
    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
    const extent = page.waitForResponse("**/v1/collections/stations");
    await page.getByRole("button", { name: "地图" }).click();
    await (await extent).finished();
    await page.getByRole("button", { name: "放大" }).waitFor();
    assert.equal(await page.getByRole("region", { name: "地图", exact: true }).count(), 1);
    const query = page.waitForRequest("**/v1/nearest?*");
    // What was asked before this is answered has been taken in by then.
    await page.evaluate(async () => {
      await (await fetch("/v1/collections/stations")).json();
      await new Promise(requestAnimationFrame);
    });
    const canvas = await page.locator(`${finder} canvas`).boundingBox();
    await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
    const { searchParams } = new URL((await query).url());
    assert.ok(Math.abs(Number(searchParams.get("lon")) - 113.68) < 0.05, String(searchParams));
    assert.ok(Math.abs(Number(searchParams.get("lat")) - 34.77) < 0.05, String(searchParams));
  }));

test("on a phone the card of a tapped pin is seen below the sheet's grip", () =>
  open({ ...PHONE, ...at(...HERE) }, async (page) => {
    await located(page);
    await page.getByRole("button", { name: "Map" }).click();
    await drawn(page);
    await page.locator(`${finder} .side`).evaluate((side) => side.scrollTo(0, side.scrollHeight));
    await page.evaluate(() => document.querySelector("station-finder").focusStation("shut"));
    const [grip, card] = await Promise.all([".grip", ".chosen"].map((part) => page.locator(`${finder} ${part}`).boundingBox()));
    assert.ok(card.y >= grip.y + grip.height, `${card.y} below ${grip.y + grip.height}`);
  }));
