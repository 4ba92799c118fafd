#!/usr/bin/env python3
"""plant.py FAULT FILE.epub OUT.epub: writes a copy of an EPUB with a fault in it that a reading program once showed, for
the checks to find. Without arguments, it lists the faults."""
import re
import sys
import zipfile


def css(pattern, replacement):
    return lambda name, text: re.sub(pattern, replacement, text) if name.endswith(".css") else text


def xhtml(pattern, replacement):
    return lambda name, text: re.sub(pattern, replacement, text) if name.endswith(".xhtml") else text


def before_the_letter(name, text):
    moved = r'(<p[^>]*class="opening"[^>]*>)(.*?)(<span class="paragraph-number"[^>]*></span>)'
    return re.sub(moved, r"\1\3\2", text) if name.endswith(".xhtml") else text


FAULTS = {
    "logical-float": css(r"(\.paragraph-number \{ )float: (?:right|left);", r"\1float: inline-end;"),
    "number-before-letter": before_the_letter,
    "number-on-text": css(r"margin-(left|right): -2em;", r"margin-\1: 1em;"),
    "no-column": css(r"(blockquote|\.list-item|\.quote) (?:blockquote )?\.paragraph-number \{[^}]*\}", ""),
    "margin-on-body": css(r"\.chapter \{ margin: 0; margin-(left|right): 1\.4em; \}", r"body { margin-\1: 1.4em }"),
    "verse-justified": css(r"$", ".line { text-align: justify }\n"),
    "label-on-its-own-line": css(r"a\.note-label \{ font-size", "a.note-label { display: block; font-size"),
    "wide-table": css(r"@(?:media|container) \(max-width: 4[28]0px\) \{\n(?:  [^\n]*\n)*\}", ""),
    "table-of-the-window": css(r"container-type: inline-size;", ""),
    "contents-flush-left": css(r"$", "ol.contents *, nav * { text-align: left !important }\n"),
    "blank-page": css(r"^", "section { page-break-before: always }\n"),
    "breaks-in-verse": xhtml(r"(<div class=\"line[^>]*>[^\n]*)</div>", r"\1<br/></div>"),
}


def main(arguments):
    if not arguments:
        print("\n".join(FAULTS))
        return 0
    fault, source, target = arguments
    changed = False
    with zipfile.ZipFile(source) as book, zipfile.ZipFile(target, "w") as out:
        for item in book.infolist():
            content = book.read(item)
            if item.filename.endswith((".css", ".xhtml")):
                planted = FAULTS[fault](item.filename, content.decode()).encode()
                changed |= planted != content
                content = planted
            out.writestr(item, content)
    if not changed:
        print(f"{fault} can't be planted in {source}")
        return 2
    return 0


sys.exit(main(sys.argv[1:]))
