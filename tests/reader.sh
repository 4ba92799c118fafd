#!/usr/bin/env bash
# tests/reader.sh [--all | --selftest | --words WORD] FILE.epub… FILE.pdf…: opens books in real readers.
# EPUBs: foliate-js, Readium's navigator and epub.js in headless Chromium, MuPDF, and every file laid out in Chromium in
# many sizes. PDFs: pdf.js (Firefox's viewer), poppler through its GLib bindings (Evince's and Okular's search), and MuPDF:
# each looks for every word that is hyphenated at a line's end, pdf.js for phrases from right to left too. EPUBs with
# paragraph numbers are also set by calibre's engine. Each reader is left out, with the reason, where it isn't there.
#   --all       also calibre's conversions to AZW3, MOBI, DOCX and text, every section in WebKit, and Foliate's window under
#               Xvfb, for which it installs Debian's packages; the window's pictures are to be looked at
#   --selftest  plants the faults of plant.py in the EPUBs given, and fails where a check doesn't find one
#   --words     says what readers make of a word with soft hyphens, and judges nothing
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
modules=${READER_MODULES:-${CARGO_TARGET_DIR:-$here/../target}/reader}
failed=0

words='' all='' selftest=''
case ${1:-} in
  --words) words=$2; shift 2 ;;
  --all) all=1; shift ;;
  --selftest) selftest=1; shift ;;
esac
epubs=() pdfs=()
for book in "$@"; do
  case $book in
    *.pdf) pdfs+=("$book") ;;
    *) epubs+=("$book") ;;
  esac
done

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
installed=
if ! command -v node >/dev/null; then
  echo "skipped: no Node.js here, so pdf.js and foliate-js were not run"
else
  mkdir -p "$modules"
  # A new version of a package is installed over the old one.
  if cmp -s "$here/reader/package.json" "$modules/package.json" && [ -d "$modules/node_modules" ]; then
    installed=1
  else
    cp "$here/reader/package.json" "$modules/"
    if (cd "$modules" && npm install --no-audit --no-fund --ignore-scripts --silent >"$modules/npm.log" 2>&1); then
      installed=1
    else
      echo "skipped: npm can't install the readers ($(tail -n 1 "$modules/npm.log")), so they were not run"
      rm -f "$modules/package.json"
    fi
  fi
fi

if [ -n "$words" ]; then
  [ -n "$installed" ] && [ -n "$chromium" ] &&
    node "$here/reader/words.mjs" "$modules/node_modules" "$chromium" "$words" "${epubs[@]}"
  exit
fi
if [ -n "$selftest" ]; then
  "$here/reader/selftest.sh" "$modules/node_modules" "$chromium" "${epubs[@]}"
  exit
fi
if [ -n "$installed" ] && [ ${#epubs[@]} -gt 0 ]; then
  if [ -z "$chromium" ]; then
    echo "skipped: no Chromium here, so foliate-js, Readium's navigator and epub.js were not run"
  else
    for engine in readium epubjs; do
      node "$here/reader/frames.mjs" "$modules/node_modules" "$chromium" $engine "${epubs[@]}" || failed=1
    done
    node "$here/reader/read.mjs" "$modules/node_modules" "$chromium" "${epubs[@]}" || failed=1
    node "$here/reader/look.mjs" "$modules/node_modules" "$chromium" "${epubs[@]}" || failed=1
  fi
fi
if [ ${#pdfs[@]} -gt 0 ]; then
  if ! command -v pdftotext >/dev/null; then
    echo "skipped: pdftotext is not installed, which says where words are broken"
  else
    if [ -n "$installed" ]; then node "$here/reader/pdf.mjs" "$modules/node_modules" "${pdfs[@]}" || failed=1; fi
    # Debian's bindings are those of its own Python.
    python=$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || echo python3)
    "$python" "$here/reader/find.py" "${pdfs[@]}" || [ $? -eq 77 ] || failed=1
  fi
fi

for book in "${epubs[@]}"; do
  if command -v mutool >/dev/null; then
    said=$(mutool draw -q -o /dev/null -F text "$book" 2>&1 >/dev/null | grep '^error' | sort -u) || true
    if [ -n "$said" ]; then echo "MuPDF on $book: $said"; failed=1; else echo "MuPDF: $book: 0 faults"; fi
    python3 "$here/reader/mupdf.py" "$book" || failed=1
  fi
  if unzip -p "$book" 'OEBPS/text/*' | grep -q paragraph-number; then
    python3 "$here/reader/calibre.py" "$book" || [ $? -eq 77 ] || failed=1
  fi
  if [ -n "$all" ] && command -v ebook-convert >/dev/null; then
    out=$(mktemp -d)
    for kind in azw3 mobi docx txt; do
      if ! ebook-convert "$book" "$out/book.$kind" -vv >"$out/log" 2>&1; then tail -n 5 "$out/log"; failed=1; fi
      complaints=$(grep -i -E '^(warning|error)|not supported|invalid|failed to' "$out/log" | sort -u) || true
      if [ -n "$complaints" ]; then echo "calibre to $kind: $complaints"; failed=1; fi
    done
    python3 "$here/reader/text.py" "$book" "$out/book.txt" || failed=1
    rm -rf "$out"
  fi
done
if [ -n "$all" ] && [ ${#epubs[@]} -gt 0 ]; then
  "$here/reader/window.sh" "$modules/window" "${epubs[@]}" || failed=1
  /usr/bin/python3 "$here/reader/webkit.py" "${epubs[@]}" || [ $? -eq 77 ] || failed=1
fi
command -v mutool >/dev/null || echo "skipped: mutool is not installed"
command -v ebook-convert >/dev/null || echo "skipped: calibre is not installed"
exit $failed
