"""axes.ttf out of Source Serif 4, which is told by its maker to be called otherwise when it is changed."""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

source, target = sys.argv[1:]
font = TTFont(source)
font.flavor = None
options = subset.Options(hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 4, 6, 13, 14], notdef_outline=True)
cutter = subset.Subsetter(options)
cutter.populate(text="Haegnov 12/.")
cutter.subset(font)
for record in font["name"].names:
    record.string = {0: record.toUnicode(), 13: record.toUnicode(), 14: record.toUnicode(), 2: "Regular"}.get(
        record.nameID, "TestAxes-Regular" if record.nameID == 6 else "Test Axes"
    )
font.save(target)
