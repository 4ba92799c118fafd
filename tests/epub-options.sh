#!/usr/bin/env bash
# tests/epub-options.sh [all [BOOK…]]: every option of the EPUB combined with every other. Each result must pass
# EPUBCheck without a finding of any grade. Without `all`, any two values of two options meet in some build of the books
# of tests/suite that hold every construct and every form of link. With it, all 288 combinations are built of those, of
# the sample book, and of whatever other BOOK is named; those that Ace could judge differently go to Ace too.
set -euo pipefail
cd "$(dirname "$0")/.."
check=$PWD/tools/check-epub
program=${ANTHOLOGY:-${CARGO_TARGET_DIR:-target}/release/anthology}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mode=${1:-pairs}

# build NAME BOOK FONTS HYPHENS NUMBERS NOTES THEME CERTIFIER CAP; `_` stands for nothing
build() {
  local name=$1 book=$2 folder=$work/book
  rm -rf "$folder" "$work/out"
  mkdir -p "$folder"
  cp -r "$book/book.toml" "$book/chapters" "$folder/"
  cat >>"$folder/book.toml" <<TOML

[typesetting]
paragraph-numbers = $5
notes = "$6"
theme = "$7"

[epub]
embed-fonts = $3
soft-hyphens = $4
onix = true
$([ "$8" = _ ] || echo "certifier = \"$8\"")
$([ "$9" = _ ] || echo "size-cap = \"$9\"")
TOML
  "$program" build --epub --book "$folder" --out "$work/out" >"$work/log" 2>&1 || { cat "$work/log"; return 1; }
  mv "$work/out"/*.epub "$work/$name.epub"
}

# Each line is a build. Large print, whose theme differs in sizes alone, and notes at the book's end meet fewer lines.
pairs() {
  cat <<'ROWS'
false false false foot    classic     _           _
false true  true  chapter modern      A.Certifier 1MB
true  false true  foot    modern      A.Certifier _
true  true  false chapter classic     _           1MB
true  false true  chapter classic     A.Certifier 1MB
false true  false foot    modern      _           1MB
false false true  chapter classic     _           _
true  true  true  foot    large-print _           _
true  true  false foot    classic     A.Certifier _
false true  true  book    classic     _           1MB
true  false false book    modern      A.Certifier _
ROWS
}

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

# What Ace sees: a reader's fonts, soft hyphens, the certifier and the size of pictures change nothing there.
differs() { [ "$1 $2 $6 $7" = "false true _ _" ]; }

books=(tests/suite/torture tests/suite/links)
[ "$mode" = all ] && books+=(. "${@:2}")
declare -A seen
built=0 distinct=() judged=()
for book in "${books[@]}"; do
  rows=pairs
  [ "$mode" = all ] && rows=every
  n=0
  while read -r fonts hyphens numbers notes theme certifier cap; do
    n=$((n + 1))
    # The book of links is there for its ids and addresses; few options touch them.
    if [ "$mode" != all ] && [ "$book" = tests/suite/links ] && [ $n != 2 ] && [ $n != 3 ]; then continue; fi
    name=$(basename "$(cd "$book" && pwd)")-$n
    build "$name" "$book" "$fonts" "$hyphens" "$numbers" "$notes" "$theme" "$certifier" "$cap"
    built=$((built + 1))
    sum=$(sha256sum "$work/$name.epub" | cut -d' ' -f1)
    if [ -n "${seen[$sum]:-}" ]; then
      rm "$work/$name.epub"
    else
      seen[$sum]=$name
      distinct+=("$work/$name.epub")
    fi
    if [ "$mode" = all ]; then
      differs "$fonts" "$hyphens" "$numbers" "$notes" "$theme" "$certifier" "$cap" && judged+=("$work/${seen[$sum]}.epub")
    elif [ $n = 2 ] || [ $n = 3 ]; then
      judged+=("$work/${seen[$sum]}.epub")
    fi
  done < <($rows)
done
echo "$built combinations built, ${#distinct[@]} of them distinct"

jar=$(python3 -c 'import os, sys; sys.path.insert(0, sys.argv[1]); from bookcheck import PY; print(os.path.join(PY, "epubcheck"))' "$PWD/tools/lib")
if java --list-modules 2>/dev/null | grep -q '^jdk.compiler'; then
  java -XX:+UseSerialGC -Xss8m -cp "$jar/epubcheck.jar:$jar/lib/*" tests/reader/EpubCheckAll.java "${distinct[@]}"
else
  "$check" --strict --no-ace "${distinct[@]}"
fi
"$check" --strict --no-epubcheck "${judged[@]}"
