#!/usr/bin/env bash
# tests/epub-options.sh [ALL]: every option of the EPUB combined with every other, on the books of tests/suite that
# hold every construct and every form of link; each result must pass EPUBCheck without a finding (a sample of them Ace
# too). Without `all`, any two values of two options meet in some build; with it, every combination is built.
set -euo pipefail
cd "$(dirname "$0")/.."
check=${SHARED:-../shared}/tools/check-epub
program=${ANTHOLOGY:-${CARGO_TARGET_DIR:-target}/release/anthology}
if [ ! -x "$check" ]; then
  echo "skipped: no $check here, so EPUBCheck was not run"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# build NAME BOOK FONTS HYPHENS NUMBERS NOTES THEME CERTIFIER CAP
build() {
  local folder=$work/$1
  mkdir -p "$folder"
  cp -r "$2"/. "$folder"
  cat >>"$folder/book.toml" <<TOML

[typesetting]
paragraph-numbers = $5
notes = "$6"
theme = "$7"

[epub]
embed-fonts = $3
soft-hyphens = $4
onix = true
${8:+certifier = \"$8\"}
${9:+size-cap = \"$9\"}
TOML
  "$program" build --book "$folder" --out "$work/out-$1" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
  mv "$work/out-$1"/*.epub "$work/$1.epub"
}

# Each line is a build; `_` stands for nothing. Large print, whose theme differs
# in sizes alone, and notes at the book's end meet fewer lines.
pairs() {
  cat <<'ROWS'
false false false foot    classic
false true  true  chapter modern  A.Certifier 1MB
true  false true  foot    modern  A.Certifier
true  true  false chapter classic _           1MB
true  false true  chapter classic A.Certifier 1MB
false true  false foot    modern  _           1MB
false false true  chapter classic
true  true  true  foot    large-print
true  true  false foot    classic A.Certifier
false true  true  book    classic _           1MB
true  false false book    modern  A.Certifier
ROWS
}

few() { pairs | sed -n 2,3p; }

every() {
  local fonts hyphens numbers notes theme certifier cap
  for fonts in true false; do for hyphens in true false; do for numbers in true false; do
    for notes in foot chapter book; do for theme in classic modern large-print; do
      for certifier in A.Certifier _; do for cap in 1MB _; do
        echo "$fonts $hyphens $numbers $notes $theme $certifier $cap"
      done; done
    done; done
  done; done; done
}

rows=pairs
[ "${1:-}" = all ] && rows=every
for book in torture links; do
  n=0
  # The book of links is there for its ids and addresses; few options touch them.
  [ "$book" = links ] && [ "$rows" = pairs ] && rows=few
  while read -r fonts hyphens numbers notes theme certifier cap; do
    n=$((n + 1))
    [ "$certifier" = _ ] && certifier=
    [ "${cap:-_}" = _ ] && cap=
    build "$book-$n" "tests/suite/$book" "$fonts" "$hyphens" "$numbers" "$notes" "$theme" "$certifier" "$cap"
  done < <($rows)
done
"$check" --strict --no-ace "$work"/*.epub
"$check" --strict --no-epubcheck "$work"/torture-3.epub "$work"/links-2.epub
