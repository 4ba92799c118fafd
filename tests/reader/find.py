#!/usr/bin/python3
"""find.py FILE.pdf…: looks for every word that is hyphenated at a line's end as Evince does (poppler's find through its
GLib bindings, over several lines) and as MuPDF does. Exit code 1 where a word isn't found; archives, which keep U+00AD at
line ends, are only counted. Exit code 77 without the bindings."""
import re
import shutil
import subprocess
import sys
from pathlib import Path

try:
    import gi

    gi.require_version("Poppler", "0.18")
    from gi.repository import Poppler
except (ImportError, ValueError) as error:
    print(f"skipped: no GLib bindings of poppler ({error})")
    sys.exit(77)

BROKEN = re.compile(r"([^\W\d_]+)([-\u00ad])\s*\n\s*([^\W\d_]+)")


def broken(page):
    """The words of a page that are broken at a line's end."""
    return [head + tail for head, _, tail in BROKEN.findall(page.get_text()) if tail[0].islower()]


def unknown_to_mupdf(file, words):
    """The words that MuPDF's search doesn't find; none without mutool."""
    if not words or not shutil.which("mutool"):
        return []
    script = Path(__file__).with_name("find.js")
    run = subprocess.run(["mutool", "run", script, file, *words], capture_output=True, check=True, text=True)
    return run.stdout.split()


def main(files):
    faults = 0
    for file in files:
        document = Poppler.Document.new_from_file(Path(file).resolve().as_uri(), None)
        flags = Poppler.FindFlags.MULTILINE | Poppler.FindFlags.DEFAULT
        words, missing = [], []
        for index in range(document.get_n_pages()):
            page = document.get_page(index)
            for word in broken(page):
                words.append(word)
                if not page.find_text_with_options(word, flags):
                    missing.append(word)
        archive = file.endswith("-archive.pdf")
        if missing and not archive:
            faults += len(missing)
            print(f"  poppler doesn't find {len(missing)} of {len(words)} hyphenated words: {', '.join(missing[:8])}")
        print(f"poppler {Poppler.get_version()}: {Path(file).name}: {len(words) - len(missing)} of {len(words)} hyphenated words found")
        unknown = unknown_to_mupdf(file, sorted(set(words)))
        faults += len(unknown)
        if unknown:
            print(f"  MuPDF doesn't find {', '.join(unknown[:8])}")
        elif shutil.which("mutool"):
            print(f"MuPDF: {Path(file).name}: {len(set(words))} hyphenated words found")
    return 1 if faults else 0


sys.exit(main(sys.argv[1:]))
