#!/usr/bin/env python3
"""Our pages beside those of other typesetters, measured with one meter.

    tests/quality/compare.py [--book DIR] [--narrow] [--check] [--least N] [--out DIR] [--program FILE]

Builds the book with the release program, takes the text out of its EPUB, has LuaLaTeX with microtype,
Typst and WeasyPrint set the same text in the same font at the same size, leading and measure on pages of
the same depth, and prints the meter's table and how we stand to each target. A peer that isn't installed
is skipped, with its reason. `--narrow` sets the book in a column of 18 picas, 11 on 13 points, which the
targets aren't meant for: its table says how far off they are. `--check` leaves the peers out and fails where
a target of ours is missed; with `--least N`, where fewer than N are reached, where a line or a heading stands alone at a
page's edge, or where more than 3 % of the spreads are uneven: German has no two hyphens in a hundred lines.

The meter is `tools/pdfmeter`, which `tools/setup.sh` equips. Prose, headings, notes, quotations, lists and
verse go to the peers; tables, pictures and code blocks don't, and the meter leaves them out of its figures.
"""

import argparse
import html
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import xml.etree.ElementTree as ET
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
TEXT_FONT = "LibertinusSerif"


class Skip(Exception):
    """A tool isn't here; says which."""


# ---------------------------------------------------------------- the text, out of our EPUB

class Run:
    """A stretch of text in one style: roman, `italic`, `bold`, `smallcaps`, `sup`, `sub`, `code`, or a note."""

    def __init__(self, style, text="", note=None):
        self.style, self.text, self.note = style, text, note


INLINE = {"em": "italic", "i": "italic", "cite": "italic", "strong": "bold", "b": "bold", "sup": "sup", "sub": "sub",
          "code": "code"}
BLOCKS = {"p": "p", "dt": "p", "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
LEFT_OUT = {"figure", "table", "pre", "aside", "hr", "nav"}


def chapters(epub):
    """The chapters as lists of (kind, runs); kinds are h1 to h3, p, first (no indent), quote, item."""
    with zipfile.ZipFile(epub) as archive:
        package = next(n for n in archive.namelist() if n.endswith(".opf"))
        tree = ET.fromstring(archive.read(package))
        ns = {"o": "http://www.idpf.org/2007/opf"}
        hrefs = {i.get("id"): i.get("href") for i in tree.iterfind(".//o:manifest/o:item", ns)}
        folder = pathlib.PurePosixPath(package).parent
        for ref in tree.iterfind(".//o:spine/o:itemref", ns):
            page = ET.fromstring(archive.read(str(folder / hrefs[ref.get("idref")])))
            body = page.find(f"{XHTML}body")
            if any("chapter" in (e.get(EPUB_TYPE) or "").split() for e in body.iter(f"{XHTML}section")):
                yield Reader(body).blocks


class Reader:
    def __init__(self, body):
        self.notes = {e.get("id"): e for e in body.iter(f"{XHTML}aside")}
        self.blocks = []
        self.walk(body, "p")

    def walk(self, parent, kind):
        for e in parent:
            tag = e.tag.removeprefix(XHTML)
            classes = (e.get("class") or "").split()
            if tag in LEFT_OUT or "chapter-label" in classes or "note-label" in classes or "questions" in classes:
                continue
            if tag in BLOCKS or (tag in ("li", "dd") and not any(c.tag.removeprefix(XHTML) in BLOCKS for c in e)):
                own = BLOCKS.get(tag, kind)
                if own == "p":
                    own = kind if kind != "p" else ("first" if {"opening", "flush"} & set(classes) else "p")
                runs = merge(self.runs(e, "roman"))
                if runs:
                    self.blocks.append(("item" if tag in ("li", "dd") else own, runs))
            elif tag == "blockquote" or "verse" in classes:
                self.walk(e, "quote")
            elif tag in ("li", "dd"):
                self.walk(e, "item")
            else:
                self.walk(e, kind)

    def runs(self, e, style):
        if e.text:
            yield Run(style, e.text)
        for child in e:
            tag = child.tag.removeprefix(XHTML)
            if child.get(EPUB_TYPE) == "noteref":
                note = self.notes.get((child.get("href") or "").removeprefix("#"))
                if note is not None:
                    paragraphs = [p for p in note.iter(f"{XHTML}p") if p.get("class") != "note-label"]
                    yield Run("note", note=merge(r for p in paragraphs for r in [*self.runs(p, "roman"), Run("roman", " ")]))
            elif tag == "br":
                yield Run("break")
            elif tag not in ("img", "s", "del", "ol", "ul"):
                inner = INLINE.get(tag, "smallcaps" if child.get("class") == "smallcaps" else style)
                yield from self.runs(child, inner)
                if "line" in (child.get("class") or "").split():
                    yield Run("break")
            if child.tail:
                yield Run(style, child.tail)


def merge(runs):
    """Neighbours of one style made one, soft hyphens and line feeds taken out, the ends stripped."""
    out = []
    for run in runs:
        run.text = re.sub(r"[ \t\r\n]+", " ", run.text.replace("\u00ad", ""))
        if out and run.style == out[-1].style and run.style not in ("note", "break"):
            out[-1].text += run.text
        elif run.text or run.style in ("note", "break"):
            out.append(run)
    while out and out[-1].style == "break":
        out.pop()
    if out:
        out[0].text = out[0].text.lstrip(" ")
        out[-1].text = out[-1].text.rstrip(" ")
    return out


def plain(runs):
    return "".join(" " if r.style == "break" else r.text for r in runs)


# ---------------------------------------------------------------- the page, as our PDF has it

# A column of 18 picas on six inches.
NARROW = """
[print]
trim = "6in x 9in"
margins = { inner = "108pt", outer = "108pt", top = "58pt", bottom = "78pt" }
size = "11pt"
leading = "13pt"
"""


def narrowed(book, folder):
    """A copy of a book that is set in a narrow column."""
    copy = folder / "narrow-book"
    shutil.copytree(book, copy, ignore=shutil.ignore_patterns(".git", "target", "crates"))
    manifest = copy / "book.toml"
    text = re.sub(r"(?ms)^\[print\]\n.*?(?=^\[|\Z)", "", manifest.read_text(encoding="utf-8"))
    manifest.write_text(text + NARROW, encoding="utf-8")
    return copy


def unnumbered(book, folder):
    """A copy of a book without paragraph numbers, which the meter would take for ends of lines."""
    text = (book / "book.toml").read_text(encoding="utf-8")
    plain = re.sub(r"(?m)^paragraph-numbers *=.*\n", "", text)
    if plain == text:
        return book
    copy = folder / "plain-book"
    shutil.copytree(book, copy, ignore=shutil.ignore_patterns(".git", "target", "crates", "dist", "docs"))
    (copy / "book.toml").write_text(plain, encoding="utf-8")
    return copy


class Page:
    """Size, leading, measure and margins, in points. The margins are the classical theme's, or the narrow column's."""

    inner, top, foot = 50.0, 58.0, 78.0

    def __init__(self, book, metrics):
        manifest = tomllib.loads((book / "book.toml").read_text(encoding="utf-8"))
        margins = manifest.get("print", {}).get("margins", {})
        self.inner, self.top, self.foot = (
            float(margins[side].removesuffix("pt")) if side in margins else usual
            for side, usual in [("inner", self.inner), ("top", self.top), ("bottom", self.foot)])
        self.lang = manifest["book"].get("language", "en-GB")
        size = metrics["size"]
        self.width, self.height = size["page_pt"]
        self.measure, self.leading, self.indent = size["measure"], size["leading"], size["indent"]
        # Lines set narrower or wider draw the meter's median a little off the nominal size.
        self.size = round(size["body_size"] * 4) / 4
        self.lines = int((self.height - self.top - self.foot) / self.leading)
        self.outer = self.width - self.inner - self.measure
        self.bottom = self.height - self.top - self.lines * self.leading


def fonts(folder):
    """The text face's files, linked into a folder, so that peers find these and no others."""
    home = pathlib.Path(os.environ.get("CARGO_HOME", pathlib.Path.home() / ".cargo"))
    found = sorted(home.glob(f"registry/src/*/typst-assets-*/files/fonts/{TEXT_FONT}-*.otf"))
    if not found:
        raise Skip("no Libertinus Serif in cargo's registry: build the program first")
    folder.mkdir(parents=True, exist_ok=True)
    for face in found:
        shutil.copy(face, folder / face.name)
    return folder


# ---------------------------------------------------------------- LuaLaTeX with microtype

TEX = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
       "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "\u00a0": "~", "\u202f": r"\,", "\u2009": r"\,",
       "\u2060": "", "\u200b": ""}
BABEL = {"en": "british", "de": "ngerman", "fr": "french", "ru": "russian"}


def tex(runs):
    out = []
    styles = {"italic": "emph", "bold": "textbf", "smallcaps": "textsc", "sup": "textsuperscript",
              "sub": "textsubscript", "code": "texttt"}
    for run in runs:
        text = "".join(TEX.get(c, c) for c in run.text)
        if run.style == "note":
            out.append(r"\footnote{" + tex(run.note) + "}")
        elif run.style == "break":
            out.append(r"\\ ")
        elif run.style in styles and text.strip():
            out.append(f"\\{styles[run.style]}{{{text}}}")
        else:
            out.append(text)
    return "".join(out)


def lualatex(page, book, folder):
    if not shutil.which("lualatex"):
        raise Skip("no lualatex on the path (Debian: texlive-luatex, texlive-latex-extra)")
    lang = BABEL.get(page.lang.split("-")[0], "british")
    lines = [
        r"\documentclass[twoside,openright]{book}",
        rf"\usepackage[paperwidth={page.width}bp,paperheight={page.height}bp,inner={page.inner}bp,outer={page.outer}bp,"
        rf"top={page.top}bp,textheight={page.lines * page.leading}bp,headsep=12bp]{{geometry}}",
        rf"\usepackage{{fontspec}}\setmainfont{{{TEXT_FONT}}}[Path={fonts(folder / 'fonts')}/,Extension=.otf,"
        r"UprightFont=*-Regular,ItalicFont=*-Italic,BoldFont=*-Bold,BoldItalicFont=*-BoldItalic,Numbers=OldStyle]",
        rf"\usepackage[{lang}]{{babel}}",
        r"\usepackage[protrusion=true,expansion=true]{microtype}",
        rf"\makeatletter\renewcommand\normalsize{{\@setfontsize\normalsize{{{page.size}bp}}{{{page.leading}bp}}}}\makeatother",
        rf"\setlength\parindent{{{page.indent}bp}}\setlength\parskip{{0pt}}\setlength\topskip{{{page.size}bp}}",
        r"\widowpenalty=10000 \clubpenalty=10000 \brokenpenalty=10000 \doublehyphendemerits=100000",
        r"\finalhyphendemerits=50000 \raggedbottom \frenchspacing \setcounter{secnumdepth}{-1}",
        r"\begin{document}\normalsize",
    ]
    if lang == "french":
        lines.insert(-1, r"\frenchsetup{AutoSpacePunctuation=false}")
    shapes = {"h1": r"\chapter*{%s}\markboth{}{}", "h2": r"\section*{%s}\markboth{}{}",
              "h3": r"\subsection*{%s}\markboth{}{}", "inset": r"\begin{quote}%s\end{quote}",
              "first": "\\noindent %s\n", "p": "%s\n"}
    lines += each(book, lambda kind, runs: shapes[kind].replace("%s", tex(runs)))
    lines.append(r"\end{document}")
    source = folder / "lualatex.tex"
    source.write_text("\n".join(lines), encoding="utf-8")
    run(["lualatex", "-interaction=batchmode", "-halt-on-error", source.name], folder)
    return folder / "lualatex.pdf"


# ---------------------------------------------------------------- Typst

def typst_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typ(runs):
    styles = {"italic": "emph", "bold": "strong", "smallcaps": "smallcaps", "sup": "super", "sub": "sub", "code": "raw"}
    out = []
    for run in runs:
        if run.style == "note":
            out.append(f"footnote[{typ(run.note)}]")
        elif run.style == "break":
            out.append("linebreak()")
        elif run.style == "code":
            out.append(f"raw({typst_string(run.text)})")
        elif run.style in styles:
            out.append(f"{styles[run.style]}(text({typst_string(run.text)}))")
        else:
            out.append(f"text({typst_string(run.text)})")
    return "".join(f"#{part};" for part in out)


def typst(page, book, folder):
    program = shutil.which("typst")
    if not program and importlib.util.find_spec("typst") is None:
        raise Skip("no typst on the path and no Python package typst (pip install typst)")
    lang, _, region = page.lang.partition("-")
    region = f', region: "{region}"' if len(region) == 2 else ""
    lines = [
        f"#set page(width: {page.width}pt, height: {page.height}pt, margin: (inside: {page.inner}pt, "
        f"outside: {page.outer}pt, top: {page.top}pt, bottom: {page.bottom}pt), binding: left)",
        f'#set text(font: "Libertinus Serif", size: {page.size}pt, lang: "{lang}"{region}, number-type: "old-style", '
        'top-edge: "baseline", bottom-edge: "baseline", costs: (runt: 300%))',
        # Its documented ways to better lines: some letter-space, narrower limits of word space.
        f"#set par(justify: true, leading: {page.leading}pt, spacing: {page.leading}pt, first-line-indent: {page.indent}pt, "
        "justification-limits: (tracking: (min: -0.015em, max: 0.015em)))",
        "#show heading: set text(hyphenate: false)",
    ]
    shapes = {"h1": '#pagebreak(to: "odd", weak: true)\n#heading(level: 1)[%s]', "h2": "#heading(level: 2)[%s]",
              "h3": "#heading(level: 3)[%s]", "inset": "#pad(left: 1.4em, right: 1.4em)[#par(first-line-indent: 0pt)[%s]]",
              "first": "#par(first-line-indent: 0pt)[%s]", "p": "#par[%s]"}
    lines += each(book, lambda kind, runs: shapes[kind].replace("%s", typ(runs)))
    source = folder / "typst.typ"
    source.write_text("\n\n".join(lines), encoding="utf-8")
    faces, out = fonts(folder / "fonts"), folder / "typst.pdf"
    if program:
        run([program, "compile", "--ignore-system-fonts", "--font-path", str(faces), str(source), str(out)], folder)
    else:
        code = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]], ignore_system_fonts=True)"
        run([sys.executable, "-c", code, str(source), str(out), str(faces)], folder)
    return out


# ---------------------------------------------------------------- WeasyPrint

def web(runs):
    styles = {"italic": "em", "bold": "strong", "sup": "sup", "sub": "sub", "code": "code"}
    out = []
    for run in runs:
        text = html.escape(run.text)
        if run.style == "note":
            out.append(f"<span class=note>{web(run.note)}</span>")
        elif run.style == "break":
            out.append("<br>")
        elif run.style == "smallcaps":
            out.append(f"<span class=sc>{text}</span>")
        elif run.style in styles:
            out.append(f"<{styles[run.style]}>{text}</{styles[run.style]}>")
        else:
            out.append(text)
    return "".join(out)


def weasyprint(page, book, folder):
    if importlib.util.find_spec("weasyprint") is None:
        raise Skip("no Python package weasyprint (pip install weasyprint)")
    faces = fonts(folder / "fonts")
    face = "".join(
        f"@font-face{{font-family:L;src:url({faces.as_uri()}/{TEXT_FONT}-{name}.otf);font-weight:{weight};font-style:{style}}}"
        for name, weight, style in [("Regular", 400, "normal"), ("Italic", 400, "italic"), ("Bold", 700, "normal"),
                                    ("BoldItalic", 700, "italic")])
    style = face + (
        f"@page{{size:{page.width}pt {page.height}pt;margin:{page.top}pt {page.outer}pt {page.bottom}pt {page.inner}pt}}"
        f"@page:left{{margin-left:{page.outer}pt;margin-right:{page.inner}pt}}"
        f"body{{font:{page.size}pt/{page.leading}pt L;text-align:justify;hyphens:auto;font-variant-numeric:oldstyle-nums;"
        f"orphans:2;widows:2;margin:0}}p{{margin:0;text-indent:{page.indent}pt}}.first{{text-indent:0}}"
        "h1,h2,h3{hyphens:none;text-align:left;break-after:avoid}h1{break-before:right}"
        ".quote{margin:0 1.4em;text-indent:0}.sc{font-variant:small-caps}.note{float:footnote}")
    lines = [f'<html lang="{page.lang}"><meta charset=utf-8><style>{style}</style><body>']
    shapes = {"inset": "<p class=quote>%s</p>", "first": "<p class=first>%s</p>", "p": "<p>%s</p>"}
    lines += each(book, lambda kind, runs: shapes.get(kind, f"<{kind}>%s</{kind}>").replace("%s", web(runs)))
    source = folder / "weasyprint.html"
    source.write_text("\n".join(lines), encoding="utf-8")
    run([sys.executable, "-m", "weasyprint", "-q", str(source), str(folder / "weasyprint.pdf")], folder)
    return folder / "weasyprint.pdf"


# ---------------------------------------------------------------- targets

def share(m):
    return m["pages"]["facing_uneven_share"] or 0.0


def per_1000(m, count):
    return 1000 * count / max(1, m["size"]["body_lines"])


# What we mean to reach, as the meter names it: name, figure, limit, whether the figure may be above it.
TARGETS = [
    ("space CV", lambda m: m["word_space"]["cv"], 0.110),
    ("loose > 1.5 natural /1000", lambda m: m["word_space"]["loose_1.5nat_per_1000"], 2),
    ("loose > 2 natural /1000", lambda m: m["word_space"]["very_loose_2nat_per_1000"], 0),
    ("tight < 0.7 natural /1000", lambda m: m["word_space"]["tight_0.7nat_per_1000"], 2),
    ("under 0.15 em /1000", lambda m: m["word_space"]["under_0.15em_per_1000"], 0),
    ("adjacent jumps /1000", lambda m: m["word_space"]["adjacent_jump_gt_half_space_per_1000"], 4),
    ("glyph scale, %", lambda m: max(abs(m["glyph_scale"]["p1_pct"]), abs(m["glyph_scale"]["p99_pct"])), 2.0),
    ("letter-space, milli-em", lambda m: max(abs(m["letter_space"]["p1_milli_em"]), abs(m["letter_space"]["p99_milli_em"])), 8.5),
    ("hyphens /100", lambda m: m["hyphenation"]["per_100_lines"], 2.0),
    ("longest ladder", lambda m: m["hyphenation"]["longest_ladder"], 2),
    ("ladders of 2 /1000", lambda m: per_1000(m, m["hyphenation"]["ladders_eq2"]), 3),
    ("hyphen over any page", lambda m: m["hyphenation"]["across_pages"], 0),
    ("hyphen before a last line /1000", lambda m: per_1000(m, m["hyphenation"]["hyphen_before_last_line"]), 1),
    ("widows", lambda m: m["pages"]["widows"], 0),
    ("orphans", lambda m: m["pages"]["orphans"], 0),
    ("stranded headings", lambda m: m["pages"]["stranded_headings"], 0),
    ("uneven spreads, share", share, 0.02),
    ("runts", lambda m: m["last_lines"]["runts"], 0),
    ("last line no longer than the indent", lambda m: m["last_lines"]["not_longer_than_indent"], 0),
    ("wide rivers", lambda m: m["rivers"]["ge4_wide"], 0),
    ("rivers of 5 lines /1000", lambda m: per_1000(m, m["rivers"]["ge5"]), 1),
    ("stacks of 3", lambda m: m["stacks"]["start_ge3"] + m["stacks"]["end_ge3"], 0),
    ("stack pairs /1000", lambda m: m["stacks"]["pairs_per_1000_lines"], 8),
    ("overfull lines", lambda m: m["edges"]["overfull_lines"], 0),
    ("underfull lines", lambda m: m["word_space"]["underfull_lines"], 0),
    ("lines off the grid, share", lambda m: round(1 - m["grid"]["on_document_grid"], 4), 0.005),
]


# What no book may miss, however few of the targets it is held to.
NEVER = {"widows", "orphans", "stranded headings"}
UNEVEN = 0.03


def standing(metrics, least=None):
    """A row a target, and whether all are reached; or `least` of them, and all that no book may miss."""
    rows, reached_all, count, fine = [], True, 0, share(metrics) <= UNEVEN
    for name, figure, limit in TARGETS:
        try:
            value = figure(metrics) or 0
        except KeyError:
            # The meter has no figures of word spaces for text that isn't justified.
            rows.append(f"| {name} | – | ≤ {limit:g} | not measured |")
            continue
        reached = value <= limit
        count += reached
        reached_all &= reached
        fine &= reached or name not in NEVER
        rows.append(f"| {name} | {value:.4g} | ≤ {limit:g} | {'yes' if reached else '**no**'} |")
    return rows, reached_all if least is None else fine and count >= least


# ---------------------------------------------------------------- the run

def each(book, write):
    """What a peer writes for the blocks of all chapters: `write` gets a block's kind, `h1` to `h3`, `p`, `first`
    (without indent), `inset` (a quotation or an item), and its runs."""
    for blocks in book:
        for kind, runs in blocks:
            yield write("inset" if kind in ("quote", "item") else kind, runs)


def run(command, folder=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


METER = str(ROOT / "tools/pdfmeter")


def measure(pdf, source, folder):
    out = folder / (pdf.stem + ".json")
    run([METER, str(pdf), "--source", str(source), "--json", str(out)])
    return json.loads(out.read_text(encoding="utf-8"))


def program():
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    path = target / "release/anthology"
    if not path.exists():
        raise SystemExit("build the program first: cargo build --release")
    return path


def our_build(path, book, folder):
    run([str(path), "build", "--book", str(book), "--out", str(folder), "--quiet"])
    return next(folder.glob("*.epub")), next(folder.glob("*.pdf"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--book", type=pathlib.Path, default=ROOT)
    parser.add_argument("--out", type=pathlib.Path, help="keep the PDFs here")
    parser.add_argument("--program", type=pathlib.Path, help="the program to build with")
    parser.add_argument("--narrow", action="store_true", help="in a column of 18 picas, 11 on 13 points")
    parser.add_argument("--check", action="store_true", help="no peers; fail where a target is missed")
    parser.add_argument("--least", type=int, metavar="N", help="with --check: so many targets are enough")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.out or pathlib.Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        book = unnumbered(options.book.resolve(), pathlib.Path(scratch))
        if options.narrow:
            book = narrowed(book, pathlib.Path(scratch))
        epub, pdf = our_build(options.program or program(), book, folder)
        text = list(chapters(epub))
        source = folder / "source.txt"
        source.write_text("\n\n".join(plain(r) for blocks in text for _, r in blocks), encoding="utf-8")
        ours = measure(pdf, source, folder)
        rows, fine = standing(ours, options.least)
        print("| target | ours | limit | reached |\n|---|---|---|---|", *rows, sep="\n")
        if options.check:
            return 0 if fine else 1
        page = Page(book, ours)
        made, labels = [pdf], ["anthology"]
        for label, peer in [("LuaLaTeX + microtype", lualatex), ("Typst", typst), ("WeasyPrint", weasyprint)]:
            try:
                made.append(peer(page, text, folder))
                labels.append(label)
            except Skip as reason:
                print(f"skipped {label}: {reason}")
        print()
        print(run([METER, "--compare", *map(str, made), "--labels", ",".join(labels), "--source", str(source), "--md"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
