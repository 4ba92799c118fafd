// What is wrong with a section of an EPUB as a reading system has laid it out, for scrolling.

// Runs in the page: what is wrong with it.
export function faults(dark) {
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
    // WebKit rounds lines down to pixels.
    const off = lines => Math.abs(height / lines - Math.round(height / lines))
    if (lines && Math.min(off(lines), off(Math.floor(lines))) > 0.12) found.add(`${name}: lines are pushed apart: ${shown(paragraph)}`)
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
    const note = label.closest('.footnote'), range = document.createRange()
    range.setStartAfter(label)
    range.setEndAfter(note.lastChild)
    const text = [...range.getClientRects()].find(rect => rect.width > 3)
    const own = label.getBoundingClientRect()
    if (text && (text.top > own.bottom - 2 || text.bottom < own.top + 2)) found.add(`${name}: a note's label on a line of its own: ${shown(note)}`)
  }
  if (innerWidth === 360 && parseFloat(getComputedStyle(root).fontSize) <= 16) {
    for (const table of document.querySelectorAll('.table')) {
      if (table.scrollWidth > table.clientWidth + 1) found.add(`${name}: a table is wider than a phone: ${shown(table)}`)
    }
  }
  for (const list of rtl ? document.querySelectorAll('ol.contents, nav > ol') : []) {
    const first = list.querySelector('a'), range = document.createRange()
    if (!first) continue
    range.selectNodeContents(first)
    const right = Math.max(...[...range.getClientRects()].map(rect => rect.right))
    if (list.parentElement.getBoundingClientRect().right - right > 4) found.add(`${name}: contents from right to left that are not flush right`)
  }
  for (const image of document.images) {
    if (!image.naturalWidth) found.add(`${name}: picture not shown: ${image.getAttribute('src')}`)
    const back = light(getComputedStyle(image).backgroundColor)
    if (dark && /\.(svg|gif)$/.test(image.src) && back.alpha < 0.5) found.add(`${name}: a drawing without a ground in the dark: ${image.getAttribute('src')}`)
  }
  return [...found]
}
