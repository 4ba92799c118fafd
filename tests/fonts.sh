#!/usr/bin/env bash
# Adds the fonts of Debian's packages to a book, builds it in the theme that is designed for each, and looks for the font
# in the PDF and the EPUB. A family that isn't installed is skipped, with the package that has it.
#
#   tests/fonts.sh [PROGRAM]
#
# Needs pdffonts (poppler-utils) and unzip. Packages: fonts-ebgaramond fonts-vollkorn fonts-linuxlibertine.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$(realpath "${1:-$root/target/release/anthology}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
fail() { echo "FAILED  $*"; failed=1; }

# theme, family, the beginning of the font's PostScript name, package
while IFS='|' read -r theme family postscript package; do
  book=$scratch/$theme
  cp -r "$root/docs/gallery/book" "$book"
  printf '\n[typesetting]\ntheme = "%s"\n\n[epub]\nembed-fonts = true\n' "$theme" >>"$book/book.toml"
  if ! "$program" fonts add "$family" --book "$book" >"$scratch/said" 2>&1; then
    if grep -q 'no font of that name\|no OpenType' "$scratch/said"; then
      echo "skipped $family: not installed (Debian: $package)"
    else
      fail "$family: $(cat "$scratch/said")"
    fi
    continue
  fi
  ls "$book"/fonts/*-licence.txt >/dev/null 2>&1 || fail "$family: no licence"
  grep -q '^\[protrusion\]' "$book"/fonts/*.toml || fail "$family: no protrusion"
  "$program" build --book "$book" >"$scratch/said" 2>&1 || fail "$theme: $(cat "$scratch/said")"
  grep -q 'missing-family' "$scratch/said" && fail "$theme: still lacks $family"
  # Into variables: with pipefail, a program whose reader has found what it wants is one that failed.
  embedded=$(pdffonts "$book"/dist/*.pdf) listed=$(unzip -l "$book"/dist/*.epub)
  grep -q "$postscript" <<<"$embedded" || fail "$theme: $postscript isn't in the PDF"
  grep -q "fonts/" <<<"$listed" || fail "$theme: no fonts in the EPUB"
  "$program" fonts --book "$book" --specimen "$scratch/$theme.pdf" --family "$family" >/dev/null 2>&1 ||
    fail "$family: no specimen"
  cp "$book"/dist/*.pdf "$scratch/first.pdf"
  "$program" build --book "$book" >/dev/null 2>&1
  cmp -s "$scratch/first.pdf" "$book"/dist/*.pdf || fail "$theme: another PDF the second time"
  [ $failed = 1 ] || echo "fine    $family in $theme"
done <<'FAMILIES'
aldine|EB Garamond|EBGaramond|fonts-ebgaramond
pocket|Vollkorn|Vollkorn|fonts-vollkorn
verso|Linux Biolinum O|LinBiolinum|fonts-linuxlibertine
FAMILIES
exit $failed
