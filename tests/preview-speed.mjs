#!/usr/bin/env node
// From save to screen: starts the preview of a long book in headless Chromium, saves a chapter several times, and says how
// long it takes until the print pages and the text both show the change.
// usage: tests/preview-speed.mjs [PROGRAM] [COPIES]   (default: target/release/anthology, 10 copies: about 1,000 pages)
// Needs Chromium, and puppeteer-core in $BOOKCHECK_HOME (tools/setup.sh) or in $READER_MODULES.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const program = process.argv[2] ?? join(root, "target/release/anthology");
const copies = Number(process.argv[3] ?? 10);
const SAVES = 9;

const home = process.env.BOOKCHECK_HOME ?? join(homedir(), ".cache/bookcheck");
const folders = [process.env.READER_MODULES, join(home, "node")].filter(Boolean);
const modules = folders.find((folder) => existsSync(join(folder, "node_modules/puppeteer-core")));
const chromium = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`).find(existsSync);
if (!modules || !chromium) {
  console.log("skipped: puppeteer-core or Chromium isn't here (tools/setup.sh installs both)");
  process.exit(0);
}
const puppeteer = createRequire(join(modules, "package.json"))("puppeteer-core");

// The sample book's chapters, repeated; links lead to the chapters of the same copy.
const book = mkdtempSync(join(tmpdir(), "preview-speed-"));
process.on("exit", () => rmSync(book, { recursive: true, force: true }));
mkdirSync(join(book, "chapters"));
const names = readdirSync(join(root, "chapters")).filter((name) => name.endsWith(".md")).sort();
if (existsSync(join(root, "chapters/images"))) {
  cpSync(join(root, "chapters/images"), join(book, "chapters/images"), { recursive: true });
}
let manifest = '[book]\ntitle = "A Long Book"\nlanguage = "en-GB"\n';
for (let copy = 1; copy <= copies; copy++) {
  const files = names.map((name) => `chapters/${name.replace(/\.md$/, "")}-${copy}.md`);
  manifest += `\n[[part]]\ntitle = "Volume ${copy}"\nchapters = [${files.map((file) => JSON.stringify(file)).join(", ")}]\n`;
  names.forEach((name, index) => {
    const text = readFileSync(join(root, "chapters", name), "utf8");
    writeFileSync(join(book, files[index]), text.replace(/\]\(([a-z0-9-]+)\.md/g, `](\$1-${copy}.md`));
  });
}
writeFileSync(join(book, "book.toml"), manifest);
const edited = join(book, `chapters/${names[Math.floor(names.length / 2)].replace(/\.md$/, "")}-${Math.ceil(copies / 2)}.md`);
const original = readFileSync(edited, "utf8");
const stem = edited.replace(/^.*\//, "").replace(/\.md$/, "");

const server = spawn(program, ["preview", "--book", book], { stdio: ["ignore", "pipe", "ignore"] });
process.on("exit", () => server.kill());
const url = await new Promise((resolve) => server.stdout.once("data", (data) => resolve(String(data).trim())));
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--window-size=1400,900"] });
const page = await browser.newPage();
await page.goto(url);
await page.waitForSelector("#print svg");
const pages = await page.evaluate(async () => (await (await fetch("/state/0")).json()).pages);
const at = pages.findIndex((place) => place[1] === `read/${stem}.html`);
await page.evaluate((label) => {
  const field = document.getElementById("page");
  field.value = label;
  field.dispatchEvent(new Event("change"));
}, pages[at][0]);
await page.waitForFunction((stem) => document.getElementById("text").src.includes(`/${stem}.html`), {}, stem);
await new Promise((done) => setTimeout(done, 1000));

const times = [];
for (let save = 0; save < SAVES; save++) {
  const word = `Saved${"abcdefghi"[save]}`;
  // The first paragraph of the text: it is on the spread that is shown.
  const body = original.indexOf("\n\n", original.lastIndexOf("+++") + 3) + 2;
  const before = await page.evaluate(() => document.getElementById("print").innerHTML);
  const start = performance.now();
  writeFileSync(edited, `${original.slice(0, body)}${word} ${original.slice(body)}`);
  await page.waitForFunction(
    (before, word) => {
      const text = document.getElementById("text").contentDocument;
      const shown = document.getElementById("print").innerHTML;
      return text && text.body && text.body.textContent.replaceAll("\u00ad", "").includes(word) && shown !== before && shown.includes("<svg");
    },
    { polling: "raf", timeout: 30000 },
    before,
    word,
  );
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  times.push(performance.now() - start);
  await new Promise((done) => setTimeout(done, 700));
}
times.sort((a, b) => a - b);
const seconds = (ms) => `${(ms / 1000).toFixed(3)} s`;
console.log(`${pages.length} pages: ${seconds(times[times.length >> 1])} from save to screen (median of ${SAVES}; ${seconds(times[0])} to ${seconds(times.at(-1))})`);
await browser.close();
process.exit(0);
