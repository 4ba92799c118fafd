// node feeds.mjs MODULES CHROMIUM FOLDER: both feeds as reading apps read them. Thorium's parser (r2-opds-js) and foliate-js
// find the same title and the same files in each, and all of them are there.
import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, chromium, folder] = process.argv.slice(2);
const require = createRequire(resolve(modules) + "/");
let faults = 0;
const fault = (text) => { faults += 1; console.log(text); };
const acquisition = (rel) => [rel].flat().some((one) => one?.startsWith("http://opds-spec.org/acquisition"));

// Thorium: OPDS 1.2 is turned into OPDS 2, which is what the program shows.
const { initGlobalConverters_OPDS } = require("r2-opds-js/dist/es6-es2015/src/opds/init-globals");
const shared = require("r2-shared-js/dist/es6-es2015/src/init-globals");
const { convertOpds1ToOpds2 } = require("r2-opds-js/dist/es6-es2015/src/opds/converter");
const { OPDS } = require("r2-opds-js/dist/es6-es2015/src/opds/opds1/opds");
const { OPDSFeed } = require("r2-opds-js/dist/es6-es2015/src/opds/opds2/opds2");
const { XML } = require("r2-utils-js/dist/es6-es2015/src/_utils/xml-js-mapper");
const { TaJsonDeserialize } = require("r2-lcp-js/dist/es6-es2015/src/serializable");
const { DOMParser } = require("@xmldom/xmldom");
initGlobalConverters_OPDS();
shared.initGlobalConverters_SHARED();
shared.initGlobalConverters_GENERIC();
const atom = readFileSync(join(folder, "opds.atom"), "utf8");
const json = readFileSync(join(folder, "opds.json"), "utf8");
const thorium = {
  "opds.atom": convertOpds1ToOpds2(XML.deserialize(new DOMParser().parseFromString(atom, "text/xml"), OPDS)),
  "opds.json": TaJsonDeserialize(JSON.parse(json), OPDSFeed),
};
const seen = {};
for (const [name, feed] of Object.entries(thorium)) {
  const publication = feed.Publications?.[0];
  if (!publication) { fault(`Thorium finds no book in ${name}`); continue; }
  const title = publication.Metadata.Title;
  const files = publication.Links.filter((link) => acquisition(link.Rel)).map((link) => link.Href);
  seen[`Thorium, ${name}`] = { title: typeof title === "string" ? title : Object.values(title)[0], files };
}

// foliate-js needs a DOM.
const puppeteer = require("puppeteer-core");
const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--allow-file-access-from-files"] });
const page = await browser.newPage();
await page.goto(pathToFileURL(join(folder, "index.html")).href);
const library = pathToFileURL(resolve(modules, "foliate-js/opds.js")).href;
const foliate = await page.evaluate(async (library, atom, json) => {
  const { getFeed } = await import(library);
  const of = (publication) => ({
    title: publication.metadata.title,
    files: publication.links.filter((link) => [link.rel].flat().some((rel) => rel?.startsWith("http://opds-spec.org/acquisition")))
      .map((link) => link.href),
  });
  const feed = getFeed(new DOMParser().parseFromString(atom, "application/xml"));
  // Foliate reads OPDS 2 as it is.
  return { "opds.atom": of(feed.publications[0]), "opds.json": of(JSON.parse(json).publications[0]) };
}, library, atom, json);
await browser.close();
for (const [name, found] of Object.entries(foliate)) seen[`foliate-js, ${name}`] = found;

const [first, ...others] = Object.entries(seen);
for (const [name, found] of others) {
  if (found.title !== first[1].title) fault(`${name} calls the book “${found.title}”, ${first[0]} “${first[1].title}”`);
  if ([...found.files].sort().join() !== [...first[1].files].sort().join()) fault(`${name}: other files than ${first[0]}`);
}
// Links are absolute where the book says at which address the folder will be.
const inFolder = (href) => href.slice(Math.max(href.indexOf("files/"), 0));
for (const file of first[1].files) if (!existsSync(join(folder, inFolder(file)))) fault(`${file} isn't there`);
if (!first[1].files.length) fault("the feeds offer no file");
console.log(`feeds: ${Object.keys(seen).length} readings of “${first[1].title}”, ${first[1].files.length} files, ${faults} faults`);
process.exit(faults ? 1 : 0);
