// node look.mjs NODE_MODULES CHROMIUM [--shots FOLDER] FILE.epub…
// How an EPUB's own pages come out in Chromium at every size of window and type that readers use, in light and dark,
// in the book's fonts and the reader's. Exit code 1 where anything is wider than the window (what scrolls by itself
// apart), text lies on text, text can't be told from the ground, a heading is hyphenated, a line of verse turns over
// without an indent or is justified, a drop cap or small capitals in a fallback font push lines apart, paragraph numbers
// are not in one column beside the text or precede a drop cap, a note's label is not on the note's first line, a table is
// wider than a phone, or contents from right to left are not flush right. The reading system's own style is that of
// Readium: its justification and its page margin are on the body.
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { faults } from './faults.mjs'

const [, , modules, chromium, ...rest] = process.argv
const shots = rest[0] === '--shots' ? rest.splice(0, 2)[1] : null
const puppeteer = createRequire(pathToFileURL(path.join(path.resolve(modules), 'x.js')))('puppeteer-core')
const looks = []
for (const width of [280, 360, 768, 1280]) {
  for (const size of [12, 16, 24, 40]) {
    if (width === 280 && size === 40) continue
    looks.push({ width, size, dark: (width + size) % 3 === 1, font: ['', 'serif', 'sans-serif', 'monospace'][(width / 8 + size / 4) % 4 | 0] })
  }
}
looks.push({ width: 280, size: 40, dark: true, font: '' })

const browser = await puppeteer.launch({ executablePath: chromium, protocolTimeout: 300000, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--allow-file-access-from-files'] })
let sum = 0
for (const book of rest) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'look-'))
  execFileSync('unzip', ['-q', path.resolve(book), '-d', folder])
  const texts = path.join(folder, 'OEBPS', 'text')
  const files = [...fs.readdirSync(texts).sort().map(name => path.join(texts, name)), path.join(folder, 'OEBPS', 'nav.xhtml')]
  const all = new Map()
  const page = await browser.newPage()
  for (const file of files) {
    await page.goto(pathToFileURL(file).href)
    for (const { width, size, dark, font } of looks) {
      await page.setViewport({ width, height: 800 })
      const found = await page.evaluate((own, dark, code) => {
        document.getElementById('reader')?.remove()
        const style = document.createElementNS('http://www.w3.org/1999/xhtml', 'style')
        style.id = 'reader'
        style.textContent = own
        document.head.append(style)
        return new Function(`return (${code})`)()(dark)
      }, `html { font-size: ${size}px; ${dark ? 'background: #111; color: #ddd;' : 'background: #fff; color: #000;'}}
        body { margin: 0 auto !important; padding: 0 ${width < 400 ? 12 : 40}px !important; text-align: justify }`
        + (dark ? ' a { color: inherit }' : '') + (font ? ` * { font-family: ${font} !important }` : ''), dark, faults.toString())
      for (const fault of found) all.set(fault, `${width} px wide, type of ${size} px${dark ? ', dark' : ''}${font ? `, ${font}` : ''}`)
    }
    if (shots) {
      for (const [name, width, height, size, dark] of [['phone', 360, 740, 18, false], ['dark', 360, 740, 18, true], ['desk', 1000, 1000, 18, false]]) {
        await page.setViewport({ width, height, deviceScaleFactor: 1 })
        await page.evaluate((size, dark) => { document.getElementById('reader').textContent = `html { font-size: ${size}px; padding: 0 24px; max-width: 34em; margin: auto; ${dark ? 'background: #111; color: #ddd' : 'background: #fff; color: #000'} }` }, size, dark)
        await page.screenshot({ path: path.join(shots, `${path.basename(file, '.xhtml')}-${name}.png`) })
      }
    }
  }
  await page.close()
  fs.rmSync(folder, { recursive: true })
  console.log(`${path.basename(book)}: ${files.length} files in ${looks.length} looks, ${all.size} faults`)
  for (const [fault, look] of [...all].slice(0, 40)) console.log(`  ${fault} (${look})`)
  sum += all.size
}
await browser.close()
process.exit(sum ? 1 : 0)
