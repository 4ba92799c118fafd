"use strict";
// The preview's page: asks for the newest state, draws a spread, and keeps the place in the text.
(function () {
  const by = function (id) { return document.getElementById(id); };
  const [print, flow, text, source, findings, field, status] =
    ["print", "flow", "text", "source", "findings", "page", "status"].map(by);
  let state = { version: 0, pages: [], findings: [] };
  let left = 0; // The index of the spread's left page; odd, as page 1 is a right one.
  let shown = "";

  function add(parent, name, content, className) {
    const element = document.createElement(name);
    element.textContent = content;
    if (className) element.className = className;
    parent.append(element);
    return element;
  }

  async function page(index) {
    if (index < 0 || index >= state.pages.length) return "";
    const response = await fetch("/page/" + index);
    return response.ok ? response.text() : "";
  }

  let drawing = 0;
  async function draw() {
    const own = ++drawing;
    const spread = [left, left + 1];
    const drawn = await Promise.all(spread.map(page));
    if (own !== drawing) return;
    print.innerHTML = drawn.join("");
    const labels = spread.filter(function (index) { return state.pages[index]; }).map(function (index) { return state.pages[index][0]; });
    field.value = labels[labels.length - 1] || "";
    print.setAttribute("aria-label", "Pages " + labels.join(" and "));
  }

  function turn(to) {
    const last = state.pages.length - 1;
    const index = Math.max(0, Math.min(to, last));
    left = index % 2 ? index : index - 1;
    draw();
    const at = state.pages[Math.max(index, 0)];
    if (at && at[1] !== shown) open(at[1], "page-" + at[0]);
    else if (at) scroll("page-" + at[0]);
  }

  function scroll(id) {
    const target = text.contentDocument && text.contentDocument.getElementById(id);
    if (target) target.scrollIntoView();
  }

  function open(path, id) {
    shown = path;
    text.onload = function () { dress(); if (id) scroll(id); };
    text.src = "/" + path + "?" + state.version;
  }

  // The first element with an id in the window: the place to come back to.
  function place() {
    const inner = text.contentDocument;
    if (!inner) return "";
    for (const element of inner.querySelectorAll("main [id]")) {
      if (element.getBoundingClientRect().top >= 0) return element.id;
    }
    return "";
  }

  function dress() {
    const inner = text.contentDocument;
    if (!inner || !inner.documentElement) return;
    const root = inner.documentElement.style;
    const colours = by("dark").checked
      ? { "--paper": "#17181b", "--ink": "#e7e3da", "--quiet": "#b0aa9e", "--link": "#f0b491", "--line": "#45464b", "--wash": "#222428" }
      : { "--paper": "#fffdf8", "--ink": "#1d1b18", "--quiet": "#5b564e", "--link": "#7a2d12", "--line": "#d8d2c6", "--wash": "#f4efe5" };
    for (const name in colours) root.setProperty(name, colours[name]);
    inner.addEventListener("click", function (event) {
      for (let at = event.target; at && at.id !== undefined; at = at.parentElement) {
        if (/\.[0-9]+[a-z]*$/.test(at.id)) { showSource(at.id); return; }
      }
    });
    for (const paragraph of inner.querySelectorAll("main p[id]")) {
      paragraph.tabIndex = 0;
      paragraph.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && event.target === paragraph) showSource(paragraph.id);
      });
    }
  }

  async function showSource(address) {
    const response = await fetch("/source/" + address);
    source.textContent = "";
    if (!response.ok) return;
    const found = await response.json();
    add(source, "strong", found.path + ":" + found.line + " (" + address + ")");
    add(source, "pre", found.text);
  }

  function list() {
    findings.textContent = "";
    for (const finding of state.findings) {
      const item = add(findings, "div", "");
      add(item, "strong", finding.severity, finding.severity);
      add(item, "span", ": " + finding.message + " ");
      if (finding.place) {
        add(item, "span", finding.place.path + ":" + finding.place.line);
        add(item, "pre", finding.place.text);
      }
      for (const hint of finding.hints) add(item, "div", hint);
    }
  }

  async function follow() {
    for (;;) {
      try {
        const response = await fetch("/state/" + state.version);
        const next = await response.json();
        if (next.version === state.version) continue;
        const first = state.version === 0;
        const id = place();
        state = next;
        const errors = state.findings.filter(function (finding) { return finding.severity === "error"; }).length;
        status.textContent = errors ? errors + (errors === 1 ? " error" : " errors") : state.pages.length + " pages";
        list();
        if (!state.pages.length) continue;
        if (first) {
          const begins = state.pages.findIndex(function (page) { return page[0] === "1"; });
          turn(Math.max(begins, 0));
        } else {
          draw();
          if (shown) open(shown, id);
        }
      } catch (error) {
        status.textContent = "The preview has been stopped.";
        await new Promise(function (done) { setTimeout(done, 1000); });
      }
    }
  }

  by("back").addEventListener("click", function () { turn(left - 1); });
  by("forward").addEventListener("click", function () { turn(left + 2); });
  field.addEventListener("change", function () {
    const index = state.pages.findIndex(function (page) { return page[0] === field.value.trim().toLowerCase(); });
    if (index >= 0) turn(index); else draw();
  });
  document.addEventListener("keydown", function (event) {
    if (event.target.tagName === "INPUT" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "PageDown" || event.key === "ArrowRight") { turn(left + 2); event.preventDefault(); }
    if (event.key === "PageUp" || event.key === "ArrowLeft") { turn(left - 1); event.preventDefault(); }
  });
  for (const radio of document.querySelectorAll("[name=view]")) {
    radio.addEventListener("change", function () { flow.className = radio.value; });
  }
  by("dark").addEventListener("change", dress);
  follow();
})();
