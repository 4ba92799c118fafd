#!/usr/bin/env python3
"""tests/onix.py PROGRAM: ONIX records of books with many kinds of metadata, against EDItEUR's schemas (XSD and
RELAX NG of ONIX 3.0, as the Python package onixcheck brings them). Exit code 1 where a record is not valid."""
import pathlib, subprocess, sys, tempfile

try:
    import onixcheck
    from lxml import etree
except ImportError as missing:
    print(f"skipped: {missing}, so the ONIX record was not checked (pip install onixcheck)")
    sys.exit(0)

VARIANTS = {
    "least": "",
    "isbn": 'identifier = "urn:isbn:9783161484100"',
    "isbn-10": 'identifier = "urn:isbn:316148410X"',
    "address": 'identifier = "https://example.org/book?a=1&b=2"',
    "names": 'contributors = [{ name = "A & <B>" }, { name = "C", role = "editor" }, { name = "D", role = "translator" }, '
    '{ name = "E", role = "illustrator" }, { name = "F", role = "introduction" }, { name = "G", role = "designer" }, '
    '{ name = "H", role = "contributor" }]',
    "series": 'series = { name = "The Series", number = 3 }',
    "subjects": 'subjects = ["Essays", { name = "Literary essays", bisac = "LCO010000", thema = "DNL" }]',
    "texts": 'subtitle = "S & <T>"\ndescription = "Long & <b>bold</b>.\\n\\nTwo."\nrights = "None"\npublisher = "P & Q"',
    "year": 'date = "2012"',
    "month": 'date = "2012-02"',
    "day": 'date = "2012-02-29"',
    **{f"language-{tag}": f'language = "{tag}"' for tag in ("de-AT", "fr", "zh-Hans", "ja", "ar", "he", "tlh", "nn")},
}


def schemas():
    folder = pathlib.Path(onixcheck.__file__).parent / "schema"
    yield "XSD", etree.XMLSchema(etree.parse(folder / "xsd3.0" / "ONIX_BookProduct_3.0_reference.xsd"))
    yield "RELAX NG", etree.RelaxNG(etree.parse(folder / "rng3.0" / "ONIX_BookProduct_3.0_reference.rng"))


def record(program, lines, folder):
    folder.mkdir()
    (folder / "one.md").write_text("# One\n\nText.\n", encoding="utf-8")
    head = "" if "language =" in lines else 'language = "en"\n'
    head += "" if "identifier =" in lines else 'identifier = "urn:uuid:0b1f5b0e-7f55-4a53-9a0e-3d1f6f1f2c11"\n'
    text = f'[book]\ntitle = "A <Title> & More"\n{head}{lines}\nchapters = ["one.md"]\n\n[epub]\nonix = true\n'
    (folder / "book.toml").write_text(text, encoding="utf-8")
    made = subprocess.run([program, "build", "--epub", "--book", folder], capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(made.stderr)
    return next((folder / "dist").glob("*.onix.xml"))


def main():
    program = sys.argv[1]
    judges, faults = list(schemas()), 0
    with tempfile.TemporaryDirectory() as work:
        for name, lines in VARIANTS.items():
            tree = etree.parse(record(program, lines, pathlib.Path(work) / name))
            for judge, schema in judges:
                if not schema.validate(tree):
                    faults += 1
                    for error in list(schema.error_log)[:5]:
                        print(f"{name}: {judge}, line {error.line}: {error.message}")
    print(f"ONIX 3.0: {len(VARIANTS)} records, {len(judges)} schemas, {faults} faults")
    return 1 if faults else 0


sys.exit(main())
