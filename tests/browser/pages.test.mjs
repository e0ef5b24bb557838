// Each template in a real browser: accessible, fits a phone, asks nothing of others, needs no script.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { contents, launch, serve, templates } from "./site.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await launch(); });
after(async () => { await browser.close(); site.close(); });

const LOOKS = [];
for (const colorScheme of ["light", "dark"]) for (const width of [1280, 320]) LOOKS.push({ colorScheme, width });

for (const { colorScheme, width } of LOOKS) {
  test(`axe finds nothing, ${colorScheme}, ${width} px`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const faults = [];
    for (const [name, address] of await templates()) {
      assert.ok(address, `no page for the template ${name}`);
      await page.goto(site.address + address);
      const { violations } = await new AxeBuilder({ page }).analyze();
      for (const violation of violations)
        faults.push(`${name} ${address}: ${violation.id} at ${violation.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
    }
    await context.close();
    assert.deepEqual(faults, []);
  });
}

test("nothing scrolls sideways at 320 px but tables", async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  const wide = [];
  for (const address of await contents()) {
    await page.goto(site.address + address);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    if (width > 320) wide.push(`${address} is ${width} px wide`);
  }
  assert.deepEqual(wide, []);
  await context.close();
});

test("no request leaves the site, no cookie, no error", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const others = [], errors = [];
  page.on("request", (request) => { if (!request.url().startsWith(site.address)) others.push(request.url()); });
  page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
  page.on("pageerror", (error) => errors.push(String(error)));
  for (const [, address] of await templates()) await page.goto(site.address + address, { waitUntil: "load" });
  assert.deepEqual(others, []);
  assert.deepEqual(errors.filter((text) => !text.includes("404")), []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test("the keyboard reaches the content first", async () => {
  const page = await browser.newPage();
  await page.goto(site.address + "/");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Contenu");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "contenu");
  await page.close();
});

test("without script every page has its content", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const [name, address] of await templates()) {
    await page.goto(site.address + address);
    assert.equal(await page.locator("h1").count(), 1, `${name} ${address}`);
  }
  await page.goto(site.address + "/recherche/");
  assert.ok(await page.locator("#resultats li").count() > 40);
  await context.close();
});

test("spaced-out text keeps its content", async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
  await page.goto(site.address + "/territoires/region/28/");
  await page.addStyleTag({ content: "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }" });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
  await page.close();
});

test("a label of a drawing is at least 12 px high", async () => {
  const page = await browser.newPage({ viewport: { width: 320, height: 800 } });
  await page.goto(site.address + "/territoires/region/28/");
  const sizes = await page.$$eval(".dessin svg text", (texts) => texts.filter((text) => text.getBoundingClientRect().width)
    .map((text) => parseFloat(getComputedStyle(text).fontSize)));
  assert.ok(sizes.length > 5);
  assert.ok(Math.min(...sizes) >= 12, `${Math.min(...sizes)} px`);
  await page.close();
});
