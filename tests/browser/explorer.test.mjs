// Can a planner see who is left out? Regions, a drawn area, hours, gaps, what-if, new sites, files, and an address for all.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { DESK, PHONE, accessible, drawn_area, without_webgl } from "./browser.mjs";
import { body_of, coverage, exploring } from "./explorer.mjs";

const { open, served, shown } = exploring();
const share = async (page) => Number.parseFloat(await page.locator(".share strong").innerText());

test("the first sight is the service's own example, drawn and told in figures", () =>
  open(DESK, async (page) => {
    await shown(page, "");
    await page.locator(".place", { hasText: "Berlin" }).waitFor();
    for (const layer of ["gaps", "covered", "stations"]) await drawn_area(page, layer);
    assert.match(await page.locator(".left").innerText(), /[\d,]+ people have no station within 1 km/);
    assert.match(page.url(), /#.*region=de-be/);
  }));

test("the gravest gap comes first, and a click flies there", () =>
  open(DESK, async (page) => {
    await shown(page);
    const gaps = page.locator(".gaps .gap");
    await gaps.first().waitFor();
    const people = (await gaps.allInnerTexts()).map((text) => Number(/([\d,]+) people/.exec(text)[1].replaceAll(",", "")));
    assert.deepEqual(people, people.toSorted((one, other) => other - one));
    await drawn_area(page, "gaps");
    const before_flight = page.url();
    await gaps.nth(1).click();
    await page.waitForURL((url) => url.href !== before_flight);
  }));

test("a region that is not there is told with those that are, and another is shown", () =>
  open(DESK, async (page) => {
    await shown(page);
    const region = page.getByLabel("Region, by name or id");
    await region.fill("de-xx");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText(/there is no region "de-xx"/).waitFor();
    await region.fill("de-hh");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.locator(".place", { hasText: "Hamburg" }).waitFor();
    await drawn_area(page, "gaps");
  }));

test("the regions of the data are offered by id and name", () =>
  open(DESK, async (page) => {
    await shown(page);
    await page.locator("#regions option[value=de-be]").waitFor({ state: "attached" });
    assert.equal(await page.locator("#regions option[value=de-be]").textContent(), "Berlin");
    assert.ok((await page.locator("#regions option").count()) >= 16);
  }));

test("an area is drawn corner by corner, asked as a polygon, and stands in the address", () =>
  open(DESK, async (page) => {
    await shown(page);
    await drawn_area(page, "covered");
    await page.getByRole("button", { name: "Draw on the map" }).click();
    const box = await page.locator("canvas").boundingBox();
    const corner = (x, y) => page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    const question = page.waitForRequest((request) => coverage(request) && request.method() === "POST");
    const answer = page.waitForResponse((response) => coverage(response.request()) && response.request().method() === "POST");
    await corner(0.4, 0.55);
    await corner(0.6, 0.55);
    await corner(0.6, 0.75);
    await drawn_area(page, "pen", 3);
    await page.getByRole("button", { name: "Finish" }).click();
    const asked = body_of(await question);
    assert.equal(asked.region.type, "Polygon");
    const ring = asked.region.coordinates[0];
    assert.equal(ring.length, 4);
    assert.deepEqual(ring[0], ring[3]);
    assert.equal((await answer).status(), 200);
    await drawn_area(page, "outline");
    assert.match(page.url(), /area=[\d.,;-]+/);
    assert.doesNotMatch(page.url(), /region=/);
  }));

test("without a pointer the area is what the map shows", () =>
  open(DESK, async (page) => {
    await shown(page);
    await drawn_area(page, "covered");
    const question = page.waitForRequest((request) => coverage(request) && request.method() === "POST");
    await page.getByRole("button", { name: "What the map shows" }).press("Enter");
    assert.equal(body_of(await question).region.coordinates[0].length, 5);
  }));

test("a smaller reach and two stations cover less", () =>
  open(DESK, async (page) => {
    await shown(page);
    const wide = await share(page);
    await page.getByRole("button", { name: "500 m" }).click();
    await page.waitForFunction((was) => Number.parseFloat(document.querySelector(".share strong").textContent) < was, wide);
    assert.match(page.url(), /radius_m=500/);
    const near = await share(page);
    await page.getByRole("button", { name: "Two within 1 km" }).click();
    await page.waitForURL(/min_stations=2/);
    assert.ok(near < wide);
  }));

test("stations that must be open at an hour cover less, and the hour stands in the question", () =>
  open({ ...DESK, timezoneId: "Europe/Berlin" }, async (page) => {
    await shown(page);
    const always = await share(page);
    await page.getByLabel("Must have").selectOption("information");
    await page.waitForURL(/amenity=information/);
    const question = page.waitForRequest((request) => coverage(request) && request.url().includes("T03"));
    await page.getByLabel("Only those open at an hour").check();
    await page.getByLabel("Open at", { exact: true }).fill("3");
    const open_at = new URL((await question).url()).searchParams.get("open");
    assert.match(open_at, /^\d{4}-\d\d-\d\dT03:00:00\+0[12]:00$/);
    await page.waitForFunction((was) => Number.parseFloat(document.querySelector(".share strong").textContent) < was, always);
    await page.getByRole("button", { name: "Work out all 24 hours" }).click();
    await page.locator("svg.curve polyline").waitFor();
    assert.equal((await page.locator("svg.curve polyline").getAttribute("points")).split(" ").length, 24);
  }));

test("a station added by a click on the map is an answer before and after", () =>
  open(DESK, async (page) => {
    await shown(page);
    await drawn_area(page, "gaps");
    await page.getByRole("button", { name: "Add by clicking the map" }).click();
    const box = await page.locator("canvas").boundingBox();
    const question = page.waitForRequest((request) => coverage(request) && request.method() === "POST");
    await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.6);
    const asked = body_of(await question);
    assert.equal(asked.region, "de-hb");
    assert.equal(asked.scenario.add.length, 1);
    await page.locator(".gained").waitFor();
    await drawn_area(page, "added");
    assert.match(page.url(), /add=[\d.]+,[\d.]+/);
    await page.getByRole("button", { name: "Remove new station 1" }).click();
    await page.locator(".gained").waitFor({ state: "detached" });
  }));

test("a station can be added where the gravest gap is, and fewer are left out", () =>
  open(DESK, async (page) => {
    await shown(page);
    const answer = await (await fetch(`${served.bundled.origin}/v1/coverage/gaps?region=de-hb&radius_m=2000&limit=1`)).json();
    const { lon, lat } = answer.features[0].properties.farthest;
    await page.getByLabel("Longitude").fill(String(lon));
    await page.getByLabel("Latitude").fill(String(lat));
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.locator(".gained").waitFor();
    assert.match(await page.locator(".gained").innerText(), /[\d,]+ people more in reach/);
  }));

test("the map draws every station that counts, from tiles that follow the question", () =>
  open(DESK, async (page) => {
    const tile = (response) => /^\/v1\/tiles\/stations\/\d+\/\d+\/\d+$/.test(new URL(response.url()).pathname);
    const first = page.waitForResponse(tile);
    await shown(page, "#region=de-be&radius_m=2000&amenity=toilets");
    const asked = async (response) => {
      const { status, url } = await response.then((known) => ({ status: known.status(), url: new URL(known.url()) }));
      assert.ok([200, 204].includes(status), `${status}: ${url}`);
      assert.equal(url.searchParams.get("amenity"), "toilets");
      return url.searchParams.get("open");
    };
    assert.equal(await asked(first), null);
    await drawn_area(page, "stations");
    const later = page.waitForResponse((response) => tile(response) && response.url().includes("open="));
    await page.getByLabel("Only those open at an hour").check();
    assert.match(await asked(later), /^\d{4}-\d{2}-\d{2}T12:00:00/);
  }));

test("new sites are placed one by one with a curve, and can be tried as stations", () =>
  open(DESK, async (page) => {
    let asked;
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/v1/siting")) asked = body_of(request);
    });
    await shown(page, "#region=de-sl&radius_m=2000");
    await page.getByLabel("New stations").fill("3");
    await page.getByRole("button", { name: "Place them" }).click();
    const section = page.getByRole("region", { name: "Where should the next ones go?" });
    await section.locator("svg.curve").waitFor();
    assert.deepEqual([asked.region, asked.problem, asked.sites, asked.radius_m], ["de-sl", "mclp", 3, 2000]);
    assert.equal(await section.locator(".gaps li").count(), 3);
    await drawn_area(page, "sites", 3);
    await section.getByRole("button", { name: "Try them as stations" }).click();
    await page.locator(".gained").waitFor();
    assert.equal(await page.locator(".added li").count(), 3);
  }));

test("the next sites stand beside the stations that are tried, which stay when these are tried too", () =>
  open(DESK, async (page) => {
    const asked = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/v1/siting")) asked.push(body_of(request));
    });
    const section = page.getByRole("region", { name: "Where should the next ones go?" });
    const place = async () => {
      const answer = page.waitForResponse((response) => response.url().endsWith("/v1/siting") && response.request().method() === "POST");
      await page.getByRole("button", { name: "Place them" }).click();
      await section.getByRole("button", { name: "Try them as stations" }).waitFor();
      return (await answer).json();
    };
    await shown(page, "#region=de-hb&radius_m=1000&sites=1");
    const first = await place();
    await section.getByRole("button", { name: "Try them as stations" }).click();
    await page.locator(".gained").waitFor();
    const second = await place();
    const at = (station) => [station.lon, station.lat];
    assert.deepEqual(asked[0].scenario, undefined);
    assert.deepEqual(asked[1].scenario.add.map(at), first.sites.map(at));
    // What was tried is there already.
    assert.equal(second.before.demand.covered, first.after.demand.covered);
    assert.ok(second.after.demand.covered > first.after.demand.covered);
    for (const site of second.sites) assert.ok(!first.sites.some((other) => at(other).join() === at(site).join()));
    await section.getByRole("button", { name: "Try them as stations" }).click();
    await page.locator(".added li").nth(1).waitFor();
    assert.equal(await page.locator(".added li").count(), 2);
  }));

test("where two stations are to be in reach sites are placed for two, and told to work together", () =>
  open(DESK, async (page) => {
    let asked;
    page.on("request", (request) => {
      if (request.method() === "POST" && request.url().endsWith("/v1/siting")) asked = body_of(request);
    });
    await shown(page, "#region=de-hb&radius_m=2000&min_stations=2&sites=2");
    const answer = page.waitForResponse((response) => response.url().endsWith("/v1/siting") && response.request().method() === "POST");
    await page.getByRole("button", { name: "Place them" }).click();
    const section = page.getByRole("region", { name: "Where should the next ones go?" });
    await section.getByText("a site may gain nothing before the next one").waitFor();
    const found = await (await answer).json();
    assert.equal(asked.min_stations, 2);
    assert.ok(found.after.demand.covered > found.before.demand.covered);
    await section.getByRole("button", { name: "Try them as stations" }).click();
    await page.locator(".gained").waitFor();
    assert.equal(await page.locator(".added li").count(), 2);
  }));

test("where everyone is in reach no site is advised, and that is told", () =>
  open(DESK, async (page) => {
    await shown(page, "#region=de-hb&radius_m=2000&sites=4");
    const answer = page.waitForResponse((response) => response.url().endsWith("/v1/siting") && response.request().method() === "POST");
    await page.getByRole("button", { name: "Place them" }).click();
    const section = page.getByRole("region", { name: "Where should the next ones go?" });
    await section.getByText("Everyone is in reach already").waitFor();
    // The answer has as many as were asked for, and says that they gain nothing.
    const found = await (await answer).json();
    assert.deepEqual(found.sites.map((site) => site.gain), [0, 0, 0, 0]);
    assert.equal(await section.locator(".gaps li, svg.curve").count(), 0);
    assert.equal(await section.getByRole("button", { name: "Try them as stations" }).count(), 0);
  }));

test("of the sites that were asked for only those that gain are advised", () =>
  open(DESK, async (page) => {
    // Two of the sites that the service found gain nothing.
    await page.route("**/v1/siting", async (route) => {
      if (route.request().method() !== "POST") return route.continue();
      const found = await (await route.fetch()).json();
      const { objective } = found;
      const idle = (place) => ({ lon: 8.8, lat: 53.1 + place / 100, gain: 0, objective_after: objective });
      await route.fulfill({ json: { ...found, sites: [...found.sites, idle(1), idle(2)] } });
    });
    await shown(page, "#region=de-hb&radius_m=1000&sites=2");
    await page.getByRole("button", { name: "Place them" }).click();
    const section = page.getByRole("region", { name: "Where should the next ones go?" });
    await section.getByText("2 more would bring nobody else into reach").waitFor();
    assert.equal(await section.locator(".gaps li").count(), 2);
    await drawn_area(page, "sites", 2);
    await section.getByRole("button", { name: "Try them as stations" }).click();
    await page.locator(".gained").waitFor();
    assert.equal(await page.locator(".added li").count(), 2);
  }));

test("where the server places no sites it is not offered", () =>
  open(DESK, async (page) => {
    await page.route("**/v1/siting", (route) => route.fulfill({ status: 404, contentType: "application/json", body: "{}" }));
    const probed = page.waitForResponse((response) => response.url().endsWith("/v1/siting"));
    await shown(page);
    await probed;
    assert.equal(await page.getByText("Where should the next ones go?").count(), 0);
  }));

test("the whole view is in the address", () =>
  open(DESK, async (page) => {
    const address = "#lang=zh&region=de-hb&radius_m=2000&amenity=information&hour=22&add=8.8,53.1&map=8.8,53.1,10.5";
    await shown(page, address);
    await drawn_area(page, "added");
    const [first, figures] = [page.url(), await page.locator(".told").innerText()];
    await page.reload();
    await page.locator(".share").waitFor();
    assert.equal(page.url(), first);
    assert.equal(await page.locator(".told").innerText(), figures);
    assert.equal(await page.getByLabel("服务半径(米)").inputValue(), "2000");
    assert.equal(await page.getByLabel("开放时刻").inputValue(), "22");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Yardstick" }).waitFor();
    assert.match(page.url(), /lang=en/);
  }));

test("gaps, cells and pictures are taken along as files", () =>
  open(DESK, async (page) => {
    await shown(page);
    const beginnings = {
      GeoJSON: /^\{"type":"FeatureCollection"/,
      FlatGeobuf: /^fgb/,
      CSV: /^cell,distance_m/,
      SVG: /^<svg .*Bremen.*<path/s,
      PNG: /^\x89PNG/,
    };
    for (const [name, beginning] of Object.entries(beginnings)) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name, exact: true }).click()]);
      const content = readFileSync(await download.path()).toString("latin1");
      assert.match(content, beginning, name);
      assert.ok(content.length > 1000, name);
      assert.match(download.suggestedFilename(), /^de-hb[\w.-]*\.(geojson|fgb|csv|svg|png)$/);
    }
  }));

test("without WebGL all but the map is there", () =>
  open(DESK, async (page) => {
    await without_webgl(page);
    await shown(page);
    await page.getByText("The map cannot be drawn on this device.").waitFor();
    assert.ok((await share(page)) > 0);
    assert.equal(await page.getByRole("button", { name: "Draw on the map" }).isDisabled(), true);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "PNG" }).click()]);
    assert.match(download.suggestedFilename(), /\.png$/);
  }));

test("a service that does not answer is told, and asked again at a tap", () =>
  open(DESK, async (page) => {
    await page.route("**/v1/coverage?*", (route) => route.abort());
    await page.goto(`${served.bundled.origin}/#region=de-hb`);
    await page.getByText("The service does not answer.").waitFor();
    await page.unroute("**/v1/coverage?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".share").waitFor();
  }));

test("on a phone nothing is wider than the screen", () =>
  open(PHONE, async (page) => {
    await shown(page);
    await drawn_area(page, "gaps");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  }));

test("where no station counts the gaps are at no distance from one", () =>
  open(DESK, async (page) => {
    await shown(page, "#region=de-hb&radius_m=2000&hour=12");
    await page.locator(".gaps .gap", { hasText: "no station at all" }).first().waitFor();
    assert.equal(await page.getByText("up to 0 m away").count(), 0);
  }));

test("sites that come late are not drawn for another question", () =>
  open(DESK, async (page) => {
    await shown(page);
    let asked;
    const came = new Promise((resolve) => (asked = resolve));
    await page.route("**/v1/siting", (route) => (route.request().method() === "POST" ? asked(route) : route.continue()));
    await page.getByRole("button", { name: "Place them" }).click();
    const route = await came;
    const answer = await route.fetch();
    await page.getByRole("button", { name: "500 m" }).click();
    await page.waitForFunction(() => !document.querySelector(".answers").hasAttribute("aria-busy"));
    // A page that has given the question up takes no answer to it.
    await route.fulfill({ response: answer }).catch(() => undefined);
    await page.evaluate(() => fetch("/v1").then((landing) => landing.text()));
    await drawn_area(page, "gaps");
    assert.equal(await page.evaluate(() => document.querySelector(".canvas").drawn("sites")), 0);
    assert.equal(await page.getByRole("region", { name: "Where should the next ones go?" }).locator(".gaps").count(), 0);
  }));

test("sites and hours that nobody answers for say so, with no reason that is not there", () =>
  open(DESK, async (page) => {
    await shown(page);
    await page.getByRole("button", { name: "Place them" }).waitFor();
    await page.route(/\/v1\/(siting|coverage)/, (route) => route.abort());
    await page.getByRole("button", { name: "Place them" }).click();
    await page.getByRole("alert").filter({ hasText: "The service does not answer." }).waitFor();
    await page.getByRole("button", { name: "Work out all 24 hours" }).click();
    await page.getByRole("region", { name: "Round the clock" }).getByText("The service does not answer.").waitFor();
    assert.equal(await page.getByText("The service refused").count(), 0);
  }));

test("after a question without an answer the old map and gaps are told to be of the one before", () =>
  open(DESK, async (page) => {
    await shown(page);
    await page.locator(".gaps .gap").first().waitFor();
    await page.route("**/v1/coverage?*", (route) => route.abort());
    await page.getByRole("button", { name: "500 m" }).click();
    await page.getByText("The map and the gaps below are of the question before.").waitFor();
    assert.equal(await page.locator(".stale").count(), 2);
    await accessible(page, "with an old answer");
    await page.unroute("**/v1/coverage?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".share").waitFor();
    assert.equal(await page.locator(".stale").count(), 0);
  }));

test("a reach is any whole number of metres", () =>
  open(DESK, async (page) => {
    await shown(page);
    const reach = page.getByLabel("Reach in metres");
    await reach.fill("1234");
    await reach.press("Tab");
    await page.waitForURL(/radius_m=1234/);
    await page.locator(".left", { hasText: "within 1.2 km" }).waitFor();
  }));

test("what an address asks for is shown as it counts, though it is not on offer", () =>
  open(DESK, async (page) => {
    const chosen = (name) => page.locator(`select[name=${name}] option:checked`);
    await shown(page, "#region=de-hb&radius_m=2000&amenity=toilets,wifi&resolution=5");
    await chosen("amenity").filter({ hasText: "Toilets + Wi-Fi" }).waitFor({ state: "attached" });
    assert.equal(await chosen("resolution").innerText(), "9.9 km");
    await page.goto("about:blank");
    await shown(page, "#region=de-hb&radius_m=2000&amenity=base_kit&resolution=11");
    assert.match(await chosen("amenity").innerText(), /^Base kit/);
    assert.equal(await chosen("resolution").innerText(), "29 m");
    assert.equal(await page.getByLabel("Must have").inputValue(), "base_kit");
    await page.getByLabel("Must have").selectOption("");
    await page.waitForURL((url) => !url.hash.includes("amenity"));
  }));

test("at an hour it is told how many stations count as open, and how many tell no hours, on the page and the picture", () =>
  open({ ...DESK, timezoneId: "Europe/Berlin" }, async (page) => {
    await shown(page, "#region=de-hb&radius_m=2000&hour=12&day=2026-11-27&amenity=toilets");
    const told = page.locator(".open-of");
    await told.waitFor();
    const sentence = await told.innerText();
    const [open_then, all, unknown] = [/, ([\d,]+) of the/, /of the ([\d,]+) stations/, /; ([\d,]+) are left out because their hours are unknown/].map(
      (figure) => Number(figure.exec(sentence)[1].replaceAll(",", "")),
    );
    assert.ok(unknown > 100 && open_then + unknown <= all, sentence);
    assert.match(sentence, /^At 12 o'clock \(2026-11-27\)/);
    await page.getByText("Stations counted, in the whole data").waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "SVG" }).click()]);
    const picture = readFileSync(await download.path(), "utf8").replaceAll(/<\/text><text[^>]*>/g, "").replaceAll("&#39;", "'");
    for (const line of ["12 o'clock (2026-11-27)", "hours are unknown", "Must have: Toilets", "Reach in metres: 2000", "Deutsche Bahn (StaDa), CC BY 4.0"]) {
      assert.ok(picture.includes(line), line);
    }
    assert.match(picture, /waystation · \d{4}-\d\d-\d\d · /);
    await page.getByRole("button", { name: "中文" }).click();
    await told.filter({ hasText: "个因开放时间未知而未计入" }).waitFor();
  }));

test("where the data has no people a site brings land into reach, in square kilometres", () =>
  open(DESK, async (page) => {
    await page.goto(`${served.own.origin}/#area=113.6,34.72;113.7,34.72;113.7,34.8;113.6,34.8&sites=2`);
    await page.locator(".share").waitFor();
    await page.getByRole("button", { name: "Place them" }).click();
    const section = page.getByRole("region", { name: "Where should the next ones go?" });
    await section.locator("svg.curve").waitFor();
    for (const gain of await section.locator(".gaps span").allInnerTexts()) {
      const [, area] = /^\+ ([\d.]+) km²$/.exec(gain) ?? [];
      // A circle of a kilometre has 3.14 km².
      assert.ok(area > 0.1 && area < 3.6, gain);
    }
  }));

test("the legend names all that is drawn, in its colours", () =>
  open(DESK, async (page) => {
    await shown(page);
    const marks = page.locator(".legend span");
    assert.deepEqual((await marks.allInnerTexts()).slice(1), [
      "out of reach, nobody there",
      "few left out",
      "many left out",
      "most left out",
      "station",
      "added",
      "suggested",
    ]);
    const colours = await page.locator(".legend i").evaluateAll((all) => all.map((mark) => getComputedStyle(mark).backgroundColor));
    assert.equal(new Set(colours).size, colours.length);
  }));

test("a picture of a high and narrow region is whole, and nothing is written over it", () =>
  open(DESK, async (page) => {
    await shown(page);
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "SVG" }).click()]);
    const picture = readFileSync(await download.path(), "utf8");
    const heights = [...picture.matchAll(/ d="([^"]+)"/g)].flatMap(([, path]) => [...path.matchAll(/[ML][\d.-]+ ([\d.-]+)/g)].map(([, y]) => Number(y)));
    const written = [...picture.matchAll(/<text [^>]*\by="(\d+)"/g)].map(([, y]) => Number(y));
    const [highest, lowest] = heights.reduce(([least, most], y) => [Math.min(least, y), Math.max(most, y)], [Infinity, -Infinity]);
    assert.ok(highest > 0 && lowest > highest);
    // Letters stand on their line, and are lower than it is from the next.
    assert.ok(written.every((y) => y < highest || y - 15 > lowest), `${written} and ${highest} to ${lowest}`);
    const [, height] = /viewBox="0 0 1200 (\d+)"/.exec(picture);
    assert.ok(Math.max(...written) < height);
  }));
