#!/usr/bin/env bash
# tests/reader.sh FILE.epub…: opens EPUBs in real readers: foliate-js in headless Chromium, MuPDF, calibre's
# converter. Each is left out, with the reason, where it isn't there.
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
    node "$here/reader/read.mjs" "$modules/node_modules" "$chromium" "$@" || failed=1
  else
    echo "skipped: npm can't install foliate-js ($(tail -n 1 "$modules/npm.log")), so it was not run"
  fi
fi

[ "${1:-}" = --words ] && shift 2
for book in "$@"; do
  if command -v mutool >/dev/null; then
    said=$(mutool draw -q -o /dev/null -F text "$book" 2>&1 >/dev/null | grep '^error' | sort -u) || true
    if [ -n "$said" ]; then echo "MuPDF on $book: $said"; failed=1; else echo "MuPDF: $book: 0 faults"; fi
  fi
  if command -v ebook-convert >/dev/null; then
    out=$(mktemp -d)
    if ebook-convert "$book" "$out/book.azw3" >"$out/log" 2>&1; then echo "calibre: $book"; else tail -n 5 "$out/log"; failed=1; fi
    rm -rf "$out"
  fi
done
command -v mutool >/dev/null || echo "skipped: mutool is not installed"
command -v ebook-convert >/dev/null || echo "skipped: calibre is not installed"
exit $failed
