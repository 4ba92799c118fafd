// node read.mjs NODE_MODULES CHROMIUM [--words WORD,WORD…] FILE.epub…
// Opens each EPUB in foliate-js (the reader behind Foliate and Readest), renders every section on a phone and on a
// desk, in the light and in the dark, from 12 to 40 pixels, follows every link, and opens every note. Exit code 1
// where a section does not parse, an element is wider than the window, a picture or font is not shown, a link leads nowhere, a note doesn't open, the console has an
// error, or the network is asked for.
import { createRequire } from 'node:module'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [, , modules, chromium, ...rest] = process.argv
const words = rest[0] === '--words' ? rest.splice(0, 2)[1].split(',') : []
const require = createRequire(pathToFileURL(path.join(path.resolve(modules), 'x.js')))
const puppeteer = require('puppeteer-core')
const here = path.dirname(fileURLToPath(import.meta.url))
const types = { '.js': 'text/javascript', '.html': 'text/html', '.epub': 'application/epub+zip' }
const windows = [
  { name: 'phone', width: 360, height: 640, css: 'html { font-size: 20px }' },
  { name: 'phone with very large type', width: 320, height: 568, css: 'html { font-size: 40px }' },
  { name: 'desk with small type, in the dark', width: 1280, height: 900, css: 'html { color: #ddd; background: #111; font-size: 12px }' },
]

function serve(page, book, faults) {
  page.on('pageerror', error => faults.push(`script: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' && !/ERR_FAILED/.test(message.text())) faults.push(`console: ${message.text().slice(0, 200)}`)
  })
  page.on('request', request => {
    const address = new URL(request.url())
    if (['blob:', 'data:', 'about:'].includes(address.protocol)) return request.continue()
    if (address.host !== 'localhost') {
      faults.push(`asks for the network: ${request.url()}`)
      return request.abort()
    }
    const file = address.pathname === '/' ? path.join(here, 'page.html')
      : address.pathname === '/book.epub' ? book
      : address.pathname.startsWith('/foliate-js/') ? path.join(modules, path.normalize(address.pathname)) : null
    if (!file || !fs.existsSync(file)) return request.respond({ status: address.pathname === '/favicon.ico' ? 204 : 404, body: '' })
    return request.respond({ status: 200, contentType: types[path.extname(file)] ?? 'application/octet-stream', body: fs.readFileSync(file) })
  })
}

async function read(browser, book) {
  const faults = []
  const sums = { links: 0, notes: 0 }
  let info
  for (const { name, width, height, css } of windows) {
    const page = await browser.newPage()
    await page.setViewport({ width, height })
    await page.setRequestInterception(true)
    serve(page, book, faults)
    await page.goto('http://localhost/')
    await page.waitForFunction('window.ready')
    info = await page.evaluate(() => window.api.open())
    faults.push(...info.found)
    await page.evaluate(css => window.api.style(css), css)
    for (let index = 0; index < info.sections; index++) {
      faults.push(...(await page.evaluate(i => window.api.show(i), index)).map(fault => `${name}: ${fault}`))
      if (name !== 'phone') continue
      const { found, counts } = await page.evaluate(() => window.api.follow())
      faults.push(...found)
      sums.links += counts.links
      sums.notes += counts.notes
    }
    if (name === 'phone') {
      for (const word of words) console.log(`  search finds “${word}” ${await page.evaluate(w => window.api.search(w), word)} times`)
    }
    await page.close()
  }
  console.log(`${path.basename(book)}: ${info.sections} sections, ${info.contents} contents entries, ${info.pages} pages, ${sums.links} links, ${sums.notes} notes, ${faults.length} faults`)
  for (const fault of new Set(faults)) console.log(`  ${fault}`)
  return faults.length
}

const browser = await puppeteer.launch({
  executablePath: chromium,
  protocolTimeout: 300000,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'],
})
let faults = 0
try {
  for (const book of rest) faults += await read(browser, path.resolve(book))
} finally {
  await browser.close()
}
process.exit(faults ? 1 : 0)
