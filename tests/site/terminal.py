#!/usr/bin/env python3
"""terminal.py OUTPUT IMAGE: draws the code of a dark terminal's output as a screenshot would show it."""
import sys

SIDE = 8
lines = [line.rstrip("\n") for line in open(sys.argv[1], encoding="utf-8")]
lines = [line for line in lines if line and set(line) <= set("█▀▄ ") and len(line) > 20]
width = max(map(len, lines))
rows = []
for line in lines:
    line = line.ljust(width)
    for half in ("█▀", "█▄"):
        row = b"".join((b"\xff" if c in half else b"\x00") * SIDE for c in line)
        rows += [row] * SIDE
with open(sys.argv[2], "wb") as image:
    image.write(b"P5 %d %d 255\n" % (width * SIDE, len(rows)) + b"".join(rows))
