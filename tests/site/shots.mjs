// node shots.mjs MODULES CHROMIUM DIST IMAGE: what members see, for the manual: the first page, a meeting's page and the
// leader's sheet of the first group beside one another, in an image of 1,000 pixels.
import { createRequire } from "node:module";
import { readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, dist, image] = process.argv.slice(2);
const require = createRequire(resolve(modules) + "/");
const puppeteer = require("puppeteer-core");
const group = readdirSync(join(dist, "groups")).sort()[0];
const pages = ["site/index.html", `groups/${group}/meeting-1.html`, `groups/${group}/sheets/leader-1.html`];
const frames = pages.map((page) => `<iframe src="${pathToFileURL(resolve(dist, page)).href}" scrolling="no"></iframe>`);
const sheet = join(resolve(dist), ".shots.html");
writeFileSync(sheet, `<style>body { margin: 0; background: #777; display: flex; gap: 20px; padding: 20px; }
iframe { width: 640px; height: 900px; border: 0; background: #fff; }</style>${frames.join("")}`);
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--allow-file-access-from-files"] });
const page = await browser.newPage();
await page.setViewport({ width: 2000, height: 940, deviceScaleFactor: 0.5 });
await page.goto(pathToFileURL(sheet).href);
await page.screenshot({ path: image });
await browser.close();
