// site.mjs - the built site served on this machine, and a browser to look at it with.
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const folder = process.env.SITE ?? fileURLToPath(new URL("../../public", import.meta.url));

const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".csv": "text/csv; charset=utf-8", ".xml": "application/xml", ".jpg": "image/jpeg", ".png": "image/png" };

// Serves a folder; gives its address. Unknown addresses get 404.html.
export async function serve(root = folder) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.endsWith("/") ? path + "index.html" : path;
    try {
      const body = await readFile(join(root, file));
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, { "content-type": TYPES[".html"] }).end(await readFile(join(root, "404.html")));
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export const launch = (...more) => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", ...more],
});

// Every HTML page of the site, as addresses below "/", sorted.
export async function pages() {
  const files = await readdir(folder, { recursive: true });
  return files.filter((file) => file.endsWith(".html")).sort()
    .map((file) => "/" + file.replace(/(^|\/)index\.html$/, "$1"));
}

// The same without the former addresses, which only send elsewhere.
export async function contents() {
  const all = await pages();
  const texts = await Promise.all(all.map((page) => readFile(join(folder, page.endsWith("/") ? page + "index.html" : page), "utf8")));
  return all.filter((_, i) => !texts[i].includes('http-equiv="refresh"'));
}

// One page for each template of the theme: the first address that each pattern finds.
const TEMPLATES = {
  home: /^\/$/, section: /^\/manuel\/$/, page: /^\/methodes\/[^/]+\/$/, "page with code": /^\/manuel\/tables\/$/,
  "section of sheets": /^\/territoires\/region\/$/, "legal notices": /^\/mentions-legales\/$/, territoires: /^\/territoires\/$/, fiche: /^\/territoires\/region\/28\/$/,
  "fiche with text": /^\/territoires\/epci\/200023414\/$/, "fiche nearly empty": /^\/territoires\/commune\/59512\/$/,
  entretien: /^\/entretiens\/[^/]+\/$/, article: /^\/articles\/[^/]+\/$/, initiative: /^\/initiatives\/[^/]+\/$/,
  "compte rendu": /^\/comptes-rendus\/[^/]+\/$/, panorama: /^\/panoramas\/regions\/$/, "second panorama": /^\/panoramas\/hauts-de-france\/$/,
  données: /^\/donnees\/$/, indicateurs: /^\/indicateurs\/$/, taxonomy: /^\/themes\/$/, term: /^\/themes\/[^/]+\/$/,
  search: /^\/recherche\/$/, plan: /^\/plan\/$/, accessibility: /^\/accessibilite\/$/, "404": /^\/404\.html$/,
};

export async function templates() {
  const all = await pages();
  return Object.entries(TEMPLATES).map(([name, pattern]) => [name, all.find((page) => pattern.test(page))]);
}
