// node words.mjs NODE_MODULES CHROMIUM WORD FILE.epub…
// What readers make of a word with soft hyphens in it: how often their search finds it, what a double click selects,
// what is copied, what a voice or a dictionary is handed. Prints a line a reader and file; judges nothing.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [, , modules, chromium, word, ...books] = process.argv
const puppeteer = createRequire(pathToFileURL(path.join(path.resolve(modules), 'x.js')))('puppeteer-core')
const here = path.dirname(fileURLToPath(import.meta.url))
const types = { '.js': 'text/javascript', '.html': 'text/html' }
const shown = text => JSON.stringify(text.replaceAll('\u00ad', '¬').replaceAll('\u200b', '|'))

async function open(browser, start, book) {
  const page = await browser.newPage()
  await page.setViewport({ width: 1000, height: 1400 })
  await page.setRequestInterception(true)
  page.on('request', request => {
    const { protocol, pathname } = new URL(request.url())
    if (['blob:', 'data:', 'about:'].includes(protocol)) return request.continue()
    const file = pathname === '/' ? path.join(here, start) : pathname === '/book.epub' ? book : path.join(modules, path.normalize(pathname))
    if (!fs.existsSync(file)) return request.respond({ status: 404, body: '' })
    return request.respond({ status: 200, contentType: types[path.extname(file)] ?? 'application/octet-stream', body: fs.readFileSync(file) })
  })
  await page.goto('http://localhost/')
  await page.waitForFunction('window.ready')
  return page
}

const browser = await puppeteer.launch({ executablePath: chromium, protocolTimeout: 300000, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
for (const book of books.map(book => path.resolve(book))) {
  const name = path.basename(book)
  const foliate = await open(browser, 'page.html', book)
  const info = await foliate.evaluate(() => window.api.open())
  console.log(`${name}: foliate-js: search finds ${await foliate.evaluate(w => window.api.search(w), word)}`)
  for (let index = 0; index < info.sections; index++) {
    await foliate.evaluate(i => window.api.show(i), index)
    const found = await foliate.evaluate(w => window.api.word(w), word)
    if (!found) continue
    await foliate.mouse.click(found.x, found.y, { clickCount: 2 })
    console.log(`${name}: foliate-js: double click selects ${shown(await foliate.evaluate(() => window.api.selection()))}`)
    console.log(`${name}: foliate-js: the voice is handed ${shown(found.speech)}`)
    console.log(`${name}: Chromium: find in page ${found.find ? 'finds' : 'does not find'} it; the text has ${shown(found.text)}`)
    break
  }
  await foliate.close()
  const epubjs = await open(browser, 'words.html', book)
  console.log(`${name}: epub.js: search finds ${await epubjs.evaluate(w => window.epubjs(w), word)}`)
  await epubjs.close()
}
await browser.close()
