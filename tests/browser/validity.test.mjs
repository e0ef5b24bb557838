// Every page is valid HTML, and every page says a title and a language of its own.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HtmlValidate } from "html-validate";
import { folder, pages } from "./site.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    "no-redundant-role": "off",                       // RGAA 1.9 wants figure[role=figure]
    "prefer-native-element": ["error", { exclude: ["region", "img"] }],  // scrolling tables; a drawing beside its table
    "long-title": ["error", { maxlength: 150 }],
  },
});

const fileOf = (page) => join(folder, page.endsWith("/") ? page + "index.html" : page);

test("every page is valid HTML", async () => {
  const faults = [];
  for (const page of await pages()) {
    const report = await validator.validateString(await readFile(fileOf(page), "utf8"));
    for (const { messages } of report.results)
      for (const message of messages) faults.push(`${page}:${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
  }
  assert.deepEqual(faults.slice(0, 20), []);
});

test("titles are unique", async () => {
  const seen = new Map();
  for (const page of await pages()) {
    const html = await readFile(fileOf(page), "utf8");
    if (html.includes('http-equiv="refresh"')) continue;          // a former address
    const title = html.match(/<title>(.*?)<\/title>/s)?.[1] ?? "";
    assert.ok(!seen.has(title), `${page} and ${seen.get(title)} are both called "${title}"`);
    seen.set(title, page);
  }
});
