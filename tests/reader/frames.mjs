// node frames.mjs NODE_MODULES CHROMIUM ENGINE [--shots FOLDER] FILE.epub…
// Opens each EPUB in a reading engine that shows a section in a frame, in headless Chromium: `readium` (npm
// @readium/navigator, with Readium's own style sheet) or `epubjs`. Scrolled, at a phone's and a desk's size, every section
// is looked over as in look.mjs; in pages, every section has its paragraph numbers beside their lines. Exit code 1 where
// something is wrong, or a section doesn't open.
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { faults } from './faults.mjs'

const [, , modules, chromium, engine, ...rest] = process.argv
const shots = rest[0] === '--shots' ? rest.splice(0, 2)[1] : null
const require = createRequire(pathToFileURL(path.join(path.resolve(modules), 'x.js')))
const puppeteer = require('puppeteer-core')
const packages = { readium: '@readium/navigator', epubjs: 'epubjs' }
const { name, version } = JSON.parse(fs.readFileSync(path.join(modules, packages[engine], 'package.json')))
const here = path.dirname(fileURLToPath(import.meta.url))
const types = { '.js': 'text/javascript', '.html': 'text/html', '.xhtml': 'application/xhtml+xml', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.otf': 'font/otf' }

// Readium's manifest of an unpacked EPUB.
function manifest(folder) {
  const opf = fs.readFileSync(path.join(folder, 'OEBPS', 'content.opf'), 'utf8')
  const attribute = (tag, name) => tag.match(new RegExp(`${name}="([^"]*)"`))?.[1]
  const items = new Map([...opf.matchAll(/<item\b[^>]*>/g)].map(([tag]) => [attribute(tag, 'id'), tag]))
  const link = tag => ({ href: `OEBPS/${attribute(tag, 'href')}`, type: attribute(tag, 'media-type') })
  const order = [...opf.matchAll(/<itemref\b[^>]*>/g)].map(([tag]) => link(items.get(attribute(tag, 'idref'))))
  const rtl = /page-progression-direction="rtl"/.test(opf)
  return {
    '@context': 'https://readium.org/webpub-manifest/context.jsonld',
    metadata: { title: 'book', language: opf.match(/<dc:language[^>]*>([^<]*)/)[1], readingProgression: rtl ? 'rtl' : 'ltr' },
    links: [{ href: 'manifest.json', type: 'application/webpub+json', rel: 'self' }],
    readingOrder: order,
    resources: [...items.values()].map(link).filter(({ href }) => !order.some(link => link.href === href)),
  }
}

// Runs in a frame with pages beside one another: each paragraph number is on its paragraph's first line and page.
function paged(width) {
  const found = []
  for (const number of document.querySelectorAll('.paragraph-number')) {
    const box = number.getBoundingClientRect(), paragraph = number.closest('[id]')
    const range = document.createRange()
    range.selectNodeContents(paragraph)
    const first = [...range.getClientRects()].find(rect => rect.width > 1 && rect.height > 1)
    const page = x => Math.floor(x / width)
    if (!box.width) found.push(`a paragraph number is invisible: ${paragraph.id}`)
    else if (page(box.left) !== page(first.left)) found.push(`a paragraph number on another page: ${paragraph.id}`)
    else if (box.top > first.bottom) found.push(`a paragraph number below its first line: ${paragraph.id}`)
  }
  for (const table of document.querySelectorAll('.table')) {
    if (table.scrollWidth > table.clientWidth + 1) found.push('a table is wider than a page')
  }
  return found
}

const browser = await puppeteer.launch({ executablePath: chromium, protocolTimeout: 120000, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] })
let sum = 0
for (const book of rest.map(book => path.resolve(book))) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readium-'))
  execFileSync('unzip', ['-q', book, '-d', folder])
  const found = new Set()
  let sections = 0
  for (const [width, height, scroll] of [[360, 640, true], [1000, 800, true], [360, 640, false]]) {
    const page = await browser.newPage()
    await page.setViewport({ width, height })
    await page.setRequestInterception(true)
    page.on('pageerror', error => found.add(`script: ${error.message}`))
    page.on('request', request => {
      const { protocol, pathname } = new URL(request.url())
      if (['blob:', 'data:', 'about:'].includes(protocol)) return request.continue()
      const asked = decodeURIComponent(pathname)
      if (asked === '/manifest.json') return request.respond({ status: 200, contentType: 'application/json', body: JSON.stringify(manifest(folder)) })
      const file = asked === '/' ? path.join(here, `${engine}.html`)
        : asked === '/book.epub' ? book
        : asked.startsWith('/book/') ? path.join(folder, path.normalize(asked.slice(6))) : path.join(modules, path.normalize(asked))
      if (!fs.existsSync(file)) return request.respond({ status: 404, body: '' })
      return request.respond({ status: 200, contentType: types[path.extname(file)] ?? 'application/octet-stream', body: fs.readFileSync(file) })
    })
    await page.goto('http://localhost/')
    await page.waitForFunction('window.ready')
    sections = await page.evaluate(scroll => window.api.open(scroll), scroll)
    for (let index = 0; index < sections; index++) {
      await page.evaluate(index => window.api.go(index), index)
      await new Promise(done => setTimeout(done, 150))
      let shown
      for (const frame of page.frames().slice(1)) {
        const visible = await (await frame.frameElement()).evaluate(frame => frame.style.visibility !== 'hidden' && frame.style.display !== 'none')
        if (visible) shown = frame
      }
      if (!shown) { found.add(`section ${index + 1} does not open`); continue }
      const code = scroll ? `(${faults})(false)` : `(${paged})(${width})`
      for (const fault of await shown.evaluate(code)) found.add(`section ${index + 1}: ${fault.replace(/^[0-9a-f-]{36}: /, "")} (${width} px${scroll ? '' : ', in pages'})`)
      if (shots) await page.screenshot({ path: path.join(shots, `${engine}-${index + 1}-${width}${scroll ? '' : '-paged'}.png`) })
    }
    await page.close()
  }
  fs.rmSync(folder, { recursive: true })
  console.log(`${name} ${version}: ${path.basename(book)}: ${sections} sections, ${found.size} faults`)
  for (const fault of [...found].slice(0, 30)) console.log(`  ${fault}`)
  sum += found.size
}
await browser.close()
process.exit(sum ? 1 : 0)
