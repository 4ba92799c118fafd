#!/usr/bin/env python3
"""Makes cldr.tsv, with which tests/languages.rs compares the language files, from CLDR's JSON packages:

    for p in core misc-full dates-full units-full; do npm pack cldr-$p@48 | xargs -n1 tar xzf; mv package cldr-$p; done
    python3 cldr.py . > cldr.tsv
"""

import json
import sys
from pathlib import Path

ROOT = Path(sys.argv[1])
LANGUAGES = Path(__file__).parent.parent / "languages"
VARIANTS = ["ar-DZ", "ar-JO", "ar-LB", "ar-MA", "de-AT", "de-CH", "en-GB", "en-AU", "en-CA", "es-MX", "es-419", "fr-CA",
            "fr-CH", "it-CH", "nl-BE", "pt-PT", "sr-Latn", "zh-Hans-HK", "zh-Hant", "zh-Hant-HK"]
CATEGORIES = ["zero", "one", "two", "few", "many", "other"]


def load(package, tag, name):
    path = ROOT / f"cldr-{package}" / "main" / tag / f"{name}.json"
    return json.loads(path.read_text())["main"][tag] if path.exists() else None


def months(calendar, kind):
    return [calendar["months"][kind]["wide"][str(number)] for number in range(1, 13)]


def written(pattern, calendar):
    """4 March 2027 by a pattern of dates."""
    in_dates, alone = months(calendar, "format")[2], months(calendar, "stand-alone")[2]
    out, quoted, at = "", False, 0
    while at < len(pattern):
        c = pattern[at]
        if c == "'":
            quoted, at = not quoted, at + 1
            continue
        if quoted or not c.isalpha() or not c.isascii():
            out, at = out + c, at + 1
            continue
        end = at
        while end < len(pattern) and pattern[end] == c:
            end += 1
        field, at = pattern[at:end], end
        out += {"y": "2027", "yy": "27", "d": "4", "dd": "04", "M": "3", "MM": "03", "MMMM": in_dates, "LLLL": alone,
                "G": ""}.get(field, field)
    return out


def names(patterns):
    two = patterns["2"].replace("{0}", "A").replace("{1}", "B")
    return two, patterns["end"].replace("{0}", "B").replace("{1}", "C")


def categories(plurals, tag):
    found = plurals.get(tag) or plurals.get(tag.split("-")[0]) or {"pluralRule-count-other": ""}
    present = [key.rsplit("-", 1)[1] for key in found]
    return [category for category in CATEGORIES if category in present]


def main():
    plurals = json.loads((ROOT / "cldr-core/supplemental/plurals.json").read_text())
    plurals = plurals["supplemental"]["plurals-type-cardinal"]
    tags = sorted([path.stem for path in LANGUAGES.glob("*.toml")] + VARIANTS)
    print("# CLDR 48.2 (Unicode License v3), made by cldr.py: quotation marks, months as they stand in a date, months")
    print("# alone, 4 March 2027, March 2027, two names and the last two of three, minutes by plural category.")
    for tag in tags:
        delimiters, dates = load("misc-full", tag, "delimiters"), load("dates-full", tag, "ca-gregorian")
        if delimiters is None or dates is None:
            continue
        marks = delimiters["delimiters"]
        marks = [marks[key] for key in ("quotationStart", "quotationEnd", "alternateQuotationStart",
                                        "alternateQuotationEnd")]
        calendar = dates["dates"]["calendars"]["gregorian"]
        long, formats = calendar["dateFormats"]["long"], calendar["dateTimeFormats"]["availableFormats"]
        long = long if isinstance(long, str) else long["_value"]
        units = load("units-full", tag, "units")["units"]["long"]["duration-minute"]
        forms = [f"{key}={units.get(f'unitPattern-count-{key}', units['unitPattern-count-other'])}"
                 for key in categories(plurals, tag)]
        lists = load("misc-full", tag, "listPatterns")["listPatterns"]["listPattern-type-standard"]
        row = [tag, " ".join(marks), "|".join(months(calendar, "format")), "|".join(months(calendar, "stand-alone")),
               written(long, calendar), written(formats["yMMMM"], calendar), "|".join(names(lists)), "|".join(forms)]
        print("\t".join(row))


main()
