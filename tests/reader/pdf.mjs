// node pdf.mjs NODE_MODULES FILE.pdf…
// Opens PDFs in pdf.js, the viewer in Firefox, without a window: its find controller looks for every word that is
// hyphenated at a line's end and for neighbouring words from right to left, its text layer's order is compared with the
// structure tree, and every link, outline entry and page label is resolved. Exit code 1 where a word or two words together
// aren't found, a link or outline entry leads nowhere, a page has no label, or text is missing from the structure. Archives
// keep U+00AD at line ends and have no word spaces for pdf.js: for them the numbers are printed, and aren't faults.
import path from 'node:path'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [, , modules, ...files] = process.argv
const pdfjs = path.join(path.resolve(modules), 'pdfjs-dist', 'legacy')
// The viewer's modules touch the page when they are loaded; the find controller doesn't need one.
const element = () => ({ style: { setProperty() {} }, classList: { add() {}, remove() {}, toggle() {} }, dataset: {}, setAttribute() {}, append() {}, addEventListener() {} })
globalThis.document ??= { ...element(), documentElement: element(), createElement: element, body: element() }
globalThis.window ??= Object.assign(globalThis, { requestAnimationFrame: done => setTimeout(done, 0), addEventListener() {}, matchMedia: () => ({ matches: false, addEventListener() {} }) })
globalThis.pdfjsLib = await import(pathToFileURL(path.join(pdfjs, 'build', 'pdf.mjs')))
const { EventBus, PDFFindController } = await import(pathToFileURL(path.join(pdfjs, 'web', 'pdf_viewer.mjs')))
const { getDocument, version, VerbosityLevel } = globalThis.pdfjsLib

// The lines of a page as pdf.js reads them, and those of a file as poppler does: pdf.js drops soft hyphens, and poppler
// hyphens at line ends.
async function ownLines(page) {
  const content = await page.getTextContent({ disableNormalization: true })
  return content.items.map(item => item.str + (item.hasEOL ? '\n' : '')).join('').split('\n')
}

function lines(file) {
  return execFileSync('pdftotext', ['-enc', 'UTF-8', file, '-'], { maxBuffer: 1 << 28 }).toString().split(/[\n\f]+/)
}

// Whether pdf.js finds a text in a document.
async function finder(document) {
  const eventBus = new EventBus()
  const linkService = { pagesCount: document.numPages, page: 1, goToXYCoordinates() {} }
  const controller = new PDFFindController({ linkService, eventBus })
  controller.setDocument(document)
  return query => new Promise(done => {
    // States: found, not found, wrapped, pending.
    const finished = ({ state, rawQuery }) => {
      if (state === 3 || rawQuery !== query) return
      eventBus.off('updatefindcontrolstate', finished)
      done(state !== 1)
    }
    eventBus.on('updatefindcontrolstate', finished)
    eventBus.dispatch('find', { source: null, type: 'again', query, caseSensitive: false, entireWord: false, highlightAll: false, findPrevious: false, matchDiacritics: false })
  })
}

const letters = /^\p{L}+/u
// Words at line ends: the two parts of a word that a hyphen ends a line in.
function broken(lines) {
  const words = []
  for (let i = 0; i + 1 < lines.length; i++) {
    const head = lines[i].match(/([\p{L}]+)([-\u00ad])\s*$/u), tail = lines[i + 1].match(letters)
    // A capital after the hyphen is a name's or a compound's, whose hyphen stays.
    if (head && tail && /^\p{Ll}/u.test(tail[0])) words.push({ word: head[1] + tail[0], hyphen: head[2] })
  }
  return words
}

const rtl = '[\\u05d0-\\u05ea\\u0621-\\u064a]{2,}'
// Neighbouring words of a line from right to left, without points: at most so many of a file, from all over it.
function phrases(lines, most = 80) {
  const edge = '[\\p{L}\\p{M}\\p{N}]', pattern = new RegExp(`(?<!${edge})(?=(${rtl} ${rtl})(?!${edge}))`, 'gu')
  const found = lines.flatMap(line => [...line.replace(/[\u200e\u200f\u202a-\u202e]/g, '').matchAll(pattern)].map(([, phrase]) => phrase))
  const unique = [...new Set(found)], step = Math.max(1, Math.floor(unique.length / most))
  return unique.filter((_, index) => index % step === 0)
}

function texts(node, out = []) {
  if (node?.type === 'content') out.push(node.id)
  for (const child of node?.children ?? []) texts(child, out)
  return out
}

let faults = 0
for (const file of files) {
  const say = text => { console.log(`  ${text}`); faults++ }
  const document = await getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: VerbosityLevel.ERRORS, isEvalSupported: false, useSystemFonts: false }).promise
  const find = await finder(document)
  const labels = await document.getPageLabels()
  const info = await document.getMarkInfo()
  const read = lines(file), words = broken(read), pairs = phrases(read)
  let links = 0, marked = 0
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    words.push(...broken(await ownLines(page)))
    for (const annotation of await page.getAnnotations()) {
      if (annotation.subtype !== 'Link') continue
      links++
      const target = annotation.dest && (typeof annotation.dest === 'string' ? await document.getDestination(annotation.dest) : annotation.dest)
      if (!annotation.url && !target) say(`page ${number}: a link leads nowhere`)
    }
    if (!info?.Marked) continue
    const within = new Set(texts(await page.getStructTree()))
    const content = await page.getTextContent({ includeMarkedContent: true, disableNormalization: true })
    const open = []
    for (const item of content.items) {
      if (item.type?.startsWith('begin')) open.push(item)
      else if (item.type === 'endMarkedContent') open.pop()
      else if (item.str.trim()) {
        const own = open.findLast(mark => mark.type)
        if (own?.tag === 'Artifact') continue
        marked++
        if (!own?.id || !within.has(own.id)) { say(`page ${number}: not in the structure: ${item.str.slice(0, 60)}`); break }
      }
    }
  }
  const outline = async items => {
    for (const item of items ?? []) {
      const target = typeof item.dest === 'string' ? await document.getDestination(item.dest) : item.dest
      if (!item.url && !target) say(`the outline's “${item.title}” leads nowhere`)
      await outline(item.items)
    }
  }
  await outline(await document.getOutline())
  if (info?.Marked && labels?.length !== document.numPages) say('not every page has a label')
  let missing = []
  for (const { word, hyphen } of words) if (!await find(word)) missing.push({ word, hyphen })
  const soft = missing.filter(({ hyphen }) => hyphen === '\u00ad').length
  const archive = /-archive\.pdf$/.test(file)
  if (missing.length && !archive) say(`not found, of ${words.length} hyphenated words, ${missing.length}: ${missing.slice(0, 8).map(({ word }) => word).join(', ')}`)
  const apart = []
  for (const pair of pairs) if (!await find(pair)) apart.push(pair)
  if (apart.length && !archive) say(`not found, of ${pairs.length} phrases from right to left, ${apart.length}: ${apart.slice(0, 8).join(', ')}`)
  if (pairs.length) console.log(`pdf.js ${version}: ${path.basename(file)}: ${pairs.length - apart.length} of ${pairs.length} phrases from right to left found`)
  console.log(`pdf.js ${version}: ${path.basename(file)}: ${document.numPages} pages, ${links} links, ${marked} pieces of text, ${words.length - missing.length} of ${words.length} hyphenated words found${soft && archive ? ' (an archive keeps U+00AD)' : ''}`)
  await document.destroy?.()
}
process.exit(faults ? 1 : 0)
