// node look.mjs MODULES CHROMIUM FOLDER: every page of a folder (a site, or a reading group's), from file://, in light and dark, at 320 and 1280 pixels:
// axe-core finds nothing, nothing is wider than the window, nothing is loaded from elsewhere; the finder answers.
import { createRequire } from "node:module";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, folder] = process.argv.slice(2);
const require = createRequire(resolve(modules) + "/");
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const pages = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--allow-file-access-from-files"] });
const page = await browser.newPage();
let faults = 0;
const fault = (text) => { faults += 1; console.log(text); };
page.on("request", (request) => {
  if (!/^(file|data):/.test(request.url())) fault(`loads ${request.url()}`);
});
page.on("pageerror", (error) => fault(`script: ${error.message}`));
for (const [scheme, width] of [["light", 1280], ["dark", 320]]) {
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width, height: 900 });
  for (const name of pages) {
    await page.goto(pathToFileURL(join(folder, name)).href);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) fault(`${name}: ${wide} pixels wider than a window of ${width}`);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => {
      const result = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
      return result.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(" | ")}`);
    });
    for (const text of found) fault(`${name}, ${scheme}, ${width}: ${text}`);
  }
}
// Every link within the folder leads to a file and, where it names a place, to that place.
const ids = new Map();
const idsOf = (path) => {
  if (!ids.has(path)) ids.set(path, new Set([...readFileSync(path, "utf8").matchAll(/ id="([^"]*)"/g)].map((m) => m[1])));
  return ids.get(path);
};
for (const name of pages) {
  for (const [, href] of readFileSync(join(folder, name), "utf8").matchAll(/ (?:href|src)="([^"]*)"/g)) {
    if (/^(https?|mailto|data|webcal):/.test(href)) continue;
    const [path, fragment] = href.replaceAll("&amp;", "&").split("#");
    const file = path ? resolve(folder, name, "..", decodeURIComponent(path)) : join(folder, name);
    if (!existsSync(file)) fault(`${name}: ${href} leads nowhere`);
    else if (fragment && !idsOf(file).has(decodeURIComponent(fragment))) fault(`${name}: ${href} has no such place`);
  }
}
if (!pages.includes("find.html")) {
  await browser.close();
  console.log(`${pages.length} pages, ${faults} faults`);
  process.exit(faults ? 1 : 0);
}
// With the keyboard alone: the first stop is the link past the navigation, and the finder answers what is typed.
await page.goto(pathToFileURL(join(folder, "find.html")).href);
await page.keyboard.press("Tab");
if (!(await page.evaluate(() => document.activeElement.className === "skip"))) fault("the first stop isn't the skip link");
const ask = async (text) => {
  await page.focus("#query");
  await page.evaluate(() => { document.getElementById("query").value = ""; });
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  return page.evaluate(() => [...document.querySelectorAll("#answers li a")].map((a) => a.getAttribute("href")));
};
const known = await page.evaluate(() => {
  const paragraph = places.paragraphs[Math.floor(places.paragraphs.length / 2)];
  const carried = places.pages.find((entry) => entry[3] && entry[2].length > 2);
  return { paragraph, page: places.pages[0], carried };
});
const [address, href, label, number, words] = known.paragraph;
for (const [text, expected] of [
  [`${label}.${number}`, href], [`p. ${label}, ${number}`, href], [address.replace(".", " "), href], [words, href],
  [known.page[0], known.page[1]], [`p. ${known.page[0].toUpperCase()}`, known.page[1]],
]) {
  const answers = await ask(text);
  if (!answers.includes(expected)) fault(`the finder answers "${text}" with ${answers.join(", ") || "nothing"}, not ${expected}`);
}
if (known.carried && (await ask(`${known.carried[0]}.2`)).length !== 2) fault("the finder doesn't offer the other way to count");
if ((await ask("no such words anywhere")).length) fault("the finder answers what isn't there");
await browser.close();
console.log(`${pages.length} pages, ${faults} faults`);
process.exit(faults ? 1 : 0);
