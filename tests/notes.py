#!/usr/bin/env python3
"""tests/notes.py PROGRAM [--seed N] [--count N] [--formats A,B] [BOOK ...]: `anthology notes` from the outside, with a
copy of the book that was handed out before the text was corrected. Each BOOK is a folder with a `book.toml` (the sample).

The book is handed out; then, in every chapter, a paragraph is inserted, one deleted, two change places, and every fifth
has another word in it. Highlights of 3 to 60 words are taken from the older copy, with the noise of devices (other
quotation marks, soft and hard hyphens, cut words, extended duplicates, one edit in forty words), and written as each of
the exports that the command reads, among passages of another book; PDFs are marked by PyMuPDF and pypdf, where they are
there, in two editions. Prints for each format how many are on their paragraph, how many of them are called sure, and how
many wrong ones are. Exit 1 where a wrong one is called sure, where a passage of the other book shows up, where reading
the same file again changes the notes, or where fewer than 99 % of all are right."""
import argparse, html, json, os, pathlib, random, re, shutil, subprocess, sys, tempfile, tomllib, unicodedata, zipfile
import xml.etree.ElementTree as ET

try:
    import pymupdf
except ImportError:
    pymupdf = None
try:
    import pypdf
    from pypdf.annotations import Highlight
except ImportError:
    pypdf = None

HERE = pathlib.Path(__file__).resolve().parent
ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("program")
ap.add_argument("--seed", type=int, default=1)
ap.add_argument("--count", type=int, default=100)
ap.add_argument("--formats", default="")
ap.add_argument("--keep", help="a folder for the exports and the notes, to be looked at")
ap.add_argument("books", nargs="*")
args = ap.parse_intermixed_args()
PROGRAM = os.path.abspath(args.program)
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"
SECRET = "Nobody may know what this reader marked in a book of his own at night"
failures = []


def check(holds, what):
    if not holds:
        failures.append(what)
        print("FAILED", what)


def run(*words, ok=True):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True)
    if ok and done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}: {done.stdout}{done.stderr}")
    return done


def letters(text):
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text.replace("\u00ad", ""))).lower()


class Paragraph:
    def __init__(self, address, title, file, page, number, text, at):
        self.address, self.title, self.file, self.page, self.number, self.text, self.at = address, title, file, page, number, text, at


class Copy:
    """The numbered paragraphs of an EPUB in their order, with page and number on it as people count them."""

    def __init__(self, path):
        self.paragraphs, self.length = [], 0
        self.page, self.on_page = None, 0
        with zipfile.ZipFile(path) as book:
            package = ET.fromstring(book.read("OEBPS/content.opf"))
            opf = "{http://www.idpf.org/2007/opf}"
            dc = "{http://purl.org/dc/elements/1.1/}"
            self.title = package.find(f".//{dc}title").text
            creator = package.find(f".//{dc}creator")
            self.author = creator.text if creator is not None else ""
            files = {item.get("id"): item.get("href") for item in package.iter(f"{opf}item")}
            for reference in package.iter(f"{opf}itemref"):
                href = files[reference.get("idref")]
                root = ET.fromstring(book.read(f"OEBPS/{href}"))
                title = root.find(f".//{XHTML}title")
                self.walk(root.find(f"{XHTML}body"), href, title.text or "", None)

    def walk(self, element, href, title, inside):
        kind, classes = element.get(TYPE, ""), element.get("class", "").split()
        if "pagebreak" in kind.split() or element.get("role") == "doc-pagebreak":
            self.page = element.get("aria-label") or element.get("title")
            self.page, self.on_page = re.sub(r"^\D*?(?=[ivxlcdm\d]+$)", "", self.page or "", count=1), 0
            if inside is not None and inside.text.strip():
                self.on_page = 1
            elif inside is not None:
                inside.page, inside.number, self.on_page = self.page, 1, 1
            return
        if "noteref" in kind.split() or "number" in classes:
            return
        identity = element.get("id", "")
        begins = re.fullmatch(r"[\w-]+\.\d+[a-z]*", identity)
        if begins and inside is None:
            self.on_page += 1
            inside = Paragraph(identity, title, pathlib.PurePosixPath(href).stem, self.page, self.on_page, "", self.length)
            self.paragraphs.append(inside)
        def add(text):
            if inside is not None and text:
                inside.text += text.replace("\n", " ")
                self.length += len(text)
        add(element.text)
        for child in element:
            self.walk(child, href, title, inside)
            add(child.tail)
        if element.tag == f"{XHTML}br":
            add(" ")


def correct(folder, rng):
    """The corrections of an editor."""
    for path in sorted((folder / "chapters").rglob("*.md")):
        head, text = "", path.read_text(encoding="utf-8")
        if text.startswith("+++\n"):
            end = text.index("\n+++\n", 4) + 5
            head, text = text[:end], text[end:]
        blocks = re.split(r"\n{2,}", text.strip("\n"))
        fenced, plain = 0, []
        for at, block in enumerate(blocks):
            fences = len(re.findall(r"^:::+ *\S", block, re.M)) - len(re.findall(r"^:::+ *$", block, re.M))
            if fenced == 0 and fences == 0 and re.match(r"[\w“„«‘\"—–-]", block) and not re.match(r"(\d+[.)]|[-*+]) |\S*\||\w+: |---", block):
                plain.append(at)
            fenced += fences
        if len(plain) < 9 or any("```" in block for block in blocks):
            continue
        for at in plain[2::5]:
            words = blocks[at].split(" ")
            inner = [n for n, word in enumerate(words) if re.fullmatch(r"[^\W\d_]{3,}", word) and 0 < n < len(words) - 1]
            if inner:
                words[rng.choice(inner)] = rng.choice(["mended", "corrected", "improved"])
                blocks[at] = " ".join(words)
        blocks[plain[6]], blocks[plain[7]] = blocks[plain[7]], blocks[plain[6]]
        blocks[plain[4]] = ""
        blocks[plain[1]] += f"\n\nThis paragraph, new in the corrected copy of {path.stem}, was not there when readers marked theirs."
        path.write_text(head + "\n\n".join(block for block in blocks if block) + "\n", encoding="utf-8")


class Mark:
    pass


def noisy(words, vocabulary, rng):
    out = []
    for word in words:
        if rng.randrange(40):
            out.append(word)
            continue
        edit = rng.randrange(4)
        if edit == 1:
            out.append(rng.choice(vocabulary))
        elif edit == 2:
            at = rng.randrange(len(word))
            out.append(word[:at] + "x" + word[at + 1:])
        elif edit == 3:
            out += [word, rng.choice(vocabulary)]
    if not out:
        out = list(words)
    if not rng.randrange(4):
        out[0] = out[0][min(rng.randrange(3), len(out[0]) - 1):]
    if not rng.randrange(4):
        out[-1] = out[-1][:max(1, len(out[-1]) - rng.randrange(3))]
    text = " ".join(out)
    if rng.randrange(2):
        text = re.sub("[“”„«»]", '"', text)
        text = re.sub("[‘’]", "'", text).replace("–", "-").replace("—", "-")
    hyphens = rng.randrange(3)
    if hyphens == 0:
        text = text.replace("\u00ad", "")
    elif hyphens == 1:
        text = text.replace("\u00ad", "-\n", 1).replace("\u00ad", "")
    return text


def marks_of(copy, count, rng):
    long = [p for p in copy.paragraphs if len(p.text.split()) >= 3]
    vocabulary = [word for p in long for word in p.text.split()]
    found = []
    for _ in range(count):
        mark, p = Mark(), rng.choice(long)
        words = p.text.split()
        length = min(len(words), rng.randint(3, 60))
        start = rng.randrange(len(words) - length + 1)
        own = words[start:start + length]
        mark.paragraph = p
        mark.quote = noisy(own, vocabulary, rng)
        mark.shorter = " ".join(own[:length // 2]) if length > 8 and not rng.randrange(6) else None
        mark.before, mark.after = " ".join(words[max(0, start - 5):start]), " ".join(words[start + length:start + length + 5])
        mark.at = p.at + len(" ".join(words[:start]))
        found.append(mark)
    # A device lists them in the order of the book.
    found.sort(key=lambda mark: mark.at)
    return found


def flat(text):
    return " ".join(text.split())


# The line about an entry as devices write it, for a mark and for a note: page, first and last location.
LINES = [
    ("- Your Highlight on page {p} | Location {a}-{b} | Added on Sunday, 3 January 2027 10:30:45", "- Your Note on page {p} | Location {b} | Added on Sunday, 3 January 2027 10:31:45"),
    ("- Ihre Markierung auf Seite {p} | bei Position {a}-{b} | Hinzugefügt am Sonntag, 3. Januar 2027 10:30:45", "- Ihre Notiz auf Seite {p} | bei Position {b} | Hinzugefügt am Sonntag, 3. Januar 2027 10:31:45"),
    ("- Votre surlignement à lʼemplacement {a}-{b} | Ajouté le dimanche 3 janvier 2027 10:30:45", "- Votre note à lʼemplacement {b} | Ajouté le dimanche 3 janvier 2027 10:31:45"),
    ("- La subrayado en la página {p} | posición {a}-{b} | Añadido el domingo, 3 de enero de 2027 10:30:45", "- La nota en la página {p} | posición {b} | Añadido el domingo, 3 de enero de 2027 10:31:45"),
    ("-  La tua evidenziazione alla posizione {a}-{b} | Aggiunto in data domenica 3 gennaio 2027 10:30:45", "-  La tua nota alla posizione {b} | Aggiunto in data domenica 3 gennaio 2027 10:31:45"),
    ("- Seu destaque ou posição {a}-{b} | Adicionado: domingo, 3 de janeiro de 2027 10:30:45", "- Sua nota ou posição {b} | Adicionado: domingo, 3 de janeiro de 2027 10:31:45"),
    ("- Je highlight op locatie {a} t/m {b} | Toegevoegd op zondag 3 januari 2027 10:30:45", "- Je notitie op locatie {b} | Toegevoegd op zondag 3 januari 2027 10:31:45"),
    ("– Ваш выделенный отрывок на странице {p} | Место {a}–{b} | Добавлено: воскресенье, 3 января 2027 г. в 10:30:45", "– Ваша заметка на странице {p} | Место {b} | Добавлено: воскресенье, 3 января 2027 г. в 10:31:45"),
    ("- {p}ページ|位置No. {a}-{b}のハイライト |作成日: 2027年1月3日日曜日 10:30:45", "- {p}ページ|位置No. {b}のメモ |作成日: 2027年1月3日日曜日 10:31:45"),
    ("- 您在第 {p} 页（位置 #{a}-{b}）的标注 | 添加于 2027年1月3日星期日 上午10:30:45", "- 您在第 {p} 页（位置 #{b}）的笔记 | 添加于 2027年1月3日星期日 上午10:31:45"),
]


def clippings(language):
    def write(copy, marks):
        about, noted = LINES[language]
        out = ["\ufeff"]
        def entry(title, line, text):
            out.append(f"{title}\r\n{line}\r\n\r\n{text}\r\n==========\r\n")
        entry("A Secret Life (Nobody)", about.format(p=1, a=7, b=9), SECRET)
        for n, mark in enumerate(marks):
            a = mark.at // 150 + 10
            b, page = a + len(mark.quote) // 150, mark.at // 900 + 1
            title = f"{copy.title} ({copy.author})"
            if mark.shorter:
                entry(title, about.format(p=page, a=a, b=a), mark.shorter)
            # As devices have it: now and then the note is before its passage.
            pair = [(about.format(p=page, a=a, b=b), mark.quote.replace("\n", "")), (noted.format(p=page, a=a, b=b), f"n{n}")]
            for line, text in pair if n % 5 else reversed(pair):
                entry(title, line, text)
        return "My Clippings.txt", "".join(out)
    return write


def koreader_json(copy, marks):
    entries = [{"text": mark.quote, "note": f"n{n}", "chapter": mark.paragraph.title, "page": mark.at // 900 + 1, "time": 1, "sort": "highlight", "drawer": "lighten"} for n, mark in enumerate(marks)]
    own = {"title": copy.title, "author": copy.author, "entries": entries}
    secret = {"title": "A Secret Life", "author": "Nobody", "entries": [{"text": SECRET, "page": 1, "time": 1, "sort": "highlight"}]}
    return "all-books.json", json.dumps({"version": "json/1.0.0", "created_on": 1, "documents": [own, secret]})


def koreader_markdown(copy, marks):
    out = [f"# {copy.title}\n##### {copy.author}\n\n"]
    for n, mark in enumerate(marks):
        out.append(f"## {mark.paragraph.title}\n### Page {mark.at // 900 + 1} @ 03 January 2027 10:30:45 AM\n*{flat(mark.quote)}*\n\n---\nn{n}\n\n")
    return "book.md", "".join(out)


def koreader_lua(copy, marks):
    def string(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\\n") + '"'
    out = ["-- /mnt/onboard/book.sdr/metadata.epub.lua\nreturn {\n    [\"annotations\"] = {\n"]
    for n, mark in enumerate(marks):
        out.append(f'        [{n + 1}] = {{\n            ["chapter"] = {string(mark.paragraph.title)},\n            ["drawer"] = "lighten",\n            ["note"] = "n{n}",\n'
                   f'            ["pageno"] = {mark.at // 900 + 1},\n            ["pos0"] = "/body/DocFragment[3]/body/p[2]/text().12",\n            ["text"] = {string(mark.quote)},\n        }},\n')
    out.append(f"    }},\n    [\"doc_props\"] = {{\n        [\"title\"] = {string(copy.title)},\n    }},\n}}\n")
    return "metadata.epub.lua", "".join(out)


def annotation(mark, n, by_id):
    selector = [{"type": "TextQuoteSelector", "exact": mark.quote, "prefix": mark.before, "suffix": mark.after}]
    if by_id:
        selector.append({"type": "CssSelector", "value": "#" + mark.paragraph.address.replace(".", "\\.")})
    return {"type": "Annotation", "body": {"type": "TextualBody", "value": f"n{n}"}, "target": {"source": f"text/{mark.paragraph.file}.xhtml", "selector": selector}}


def readium(copy, marks):
    items = [annotation(mark, n, True) for n, mark in enumerate(marks)]
    return "set.ann", json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationSet", "about": {"dc:title": copy.title}, "items": items})


def w3c(copy, marks):
    items = [annotation(mark, n, False) for n, mark in enumerate(marks)]
    for item in items:
        item["target"]["source"] = "https://example.org/reader/42"
    return "notes.json", json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": items}})


def kobo_text(copy, marks):
    out = [f"{copy.title}\n{copy.author}\n\n"]
    for n, mark in enumerate(marks):
        out.append(f"{flat(mark.quote)}\n\nNote: n{n}\n\n")
    return "book.txt", "".join(out)


def annot(copy, marks):
    out = [f'<annotationSet xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://ns.adobe.com/digitaleditions/annotations"><publication><dc:title>{html.escape(copy.title)}</dc:title></publication>']
    for n, mark in enumerate(marks):
        out.append(f'<annotation><target><fragment start="OEBPS/text/{mark.paragraph.file}.xhtml#point(/1/4/2/6/1:3)" progress="0.2"><text>{html.escape(mark.quote)}</text></fragment></target><content><text>n{n}</text></content></annotation>')
    return "book.epub.annot", "".join(out) + "</annotationSet>"


def notebook(copy, marks):
    out = [f"<?xml version=\"1.0\"?><html><body><div class=\"bodyContainer\"><div class=\"bookTitle\">\n{html.escape(copy.title)}\n</div><div class=\"authors\">{html.escape(copy.author)}</div><hr/>"]
    for n, mark in enumerate(marks):
        place = f"{html.escape(mark.paragraph.title)} &gt; Location {mark.at // 150 + 10}"
        out.append(f"<h2 class='sectionHeading'>{html.escape(mark.paragraph.title)}</h2>\n<h3 class='noteHeading'>\nMarkierung (<span class='highlight_yellow'>gelb</span>) - {place}</div><div class='noteText'>{html.escape(flat(mark.quote))}</h3>"
                   f"<h3 class='noteHeading'>Notiz - {place}</div><div class='noteText'>n{n}</h3>")
    return "Notebook.html", "".join(out) + "</div></body></html>"


def hypothesis(copy, marks):
    rows = [{"id": str(n), "user": "acct:ben@hypothes.is", "uri": f"https://example.org/read/{mark.paragraph.file}.html", "text": f"n{n}", "tags": [], "permissions": {"read": ["group:__world__"]},
             "document": {"title": [f"{mark.paragraph.title} · {copy.title}"]}, "target": [{"source": f"https://example.org/read/{mark.paragraph.file}.html", "selector": [{"type": "TextQuoteSelector", "exact": mark.quote, "prefix": mark.before[-32:], "suffix": mark.after[:32]}]}]} for n, mark in enumerate(marks)]
    rows.append({"id": "x", "user": "acct:ben@hypothes.is", "uri": "https://secret.example/page", "text": "hm", "tags": [], "permissions": {"read": ["group:__world__"]}, "document": {"title": ["A Secret Page"]}, "target": [{"selector": [{"type": "TextQuoteSelector", "exact": SECRET}]}]})
    return "hypothesis.json", json.dumps({"total": len(rows), "rows": rows})


def readwise(copy, marks):
    def cell(text):
        return '"' + text.replace('"', '""') + '"'
    out = ["Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,Highlighted at,Document tags\n", f"{cell(SECRET)},A Secret Life,Nobody,,,,,location,1,,\n"]
    for n, mark in enumerate(marks):
        out.append(f"{cell(mark.quote)},{cell(copy.title)},{cell(copy.author)},,n{n},yellow,,location,{mark.at // 150 + 10},2027-01-03,\n")
    return "readwise.csv", "".join(out)


def typed(copy, marks):
    out = ["# Thursday\n"]
    for n, mark in enumerate(marks):
        p = mark.paragraph
        if n % 2 or not p.page:
            out.append(f"{p.address} Ben: n{n}\n")
        else:
            out.append(f"{p.page}.{p.number} Ben: n{n}\n")
    return "evening.txt", "".join(out)


FORMATS = {**{f"clippings-{'en de fr es it pt nl ru ja zh'.split()[at]}": clippings(at) for at in range(len(LINES))},
           "koreader-json": koreader_json, "koreader-markdown": koreader_markdown, "koreader-lua": koreader_lua, "readium": readium, "w3c": w3c,
           "kobo-text": kobo_text, "annot": annot, "kindle-notebook": notebook, "hypothesis": hypothesis, "readwise": readwise, "typed": typed}


def pdf_marks(path, copy, count, rng):
    """Runs of eight to forty words of a page, each in one paragraph of the copy, with their boxes line by line."""
    by_letters = "".join(letters(p.text) for p in copy.paragraphs)
    starts, at = [], 0
    for p in copy.paragraphs:
        starts.append(at)
        at += len(letters(p.text))
    found = []
    with pymupdf.open(path) as document:
        for _ in range(count * 40):
            if len(found) == count:
                break
            page = rng.randrange(len(document))
            words = document[page].get_text("words", sort=False)
            if len(words) < 60:
                continue
            length = rng.randint(8, 40)
            first = rng.randrange(len(words) - length)
            chosen = words[first:first + length]
            own = letters("".join(word[4] for word in chosen))
            where = by_letters.find(own)
            if len(own) < 20 or where < 0 or by_letters.find(own, where + 1) >= 0:
                continue
            owner = max(n for n, start in enumerate(starts) if start <= where)
            if owner + 1 < len(starts) and starts[owner + 1] < where + len(own):
                continue
            lines = {}
            for word in chosen:
                lines.setdefault(word[5:7], []).append(word)
            boxes = [(min(w[0] for w in line), min(w[1] for w in line), max(w[2] for w in line), max(w[3] for w in line)) for line in lines.values()]
            mark = Mark()
            mark.paragraph, mark.page, mark.boxes = copy.paragraphs[owner], page, boxes
            found.append(mark)
    return found


def with_pymupdf(path, marks, out):
    with pymupdf.open(path) as document:
        for n, mark in enumerate(marks):
            page = document[mark.page]
            note = page.add_highlight_annot(quads=[pymupdf.Rect(box).quad for box in mark.boxes])
            note.set_info(title="Ben", content=f"n{n}")
            note.update()
        document.save(out)


def with_pypdf(path, marks, out):
    writer = pypdf.PdfWriter(clone_from=path)
    for n, mark in enumerate(marks):
        height = float(writer.pages[mark.page].mediabox.height)
        flipped = [(x0, height - y1, x1, height - y0) for x0, y0, x1, y1 in mark.boxes]
        # ISO 32000 goes round the box; most programs write it row by row.
        quads = [n for x0, y0, x1, y1 in flipped for n in (x0, y0, x1, y0, x1, y1, x0, y1)]
        rect = (min(b[0] for b in flipped), min(b[1] for b in flipped), max(b[2] for b in flipped), max(b[3] for b in flipped))
        note = Highlight(rect=rect, quad_points=pypdf.generic.ArrayObject(map(pypdf.generic.FloatObject, quads)))
        note[pypdf.generic.NameObject("/Contents")] = pypdf.generic.TextStringObject(f"n{n}")
        writer.add_annotation(page_number=mark.page, annotation=note)
    writer.write(out)


def tally(folder, name, export, marks, old, new, total):
    groups = folder / "groups"
    shutil.rmtree(groups, ignore_errors=True)
    said = run("notes", "--book", folder, "--from", "Ben", export, ok=False)
    path = groups / "readers/notes.toml"
    if not path.is_file():
        check(False, f"{name}: {said.stdout}{said.stderr}")
        return
    text = path.read_text(encoding="utf-8")
    if args.keep:
        kept = pathlib.Path(args.keep) / folder.name
        kept.mkdir(parents=True, exist_ok=True)
        (kept / f"{name}.toml").write_text(text, encoding="utf-8")
        if export.stat().st_size < 4_000_000:
            shutil.copy(export, kept / f"{name}-{export.name}")
    everything = text + said.stdout + said.stderr + "".join(p.read_text(encoding="utf-8") for p in (folder / "dist/groups").rglob("*.html"))
    check("Nobody may" not in everything and "Secret" not in everything, f"{name}: another book shows up")
    run("notes", "--book", folder, "--from", "Ben", export)
    check(path.read_text(encoding="utf-8") == text, f"{name}: a second run changes the notes")
    notes = {}
    for note in tomllib.loads(text).get("note", []):
        for line in note["note"].split("\n"):
            notes.setdefault(line.strip(), note)
    all_, right, sure, wrong_sure, gone = 0, 0, 0, 0, 0
    for n, mark in enumerate(marks):
        truth = new.of(mark.paragraph)
        note = notes.get(f"n{n}")
        is_sure = note is not None and note["confidence"] == "sure"
        found = note["address"] if note else None
        if not truth:
            gone += 1
            # Its words may be in another paragraph too.
            whole = note and letters(note["quote"]) and any(letters(note["quote"]) in letters(p.text) for p in new.copy.paragraphs)
            if is_sure and not whole:
                wrong_sure += 1
                print("   deleted, but sure:", mark.paragraph.address, found, getattr(mark, "quote", "")[:90])
            continue
        all_ += 1
        if found in truth:
            right += 1
            sure += is_sure
        else:
            print("  ", "wrong and sure" if is_sure else "missed", mark.paragraph.address, sorted(truth), found, repr(getattr(mark, "quote", ""))[:110])
            wrong_sure += is_sure
    print(f"{name:18} {right:4} of {all_:4} right, {sure:4} sure, {wrong_sure} wrong and sure; {gone} of deleted paragraphs")
    check(wrong_sure == 0, f"{name}: {wrong_sure} wrong and sure")
    total[0] += all_
    total[1] += right


class Corrected:
    """Where the paragraphs of the older copy are now."""

    def __init__(self, copy):
        self.copy, self.by_text = copy, {}
        for p in copy.paragraphs:
            self.by_text.setdefault(letters(p.text), set()).add(p.address)
        self.words = [(p.address, letters(p.text), set(p.text.replace("\u00ad", "").split())) for p in copy.paragraphs]

    def of(self, old):
        own = set(old.text.replace("\u00ad", "").split())
        same = self.by_text.get(letters(old.text), set())
        if old.address in same:
            return same
        chapter = old.address.rsplit(".", 1)[0]
        near = [(len(own & words) / max(1, len(own | words)), address == old.address, address) for address, _, words in self.words if address.rsplit(".", 1)[0] == chapter]
        likeness, _, best = max(near, default=(0, False, ""))
        if best == old.address and likeness > 0.5:
            # One word of it was corrected.
            return {best} | same
        # It was moved, or is gone: a few words that are elsewhere too say nothing.
        if len(own) >= 6:
            return same or ({best} if likeness > 0.7 else set())
        return set()


def main():
    books = [pathlib.Path(book) for book in args.books] or [HERE.parent]
    wanted = [name for name in args.formats.split(",") if name]
    total = [0, 0]
    for number, source in enumerate(books):
        rng = random.Random(args.seed * 1000 + number)
        with tempfile.TemporaryDirectory() as work:
            work = pathlib.Path(work)
            folder = work / source.resolve().name
            folder.mkdir()
            shutil.copy(source / "book.toml", folder)
            shutil.copytree(source / "chapters", folder / "chapters")
            manifest = re.sub(r"\n\[\[group\]\].*\Z", "\n", (folder / "book.toml").read_text(encoding="utf-8"), flags=re.S)
            (folder / "book.toml").write_text(manifest, encoding="utf-8")
            run("distribute", "--book", folder, "--quiet")
            files = sorted((folder / "dist/site/files").iterdir())
            special = ("-kindle.epub", ".kepub.epub", "-sample.epub", "-large-print.pdf")
            pick = lambda ending: next(f for f in files if f.name.endswith(ending) and not f.name.endswith(special))
            old = Copy(pick(".epub"))
            pdfs = [shutil.copy(f, work / f.name) for f in (pick(".pdf"), next(f for f in files if f.name.endswith("-large-print.pdf")))]
            correct(folder, rng)
            said = run("build", "--book", folder, "--epub", "--out", work / "new")
            print(f"{source}: {len(old.paragraphs)} paragraphs; " + " ".join(line for line in said.stderr.splitlines() if "since the copy" in line))
            new = Corrected(Copy(next((work / "new").glob("*.epub"))))
            for name, write in FORMATS.items():
                if wanted and name not in wanted:
                    continue
                marks = marks_of(old, args.count, rng)
                file, text = write(old, marks)
                export = work / file
                export.write_text(text, encoding="utf-8")
                tally(folder, name, export, marks, old, new, total)
            for name, module, write in (("pdf-pymupdf", pymupdf, with_pymupdf), ("pdf-pypdf", pypdf, with_pypdf)):
                if wanted and name not in wanted:
                    continue
                if module is None or pymupdf is None:
                    print(f"skipped: {name}, as pip has not installed {name.split('-')[1]} and pymupdf")
                    continue
                for edition, path in zip(("", "-large"), pdfs):
                    marks = pdf_marks(path, old, args.count // 2, rng)
                    export = work / f"{name}{edition}.pdf"
                    write(path, marks, export)
                    tally(folder, name + edition, export, marks, old, new, total)
    print(f"all: {total[1]} of {total[0]} right ({100 * total[1] / max(1, total[0]):.2f} %)")
    check(total[1] * 100 >= total[0] * 99, "fewer than 99 % are right")
    sys.exit(1 if failures else 0)


main()
