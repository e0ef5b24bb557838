// The search filters as one types, accents or not.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { launch, serve } from "./site.mjs";

let site, browser;
before(async () => { site = await serve(); browser = await launch(); });
after(async () => { await browser.close(); site.close(); });

async function results(query) {
  const page = await browser.newPage();
  await page.goto(`${site.address}/recherche/?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => /résultat/.test(document.querySelector("#nombre").textContent));
  const found = await page.$$eval("#resultats li a", (links) => links.map((link) => link.textContent));
  await page.close();
  return found;
}

test("a territory comes first", async () => assert.match((await results("normandie"))[0], /Normandie/));
test("accents do not count", async () => assert.ok((await results("ile de france")).some((title) => /Île-de-France/.test(title))));
test("nothing found is said", async () => assert.deepEqual(await results("xyzzy"), []));
