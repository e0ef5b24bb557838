// `essor serve` in a real browser: reloads, style sheets swapped in place, mistakes over the page.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "./site.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const essor = process.env.ESSOR ?? join(root, "build/essor");
const TEXT = "---\ntitle: Essai\ndescription: Une page.\n---\nUn texte.\n\n" + "Une ligne.\n\n".repeat(200) + "La fin.\n";
let folder, server, address, browser;

const write = (path, text) => writeFile(join(folder, path), text);
const settled = async () => (await fetch(`${address}/.essor/settled`)).status;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "essor-preview-"));
  const made = spawn(essor, ["init", "site", "-q"], { cwd: folder });
  await new Promise((done) => made.on("close", done));
  folder = join(folder, "site");
  await write("content/essai.md", TEXT);
  await cp(join(root, "themes"), join(folder, "themes"), { recursive: true });
  server = spawn(essor, ["serve", "--lang", "fr", "--port", "14500"], { cwd: folder });
  address = await new Promise((ready) => {
    let said = "";
    server.stderr.on("data", (part) => { said += part; const found = said.match(/(http:\/\/\S+)\/ ;/); if (found) ready(found[1]); });
  });
  assert.equal(await settled(), 204);
  browser = await launch("--host-resolver-rules=MAP rebound.example 127.0.0.1");
});

after(async () => {
  await browser?.close();
  server?.kill("SIGKILL");
  await rm(join(folder, ".."), { recursive: true });
});

async function open(context = browser) {
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") faults.push(message.text()); });
  const listening = page.waitForResponse((response) => response.url().includes("/.essor/events"));
  await page.goto(`${address}/essai/`);
  await listening;
  return { page, faults };
}

test("a text that is saved is shown at once, where the reader was", async () => {
  const { page, faults } = await open();
  await page.evaluate(() => scrollTo(0, 2000));
  const loaded = page.waitForEvent("load");
  await write("content/essai.md", TEXT.replace("La fin.", "Une autre fin."));
  await loaded;
  await page.getByText("Une autre fin.").waitFor();
  await page.waitForFunction(() => scrollY === 2000);
  assert.deepEqual(faults, []);
  await page.close();
});

test("a style sheet is swapped without a reload", async () => {
  const { page, faults } = await open();
  const sheet = "themes/observatoire/assets/observatoire.css", style = await readFile(join(folder, sheet), "utf8");
  await page.evaluate(() => { window.mark = "same page"; });
  await write(sheet, style + "\nbody { outline: 7px solid rgb(1, 2, 3); }\n");
  await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth === "7px");
  await page.waitForFunction(() => document.querySelectorAll('link[rel="stylesheet"]').length === 1);
  assert.equal(await page.evaluate(() => window.mark), "same page");
  await write(sheet, style);
  await page.waitForFunction(() => getComputedStyle(document.body).outlineWidth !== "7px");
  assert.equal(await page.evaluate(() => window.mark), "same page");
  assert.deepEqual(faults, []);
  await page.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`a mistake stands over the page until it is mended, ${colorScheme}`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 400, height: 800 } });
    const { page, faults } = await open(context);
    await page.evaluate(() => { window.mark = "same page"; });
    await page.locator("a").first().focus();
    const before = await page.evaluate(() => document.activeElement.outerHTML);
    await write("content/essai.md", TEXT.replace("Un texte.", ":::encadre[Jamais fermé]"));
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const text = await alert.innerText();
    for (const part of ["une erreur retient cet aperçu", "content/essai.md:5:1", ":::encadre[Jamais fermé]", "E05", "Fermer (Échap)"])
      assert.ok(text.includes(part), `« ${part} » is not in: ${text}`);
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.getAttribute("role")), "alert");
    assert.equal(await page.evaluate(() => window.mark), "same page", "the former page stays below");
    const { violations } = await new AxeBuilder({ page }).include("#essor-preview").analyze();
    assert.deepEqual(violations.map((violation) => violation.id), []);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.localName), "button");
    await page.keyboard.press("Escape");
    await alert.waitFor({ state: "detached" });
    assert.equal(await page.evaluate(() => document.activeElement.outerHTML), before, "focus is back");
    await write("content/essai.md", TEXT.replace("Un texte.", "[lien](nulle-part.md)"));
    await alert.waitFor();
    assert.match(await alert.innerText(), /nulle-part/);
    await page.reload();
    await alert.waitFor();
    await write("content/essai.md", TEXT);
    await alert.waitFor({ state: "detached" });
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("another site's page reads nothing", async () => {
  const page = await browser.newPage();
  await page.route("http://evil.example/", (route) => route.fulfill({ contentType: "text/html", body: "<title>x</title>" }));
  await page.goto("http://evil.example/");
  const read = await page.evaluate(async (there) => {
    const found = [];
    await fetch(`${there}/essai/`).then(async (response) => found.push(await response.text()), () => {});
    await fetch(`${there}/essai/`, { mode: "no-cors" }).then(async (response) => found.push(await response.text()), () => {});
    await new Promise((done) => {
      const stream = new EventSource(`${there}/.essor/events?page=essai/index.html&made=x`);
      stream.onmessage = stream.onopen = () => { found.push("stream"); done(); };
      stream.onerror = () => { stream.close(); done(); };
    });
    return found.filter((text) => text);
  }, address);
  assert.deepEqual(read, []);
  await page.close();
});

test("a foreign name that leads to this machine gets nothing", async () => {
  const page = await browser.newPage();
  const response = await page.goto(`http://rebound.example:${new URL(address).port}/essai/`);
  assert.equal(response.status(), 403);
  assert.match(await response.text(), /propre adresse/);
  await page.close();
});
