#!/usr/bin/env python3
"""Every page of a PDF in poppler, MuPDF and Ghostscript, compared.

    tests/render.py FILE.pdf…

The pages are drawn as finely as printers print, since Ghostscript fits stems to whole pixels (at 100 dpi it draws a
sans serif a seventh lighter than the others), then made small, grey (renderers have different ideas of how dark a
blue is) and blurred, since renderers smooth edges each in its own way.
Fails where two of them differ on a page by more than a threshold, at one place or in the mean; and, as a check
of the check, where a quarter of the pages would pass for their neighbours. Skips a renderer that isn't installed,
and everything where there are fewer than two. Needs Pillow.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

# Where tools/setup.sh puts what the checks need.
sys.path.insert(0, os.path.join(os.environ.get("BOOKCHECK_HOME") or os.path.expanduser("~/.cache/bookcheck"), "py"))

DPI = 300
SMALLER = 3  # times, before pages are compared
BLUR = 9  # pixels of the small page
GREATEST = 50  # of 255, at the place of the greatest difference
MEAN = 1.6  # of 255
WRITTEN = 12  # of 255: what the tones of a page vary by that has text on it


def draw(name, pdf, folder):
    """Draws every page; gives the files in order."""
    out = folder / name
    out.mkdir()
    commands = {
        "poppler": ["pdftoppm", "-r", str(DPI), str(pdf), str(out / "p")],
        "MuPDF": ["mutool", "draw", "-q", "-r", str(DPI), "-c", "rgb", "-o", str(out / "%06d.ppm"), str(pdf)],
        "Ghostscript": ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=ppmraw", "-dTextAlphaBits=4",
                        "-dGraphicsAlphaBits=4", f"-r{DPI}", f"-sOutputFile={out / '%06d.ppm'}", str(pdf)],
    }
    subprocess.run(commands[name], check=True, capture_output=True)
    return sorted(out.glob("*.ppm"))


def read(path, pillow):
    with pillow.Image.open(path) as page:
        return page.convert("L").reduce(SMALLER).filter(pillow.ImageFilter.BoxBlur(BLUR // 2))


def difference(one, other, pillow):
    """At most, and in the mean; where sizes differ by a pixel, of what they share."""
    box = (0, 0, min(one.width, other.width), min(one.height, other.height))
    apart = pillow.ImageChops.difference(one.crop(box), other.crop(box))
    return apart.getextrema()[1], pillow.ImageStat.Stat(apart).mean[0]


def compare(pdf, pillow):
    programs = {"poppler": "pdftoppm", "MuPDF": "mutool", "Ghostscript": "gs"}
    names = [name for name, program in programs.items() if shutil.which(program)]
    if len(names) < 2:
        print("skipped: fewer than two of poppler, MuPDF and Ghostscript are installed")
        return []
    faults, worst, like = [], (0.0, 0.0), 0
    with tempfile.TemporaryDirectory() as scratch:
        drawn = {name: draw(name, pdf, pathlib.Path(scratch)) for name in names}
        counts = {name: len(files) for name, files in drawn.items()}
        if len(set(counts.values())) != 1:
            return [f"pages: {counts}"]
        before = None
        for number, files in enumerate(zip(*drawn.values()), 1):
            pages = [read(path, pillow) for path in files]
            for (a, first), (b, second) in zip(zip(names, pages), list(zip(names, pages))[1:]):
                found = difference(first, second, pillow)
                worst = tuple(map(max, worst, found))
                if found[0] > GREATEST or found[1] > MEAN:
                    faults.append(f"page {number}: {a} and {b} differ by {found[0]:.0f} at most, {found[1]:.2f} in the mean")
            written = pillow.ImageStat.Stat(pages[0]).stddev[0] > WRITTEN
            if before is not None and written:
                found = difference(before, pages[0], pillow)
                like += found[0] <= GREATEST and found[1] <= MEAN
            before = pages[0] if written else None
        pages = len(next(iter(drawn.values())))
    if like * 4 > pages:
        faults.append(f"{like} of {pages} pages would pass for the page before them: the thresholds say nothing")
    print(f"{pdf.name}: {pages} pages in {', '.join(names)}; at most {worst[0]:.0f}, in the mean {worst[1]:.2f}")
    return faults


def main():
    try:
        import PIL.Image
        import PIL.ImageChops
        import PIL.ImageFilter
        import PIL.ImageStat
    except ImportError:
        print("skipped: no Pillow (pip install pillow)")
        return 0
    faults = [fault for path in sys.argv[1:] for fault in compare(pathlib.Path(path), PIL)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
