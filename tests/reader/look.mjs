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

// Runs in the page: what is wrong with it.
function faults(dark) {
  const found = new Set(), name = location.pathname.split('/').pop()
  const shown = element => `${element.localName}${element.className ? '.' + element.className : ''} “${element.textContent.trim().slice(0, 40)}”`
  const root = document.documentElement
  // Very narrow windows have no room for insets beside a column of numbers.
  const scrolls = element => element.closest('.table') || element.closest('pre') || (innerWidth < 10 * parseFloat(getComputedStyle(root).fontSize) && element.closest('.paragraph-number'))
  if (root.scrollWidth > innerWidth + 1) {
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect()
      if (!scrolls(element) && box.width && (box.right > innerWidth + 1 || box.left < -1)) { found.add(`${name}: wider than the window: ${shown(element)}`); break }
    }
  }
  for (const table of document.querySelectorAll('.table')) {
    const box = table.getBoundingClientRect()
    if (box.right > innerWidth + 1) found.add(`${name}: a table's frame is wider than the window`)
    if (table.scrollWidth > table.clientWidth + 1 && getComputedStyle(table).overflowX !== 'auto') found.add(`${name}: a wide table does not scroll`)
  }
  // Luminance and contrast as WCAG 2.2 defines them.
  const light = color => {
    const parts = color.match(/[\d.]+/g).map(Number)
    const [r, g, b] = parts.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return { value: 0.2126 * r + 0.7152 * g + 0.0722 * b, alpha: parts[3] ?? 1 }
  }
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const back = light(getComputedStyle(e).backgroundColor)
      if (back.alpha > 0.5) return back.value
    }
    return dark ? light('rgb(17,17,17)').value : 1
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const boxes = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim()) continue
    const element = node.parentElement, style = getComputedStyle(element)
    if (style.display === 'none' || style.visibility === 'hidden' || element.closest('[hidden]')) continue
    const a = light(style.color).value, b = ground(element)
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) found.add(`${name}: can't be told from the ground: ${shown(element)}`)
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) boxes.push({ box, element, size: parseFloat(style.fontSize) })
  }
  // The middle of a line of text lies in no other's middle.
  const middles = boxes.map(({ box, element, size }) => {
    const half = Math.min(box.height, size) * 0.3, middle = (box.top + box.bottom) / 2
    return { left: box.left + 1, right: box.right - 1, top: middle - half, bottom: middle + half, element }
  }).sort((a, b) => a.top - b.top)
  for (let i = 0; i < middles.length; i++) {
    for (let j = i + 1; j < middles.length && middles[j].top < middles[i].bottom; j++) {
      const [a, b] = [middles[i], middles[j]]
      if (a.element.contains(b.element) || b.element.contains(a.element)) continue
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2) {
        found.add(`${name}: text on text: ${shown(a.element)} and ${shown(b.element)}`)
      }
    }
  }
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    if (getComputedStyle(heading).hyphens !== 'none' || heading.textContent.includes('\u00ad')) found.add(`${name}: a heading may be hyphenated: ${shown(heading)}`)
  }
  for (const line of document.querySelectorAll('.verse .line')) {
    const range = document.createRange()
    range.selectNodeContents(line)
    const rects = [...range.getClientRects()].filter(rect => rect.width > 1)
    const first = rects[0], turned = rects.find(rect => first && rect.top > first.top + first.height / 2)
    if (turned && getComputedStyle(line).direction === 'ltr' && turned.left < first.left + 2) found.add(`${name}: a line of verse turns over without an indent: ${shown(line)}`)
  }
  for (const paragraph of document.querySelectorAll('p')) {
    if (!paragraph.querySelector('.smallcaps, a.noteref, sup, sub') || paragraph.querySelector('br, img')) continue
    const lines = parseFloat(getComputedStyle(paragraph).lineHeight)
    const height = paragraph.getBoundingClientRect().height - ['paddingTop', 'paddingBottom'].reduce((sum, key) => sum + parseFloat(getComputedStyle(paragraph)[key]), 0)
    if (lines && Math.abs(height / lines - Math.round(height / lines)) > 0.12) found.add(`${name}: lines are pushed apart: ${shown(paragraph)}`)
  }
  // A window of fewer than ten ems has no room for insets beside a column of numbers.
  const narrow = innerWidth < 10 * parseFloat(getComputedStyle(root).fontSize)
  const rtl = getComputedStyle(root).direction === 'rtl'
  const edge = box => rtl ? box.left : box.right
  const columns = new Set()
  for (const number of narrow ? [] : document.querySelectorAll('.paragraph-number')) {
    const box = number.getBoundingClientRect(), paragraph = number.closest('[id]')
    if (!box.width) continue
    if (box.left < -1 || box.right > innerWidth + 1) found.add(`${name}: a paragraph number outside the window: ${shown(paragraph)}`)
    const range = document.createRange()
    range.selectNodeContents(paragraph)
    const first = [...range.getClientRects()].find(rect => rect.width > 1 && rect.height > 1)
    const line = [...range.getClientRects()].filter(rect => rect.width > 1 && Math.abs(rect.top - first.top) < first.height / 2)
    if (line.some(rect => Math.min(rect.right, box.right) - Math.max(rect.left, box.left) > 1 && rect.top < box.bottom && rect.bottom > box.top && rect.height > box.height)) found.add(`${name}: a paragraph number on the text: ${shown(paragraph)}`)
    if (box.top > first.bottom) found.add(`${name}: a paragraph number below its first line: ${shown(paragraph)}`)
    columns.add(Math.round(edge(box) / 4))
    if (paragraph.firstChild === number) found.add(`${name}: a paragraph number before the first letter: ${shown(paragraph)}`)
  }
  // Numbers of larger type are wider by a little.
  if (columns.size && Math.max(...columns) - Math.min(...columns) > 3) found.add(`${name}: paragraph numbers in several columns: ${[...columns].map(column => column * 4)}`)
  for (const line of document.querySelectorAll('.verse .line')) {
    if (getComputedStyle(line).textAlign === 'justify') found.add(`${name}: a line of verse is justified: ${shown(line)}`)
  }
  if (document.querySelector('.verse br')) found.add(`${name}: a line break between lines of verse`)
  for (const label of document.querySelectorAll('.footnote a.note-label')) {
    const range = document.createRange()
    range.selectNodeContents(label.closest('.footnote'))
    const own = label.getBoundingClientRect()
    const line = [...range.getClientRects()].filter(rect => rect.width > 1 && rect.top < own.bottom && rect.bottom > own.top)
    if (line.length < 2) found.add(`${name}: a note's label on a line of its own: ${shown(label.closest('.footnote'))}`)
  }
  if (innerWidth === 360 && parseFloat(getComputedStyle(root).fontSize) <= 16) {
    for (const table of document.querySelectorAll('.table')) {
      if (table.scrollWidth > table.clientWidth + 1) found.add(`${name}: a table is wider than a phone: ${shown(table)}`)
    }
  }
  for (const list of rtl ? document.querySelectorAll('ol.contents, nav > ol') : []) {
    const first = list.querySelector('a'), box = first?.getBoundingClientRect()
    if (box?.width && list.parentElement.getBoundingClientRect().right - box.right > 4) found.add(`${name}: contents from right to left that are not flush right`)
  }
  for (const image of document.images) {
    if (!image.naturalWidth) found.add(`${name}: picture not shown: ${image.getAttribute('src')}`)
    const back = light(getComputedStyle(image).backgroundColor)
    if (dark && /\.(svg|gif)$/.test(image.src) && back.alpha < 0.5) found.add(`${name}: a drawing without a ground in the dark: ${image.getAttribute('src')}`)
  }
  return [...found]
}

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
