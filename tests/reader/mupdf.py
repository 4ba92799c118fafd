#!/usr/bin/env python3
"""mupdf.py FILE.epub: whether MuPDF sets an EPUB at a phone's size without pages that have nothing on them. Exit code 1
where one is blank; a page of an image alone isn't."""
import subprocess
import sys
import xml.etree.ElementTree as ET


def main(file):
    run = subprocess.run(["mutool", "draw", "-q", "-F", "trace", "-W", "360", "-H", "640", file], capture_output=True, check=True)
    painted = ("fill_", "stroke_")
    pages = list(ET.fromstring(b"<all>" + run.stdout.split(b"?>", 1)[-1].replace(b"<?xml version=\"1.0\"?>", b"") + b"</all>").iter("page"))
    blank = [index for index, page in enumerate(pages, 1) if not any(e.tag.startswith(painted) for e in page.iter())]
    print(f"MuPDF: {file}: {len(pages)} pages of a phone's size, {len(blank)} blank")
    if blank:
        print(f"  blank: {', '.join(map(str, blank[:10]))}")
    return 1 if blank else 0


sys.exit(main(sys.argv[1]))
