#!/usr/bin/env python3
"""calibre.py FILE.epub…: sets each EPUB at a phone's size with calibre's own engine (`ebook-convert` to PDF, offscreen) and
looks at the pages through MuPDF: every paragraph number is at the outer edge of the text, and no letter is printed on
another. Exit code 1 where one isn't; 77 without calibre or MuPDF."""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

Char = collections.namedtuple("Char", "text left right baseline size")


def pages(pdf):
    """The visible characters of each page."""
    run = subprocess.run(["mutool", "draw", "-q", "-F", "stext", pdf], capture_output=True, check=True)
    for page in ET.fromstring(run.stdout).iter("page"):
        chars = []
        for font in page.iter("font"):
            for char in font.iter("char"):
                if char.get("c", "").strip() and char.get("c") != "\u00ad":
                    quad = [float(n) for n in char.get("quad").split()]
                    chars.append(Char(char.get("c"), min(quad[::2]), max(quad[::2]), float(char.get("y")), float(font.get("size"))))
        yield chars


def numbers(epub):
    """The paragraph numbers of a book, and True if it is read from right to left."""
    book = zipfile.ZipFile(epub)
    texts = [name for name in book.namelist() if name.endswith(".xhtml")]
    found = [n for name in texts for n in re.findall(r'"paragraph-number"[^>]*data-number="(\d+)"', book.read(name).decode())]
    return collections.Counter(found), b'page-progression-direction="rtl"' in book.read("OEBPS/content.opf")


def overprints(chars):
    """Pairs of characters on one another. Marks over letters have no advance of their own."""
    by_line = collections.defaultdict(list)
    for char in chars:
        by_line[round(char.baseline)].append(char)
    for line in by_line.values():
        line.sort(key=lambda char: char.left)
        for a, b in zip(line, line[1:]):
            shared, narrow = min(a.right, b.right) - max(a.left, b.left), min(a.right - a.left, b.right - b.left)
            if a.text.isalnum() and b.text.isalnum() and narrow > 1 and shared > narrow * 0.6:
                yield a.text + b.text


def body_size(laid_out):
    """The type size of most text."""
    sizes = collections.Counter(round(char.size, 1) for chars in laid_out for char in chars)
    return max(sizes, key=lambda size: sizes[size] * size, default=0)


def at_edge(chars, body, rtl):
    """The small figures beyond the text's outer edge, run by run."""
    small = [char for char in chars if char.size < body * 0.65 and char.text.isdigit()]
    # Tables are smaller, and may be cut off beyond the edge.
    text = [char for char in chars if char.size >= body * 0.95]
    if not text:
        return []
    edge = min(char.left for char in text) if rtl else max(char.right for char in text)
    outside = [char for char in small if (char.right < edge + 1 if rtl else char.left > edge - 1)]
    runs = []
    for char in sorted(outside, key=lambda char: (round(char.baseline), char.left)):
        if runs and runs[-1][1].baseline == char.baseline and char.left - runs[-1][1].right < 1:
            runs[-1] = (runs[-1][0] + char.text, char)
        else:
            runs.append((char.text, char))
    return [run for run, _ in runs]


def main(files):
    if not shutil.which("ebook-convert") or not shutil.which("mutool"):
        print("skipped: calibre or mutool is not installed, so calibre's pages were not looked at")
        return 77
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--no-sandbox"}
    version = subprocess.run(["ebook-convert", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    faults = 0
    for file in files:
        with tempfile.TemporaryDirectory() as folder:
            pdf = Path(folder) / "book.pdf"
            options = ["--custom-size", "360x640", "--unit", "devicepixel", "--pdf-default-font-size", "16"]
            margins = [option for side in ("left", "right") for option in (f"--pdf-page-margin-{side}", "36")]
            subprocess.run(["ebook-convert", file, pdf, *options, *margins], check=True, capture_output=True, env=environment)
            expected, rtl = numbers(file)
            found, on_text = collections.Counter(), []
            laid_out = list(pages(pdf))
            body = body_size(laid_out)
            for chars in laid_out:
                found.update(at_edge(chars, body, rtl))
                on_text += overprints(chars)
        missing = expected - found
        name = Path(file).name
        print(f"{version}: {name}: {len(laid_out)} pages, {sum((expected & found).values())} of {sum(expected.values())} paragraph numbers at the edge, {len(on_text)} letters on others")
        if missing:
            print(f"  not at the edge: {', '.join(sorted(missing.elements(), key=int)[:10])}")
        if on_text:
            print(f"  on one another: {', '.join(on_text[:10])}")
        faults += len(missing) + len(on_text)
    return 1 if faults else 0


sys.exit(main(sys.argv[1:]))
