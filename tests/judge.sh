#!/usr/bin/env bash
# Checks the sample book, an import and a text from outside with programs that are not the project's own. Needs
# tools/setup.sh, a release build, and the sample book built into dist/. Books and captures in ../shared are extra:
# where they aren't there, it says so and goes on.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/tools
shared=../shared
program=${CARGO_TARGET_DIR:-target}/release/anthology
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

judge() { # judge NAME COMMAND…
  local name=$1; shift
  if "$@" >"$work/log" 2>&1; then
    printf 'ok      %s\n' "$name"; tail -n 1 "$work/log" | sed 's/^/        /'
  else
    printf 'FAILED  %s\n' "$name"; tail -n 40 "$work/log" | sed 's/^/        /'; failed=1
  fi
}

outputs() { # outputs NAME FOLDER: both editions in a folder
  local f
  for f in "$2"/*.epub; do judge "EPUBCheck and Ace: $1" "$tools/check-epub" --strict "$f"; done
  for f in "$2"/*.pdf; do judge "PDF/UA-1 and PDF/A-2a: $1" "$tools/check-pdf" --ua --a=2a "$f"; done
}

outputs "the sample book" dist
judge "the sample book in real readers" tests/reader.sh dist/*.epub dist/*.pdf
# Small books of what reading programs once set wrong.
for name in harbour hebrew; do
  mkdir -p "$work/readers/$name"
  cp -r tests/reader/books/$name/. "$work/readers/$name/"
  judge "a book of readers' faults: $name" "$program" build --book "$work/readers/$name"
  outputs "a book of readers' faults: $name" "$work/readers/$name/dist"
  judge "a book of readers' faults in real readers: $name" tests/reader.sh "$work/readers/$name"/dist/*.epub "$work/readers/$name"/dist/*.pdf
done
judge "faults planted for the readers' checks" tests/reader.sh --selftest "$work"/readers/*/dist/*.epub
judge "the folder to hand out, in a browser and served" tests/site.sh "$program"
group_python=python3
if python3 -m venv "$work/group" >/dev/null 2>&1; then
  group_python=$work/group/bin/python
  for package in aiosmtpd pymupdf pypdf; do "$work/group/bin/pip" install -q "$package" >/dev/null 2>&1 || true; done
fi
judge "mails to members of a group" "$group_python" tests/mail.py "$program"
judge "members' notes of an older copy" "$group_python" tests/notes.py "$program"
judge "the EPUB with every two options" tests/epub-options.sh
judge "families from Debian's packages" tests/fonts.sh "$program"
python=python3
# The schemas come with a package of two megabytes.
if python3 -m venv "$work/venv" >/dev/null 2>&1 && "$work/venv/bin/pip" install -q onixcheck >/dev/null 2>&1; then
  python=$work/venv/bin/python
fi
judge "ONIX records by EDItEUR's schemas" "$python" tests/onix.py "$program"
judge "the targets of typography: the sample book" tests/quality/compare.py --check
judge "24 targets of typography: a technical book" tests/quality/compare.py --check --least 24 --book tests/quality/technical
judge "23 targets of typography: a German book" tests/quality/compare.py --check --least 23 --book tests/quality/german
judge "the meter finds what is planted" tools/pdfmeter --selftest

# A book of every kind of text.
mkdir "$work/reader"
cp -r examples/reader/. "$work/reader/"
judge "the reader, on a screen and on paper" "$program" build --book "$work/reader" --epub --edition screen,words
judge "EPUBCheck and Ace: the reader" "$tools/check-epub" --strict "$work"/reader/dist/*.epub
judge "PDF/UA-1 and PDF/A-3a: the reader without images" "$tools/check-pdf" --ua=1 --a=3a "$work"/reader/dist/*-words.pdf

# The other standards, for the sample book and for one that uses every construct.
standards() { # standards NAME FOLDER
  local copy=$work/standards/$1
  mkdir -p "$copy"
  cp -r "$2/book.toml" "$2/chapters" "$copy/"
  printf '\n[edition.modern]\npdf = "ua-2"\n' >>"$copy/book.toml"
  judge "$1 in three standards" "$program" build --book "$copy" --edition screen,modern,archive
  local f
  for f in "$copy"/dist/*.pdf; do
    case $f in
      *-modern.pdf) judge "PDF/UA-2 and PDF/A-4: $1" "$tools/check-pdf" --ua=2 --a=4 "$f" ;;
      *-archive.pdf) judge "PDF/UA-1 and PDF/A-3a: $1" "$tools/check-pdf" --ua=1 --a=3a "$f" ;;
      *) judge "PDF/UA-1 and PDF/A-2a: $1" "$tools/check-pdf" --ua=1 --a=2a "$f" ;;
    esac
  done
}
standards sample .
standards torture tests/suite/torture
standards reader examples/reader
for name in sample torture reader; do
  judge "every page in three renderers: $name" tests/render.py "$work/standards/$name"/dist/*.pdf
done

# The gallery's book, a page of each kind, in every theme that comes with the program.
for theme in $("$program" themes | cut -d ' ' -f 1); do
  copy=$work/themes/$theme
  mkdir -p "$copy"
  cp -r docs/gallery/book/book.toml docs/gallery/book/chapters "$copy/"
  printf '\n[typesetting]\ntheme = "%s"\n' "$theme" >>"$copy/book.toml"
  judge "the gallery's book in $theme" "$program" build --book "$copy"
  outputs "the gallery's book in $theme" "$copy/dist"
done

# An import against what a reader finds in the captures, without proposals and with all of them.
imports() { # imports NAME CAPTURES MIN_F1 MIN_F1_WITH_PROPOSALS
  local book=$work/import/$1
  judge "import: $1" "$program" import "$2"/*.txt --into "$book" --report "$book.json"
  judge "import, score: $1" "$tools/score-import" "$2/expected.json" "$book.json" --min-f1 "$3" \
    --book "$book" --captures "$2"
  judge "import, proposals accepted: $1" "$program" import "$2"/*.txt --into "$book-accepted" \
    --report "$book-accepted.json" --accept-proposals
  judge "import, proposals accepted, score: $1" "$tools/score-import" "$2/expected.json" "$book-accepted.json" \
    --min-f1 "$4" --book "$book-accepted" --captures "$2"
  judge "the imported book builds: $1" "$program" build --book "$book"
  outputs "the imported book, $1" "$book/dist"
}
mkdir -p "$work/import"
imports "our captures" tests/captures 1.0 1.0
if [ -d "$shared/captures" ]; then
  imports "captures from outside" "$shared/captures" 0.90 1.0
else
  echo "skipped: no $shared/captures here, so captures from outside were not imported"
fi

novel=$shared/manuscripts/father-brown
if [ -d "$novel" ]; then
  judge "a text from outside builds" "$program" build --book "$novel" --out "$work/novel"
  outputs "a text from outside" "$work/novel"
  judge "the targets of typography: a text from outside" tests/quality/compare.py --check --book "$novel"
else
  echo "skipped: no $novel here, so a text from outside was not set"
fi
exit $failed
