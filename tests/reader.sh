#!/usr/bin/env bash
# tests/reader.sh [--words WORD] FILE.epub…: opens EPUBs in real readers: foliate-js in headless Chromium, MuPDF,
# calibre's converter; and lays every file out in Chromium in many sizes. Each is left out, with the reason, where it
# isn't there. With --words it says what readers make of a word with soft hyphens, and judges nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
modules=${READER_MODULES:-${CARGO_TARGET_DIR:-$here/../target}/reader}
failed=0

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$chromium" ] || ! command -v node >/dev/null; then
  echo "skipped: no Chromium or no Node.js here, so foliate-js was not run"
else
  mkdir -p "$modules"
  cp "$here/reader/package.json" "$modules/"
  if [ -d "$modules/node_modules/foliate-js" ] ||
    (cd "$modules" && npm install --no-audit --no-fund --ignore-scripts --silent >"$modules/npm.log" 2>&1); then
    if [ "${1:-}" = --words ]; then
      node "$here/reader/words.mjs" "$modules/node_modules" "$chromium" "${@:2}"
      exit
    fi
    node "$here/reader/read.mjs" "$modules/node_modules" "$chromium" "$@" || failed=1
    node "$here/reader/look.mjs" "$modules/node_modules" "$chromium" "$@" || failed=1
  else
    echo "skipped: npm can't install foliate-js ($(tail -n 1 "$modules/npm.log")), so it was not run"
  fi
fi

for book in "$@"; do
  if command -v mutool >/dev/null; then
    said=$(mutool draw -q -o /dev/null -F text "$book" 2>&1 >/dev/null | grep '^error' | sort -u) || true
    if [ -n "$said" ]; then echo "MuPDF on $book: $said"; failed=1; else echo "MuPDF: $book: 0 faults"; fi
  fi
  if command -v ebook-convert >/dev/null; then
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
command -v mutool >/dev/null || echo "skipped: mutool is not installed"
command -v ebook-convert >/dev/null || echo "skipped: calibre is not installed"
exit $failed
