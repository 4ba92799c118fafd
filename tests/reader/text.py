#!/usr/bin/env python3
"""text.py FILE.epub FILE.txt: whether a text made of an EPUB has every character of it, in order; white space apart,
since converters set it as they like. Exit code 1 where it hasn't."""
import difflib, html, re, sys, unicodedata, zipfile
import xml.etree.ElementTree as ET

OPF = "{http://www.idpf.org/2007/opf}"


def spine(path):
    book = zipfile.ZipFile(path)
    package = ET.fromstring(book.read("OEBPS/content.opf"))
    names = {item.get("id"): item.get("href") for item in package.iter(OPF + "item")}
    for reference in package.iter(OPF + "itemref"):
        page = book.read("OEBPS/" + names[reference.get("idref")]).decode("utf-8")
        yield html.unescape(re.sub(r"<[^>]*>", "", page.split("<body", 1)[1].split(">", 1)[1]))


def characters(text):
    text = unicodedata.normalize("NFC", text.replace("\u00ad", ""))
    # List marks and rules are the converter's.
    return re.sub(r"[\s\u2060\ufeff*•\-_]", "", text)


def main():
    book = characters("".join(spine(sys.argv[1])))
    with open(sys.argv[2], encoding="utf-8") as file:
        text = characters(file.read())
    lost = []
    # By pieces, since a comparison of whole books takes its time.
    at, step = 0, 40
    for start in range(0, len(book), step):
        piece = book[start : start + step]
        found = text.find(piece, at)
        if found < 0:
            near = text[at : at + 4 * step]
            match = difflib.SequenceMatcher(None, piece, near, autojunk=False).find_longest_match()
            if match.size < len(piece) // 3:
                lost.append(piece)
                continue
            at += max(0, match.b - match.a)
        else:
            at = found + len(piece)
    print(f"calibre: {sys.argv[1]}: azw3, mobi, docx, txt; {len(book)} characters, {len(lost)} pieces lost")
    for piece in lost[:5]:
        print("  lost:", piece)
    return 1 if lost else 0


sys.exit(main())
