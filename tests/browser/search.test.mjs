// The search finds as one types, accents or not: in one file on the built site, in many on a site of 1,500 pages.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFile, cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { launch, serve } from "./site.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const essor = process.env.ESSOR ?? join(root, "build/essor");
const STARTS = ["Val", "Roche", "Mont", "Saint", "Haute", "Bois", "Clair", "Font", "Puy", "Gran"];
const ENDS = ["ville", "mont", "fort", "court", "sur-Mer", "le-Grand", "beuf", "tot", "val", "gny"];
const NAMES = ["Saint-Étienne-du-Bois", "L’Isle-sur-la-Sorgue", "Île-d’Œuvre", "Ørsted", "Hénin"];
let small, large, folder, browser;

const essor_in = (site, ...words) => {
  const { status, stderr } = spawnSync(essor, words, { cwd: site, encoding: "utf8" });
  assert.equal(status, 0, stderr);
};

// A site of 1,500 communes under /ess/, whose index is cut into files of 20 kB.
async function build_large() {
  essor_in(folder, "init", "site", "-q");
  const site = join(folder, "site");
  await cp(join(root, "themes"), join(site, "themes"), { recursive: true });
  const names = [...NAMES];
  for (let i = 0; names.length < 1500; i++) names.push(`${STARTS[i % 10]}${ENDS[(i / 10) % 10 | 0]} ${i}`);
  const rows = names.map((name, i) => `${i ? 10000 + i : "2A"},Commune de ${name}\n`);
  await writeFile(join(site, "content/donnees/communes.csv"), "code,nom\n" + rows.join(""));
  await writeFile(join(site, "content/donnees/communes.toml"), 'key = "code"\n[columns.code]\n[columns.nom]\n');
  await writeFile(join(site, "lua/communes.lua"), `local essor = require "essor"
essor.pages(essor.table "communes", function(t) return { path = "communes/" .. t.code, title = t.nom, data = t } end)\n`);
  await appendFile(join(site, "site.toml"), "\n[search]\nlimit = 20000\n");
  essor_in(site, "build", "-q", "--base-url", "https://obs.example/ess", "-d", "../public/ess");
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "essor-search-"));
  await build_large();
  [small, large, browser] = await Promise.all([serve(), serve(join(folder, "public")), launch()]);
});
after(async () => {
  await browser?.close();
  small?.close();
  large?.close();
  await rm(folder, { recursive: true });
});

const said = (page, pattern) => page.waitForFunction((text) => new RegExp(text).test(document.querySelector("#nombre").textContent), pattern);
const status = (page) => page.textContent("#nombre");
const titles = (page) => page.$$eval("#resultats li a", (links) => links.map((link) => link.textContent));

async function results(query, address = small.address + "/recherche/") {
  const page = await browser.newPage();
  await page.goto(`${address}?q=${encodeURIComponent(query)}`);
  await said(page, "résultat|deux lettres");
  const found = Object.assign(await titles(page), { status: await status(page) });
  await page.close();
  return found;
}
const results_of_many = (query) => results(query, large.address + "/ess/recherche/");

test("a territory comes first", async () => assert.match((await results("normandie"))[0], /Normandie/));
test("accents do not count", async () => assert.ok((await results("ile de france")).some((title) => /Île-de-France/.test(title))));
test("nothing found is said", async () => assert.deepEqual([...await results("xyzzy")], []));
test("in one file, words are found from their middle on", async () => assert.match((await results("ormandi"))[0], /Normandie/));

for (const [query, title] of [["etienne", NAMES[0]], ["saint-e", NAMES[0]], ["SAINT-ÉTIENNE", NAMES[0]], ["l'isle", NAMES[1]],
  ["l’isle", NAMES[1]], ["isle sorgue", NAMES[1]], ["oeuv", NAMES[2]], ["Œuvre île", NAMES[2]], ["orst", NAMES[3]], ["2a", NAMES[0]],
  ["10004", NAMES[4]], ["he\u0301nin commune", NAMES[4]]])
  test(`among many files, “${query}” finds ${title}`, async () =>
    assert.deepEqual([...await results_of_many(query)], [`Commune de ${title}`]));

test("among many files, what no word begins with is not found, without a request", async () => {
  const page = await browser.newPage(), asked = [];
  page.on("request", (request) => { if (request.url().includes("/mots-")) asked.push(request.url()); });
  await page.goto(`${large.address}/ess/recherche/?q=xyzzy`);
  await said(page, "Aucun résultat");
  assert.deepEqual(asked, []);
  await page.close();
});

test("a word that all pages share says how many they are", async () => {
  const found = await results_of_many("commune");
  assert.equal(found.length, 100);
  assert.match(found.status, /^1.501 résultats, dont voici les premiers/);
});

test("two words that too many pages share ask for more", async () =>
  assert.match((await results_of_many("commune de")).status, /résultats? parmi les premiers/));

test("titles that begin with the word come first, then in French order", async () => {
  const found = await results_of_many("donn");
  assert.equal(found[0], "Données");
});

test("one letter asks for another; typing on loads each file once; only this site is asked", async () => {
  const page = await browser.newPage(), asked = [];
  page.on("request", (request) => { if (request.url().endsWith(".json")) asked.push(request.url()); });
  await page.goto(`${large.address}/ess/recherche/`);
  await said(page, "deux lettres");
  await page.focus("#mots");
  await page.keyboard.type("r");
  await said(page, "deux lettres");
  await page.keyboard.type("ochemont 1411");
  await said(page, "^1 résultat$");
  assert.deepEqual(await titles(page), ["Commune de Rochemont 1411"]);
  for (let i = 0; i < 4; i++) await page.keyboard.press("Backspace");
  await said(page, "résultats");
  assert.equal(new Set(asked).size, asked.length);
  assert.ok(asked.every((address) => address.startsWith(`${large.address}/ess/recherche`)), asked.join());
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /^Commune de Roche/);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/ess\/communes\/\d+\/$/);
  await page.close();
});

test("a file that cannot be loaded is said, and asked for again", async () => {
  const page = await browser.newPage();
  await page.goto(`${large.address}/ess/recherche/`);
  await said(page, "deux lettres");
  await page.route("**/mots-*.json", (route) => route.abort());
  await page.fill("#mots", "etienne");
  await said(page, "n’a pas pu être chargée");
  assert.equal(await page.getAttribute("#nombre", "role"), "status");
  await page.unroute("**/mots-*.json");
  await page.keyboard.press("Enter");
  await said(page, "^1 résultat$");
  await page.close();
});

test("an index that cannot be loaded leaves what is listed", async () => {
  const page = await browser.newPage();
  await page.route("**/recherche.json", (route) => route.fulfill({ status: 503 }));
  await page.goto(`${small.address}/recherche/?q=normandie`);
  await said(page, "n’a pas pu être chargée");
  assert.ok((await titles(page)).length > 40);
  await page.close();
});

test("what is typed last is what is shown", async () => {
  const page = await browser.newPage();
  await page.route("**/mots-is.json", async (route) => { await new Promise((late) => setTimeout(late, 500)); await route.continue(); });
  await page.goto(`${large.address}/ess/recherche/?q=isle`);
  await page.fill("#mots", "etienne");
  await said(page, "^1 résultat$");
  await page.waitForTimeout(700);
  assert.deepEqual(await titles(page), [`Commune de ${NAMES[0]}`]);
  await page.close();
});

for (const width of [1280, 320])
  test(`axe finds nothing among results of many files, ${width} px`, async () => {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    for (const query of ["commune", "valmont", "", "xyzzy"]) {
      await page.goto(`${large.address}/ess/recherche/?q=${query}`);
      await said(page, "ésultat|deux lettres");
      assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id), [], query);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, query);
      if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${width}-${query}.png`) });
    }
    await context.close();
  });

test("without script, a site of many pages says where to go", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${large.address}/ess/recherche/`);
  assert.match(await status(page), /demande JavaScript/);
  await context.close();
});
