"use strict";
// Answers a question for a place of the book with the names of that place. Reads `places`, which places.js defines.
(function () {
  const MOST = 20;
  const form = document.getElementById("finder");
  const field = document.getElementById("query");
  const answers = document.getElementById("answers");
  form.hidden = false;

  // Without case, accents, soft hyphens, and the shapes of quotation marks and dashes.
  function normal(text) {
    return text.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f\u00ad]/g, "")
      .replace(/[\u2018\u2019\u201a\u201b\u2039\u203a`\u00b4]/g, "'").replace(/[\u201c-\u201f\u00ab\u00bb]/g, '"')
      .replace(/[\u2010-\u2015]/g, "-").replace(/\s+/g, " ").trim();
  }

  function letters(text) {
    return normal(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  const texts = places.paragraphs.map(function (paragraph) { return normal(paragraph[6]); });
  const labels = new Map(places.pages.map(function (page) { return [page[0].toLowerCase(), page]; }));
  const pageWords = ["p", "pp", "page", "s", "seite", normal(places.words.pageName)].concat(
    places.words.page.map(letters).filter(Boolean));

  // Page 42, or its third paragraph. People count the rest of a paragraph from the page before, or they don't.
  function ofPage(label, number) {
    const page = labels.get(label.toLowerCase());
    if (!page) return null;
    if (!number) return [{ page: page }];
    const found = [];
    const counted = page[2][number - 1];
    if (counted !== undefined) found.push({ paragraph: counted });
    const other = page[3] ? page[2][number] : undefined;
    if (other !== undefined) found.push({ paragraph: other, note: places.words.notCounting });
    return found.length ? found : null;
  }

  // The paragraph of a chapter that is named by its address or a part of its title.
  function ofChapter(name, number) {
    const wanted = letters(name);
    const fits = [
      function (slug) { return letters(slug) === wanted; },
      function (slug, title) { return letters(title) === wanted; },
      function (slug) { return letters(slug).split(" ").includes(wanted); },
      function (slug, title) { return letters(title).includes(wanted); },
    ];
    for (const fit of fits) {
      const chapters = places.chapters.filter(function (chapter) { return fit(chapter[0], chapter[1]); });
      const found = [];
      for (const chapter of chapters) {
        const address = chapter[0] + "." + number;
        const at = places.paragraphs.findIndex(function (paragraph) { return paragraph[0] === address; });
        if (at >= 0) found.push({ paragraph: at });
      }
      if (found.length) return found;
    }
    return null;
  }

  function ofWords(query) {
    const wanted = normal(query);
    const found = [];
    for (let at = 0; at < texts.length && found.length < MOST; at++) {
      if (texts[at].includes(wanted)) found.push({ paragraph: at });
    }
    return found;
  }

  function find(query) {
    const text = query.trim();
    if (!text) return [];
    const page = /^(?:(\p{L}+)\.?\s+|(p)\.?)?([0-9]+|[ivxlcdm]+)(?:\s*[.,:]\s*([0-9]+))?$/iu.exec(text);
    if (page && (!page[1] || pageWords.includes(normal(page[1])))) {
      const found = ofPage(page[3], page[4]);
      if (found) return found;
    }
    const chapter = /^(.+?)[\s.,]+([0-9]+(?:\.?[a-z])?)$/i.exec(text);
    return (chapter && ofChapter(chapter[1], chapter[2].toLowerCase())) || ofWords(text);
  }

  function add(parent, name, text, attributes) {
    const element = document.createElement(name);
    element.textContent = text;
    for (const key in attributes || {}) element.setAttribute(key, attributes[key]);
    parent.append(element);
    return element;
  }

  function pageName(label) {
    return places.words.page[0] + label + places.words.page[1];
  }

  function show(found) {
    answers.textContent = "";
    if (!found.length) {
      add(answers, "p", places.words.nothing);
      return;
    }
    const list = add(answers, "ol", "");
    for (const answer of found) {
      const item = add(list, "li", "");
      if (answer.note) add(item, "span", answer.note + " ", { class: "note-of-answer" });
      if (answer.page) {
        add(item, "a", pageName(answer.page[0]), { href: answer.page[1] });
        continue;
      }
      const [address, href, page, number, words, margin, whole] = places.paragraphs[answer.paragraph];
      const names = page ? pageName(page) + ", ¶ " + number : address;
      add(item, "a", names, { href: href });
      if (page) add(item, "span", " · " + address);
      add(item, "span", " · “" + (words || whole) + "”");
      if (margin) add(item, "span", " · " + margin);
    }
  }

  let waiting = 0;
  function answer() {
    clearTimeout(waiting);
    if (field.value.trim()) show(find(field.value)); else answers.textContent = "";
  }
  field.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(answer, 200);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    answer();
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    field.value = asked;
    answer();
  }
})();
