#!/usr/bin/env bash
# Seconds and peak memory of a build at several lengths: the sample book's chapters, repeated. Needs a
# release build and GNU time. usage: tests/scale.sh [COPIES…]   (default: 1 10 50; one copy is about 100 pages)
set -euo pipefail
cd "$(dirname "$0")/.."
program=$PWD/target/release/anthology
[ -n "${CARGO_TARGET_DIR:-}" ] && program=$CARGO_TARGET_DIR/release/anthology
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ $# -gt 0 ] || set -- 1 10 50

make_book() { # make_book COPIES FOLDER
  local copies=$1 folder=$2 i f name
  mkdir -p "$folder/chapters"
  cp -r chapters/images "$folder/chapters/" 2>/dev/null || true
  {
    printf '[book]\ntitle = "A Long Book"\nlanguage = "en-GB"\n'
    for i in $(seq "$copies"); do
      printf '\n[[part]]\ntitle = "Volume %s"\nchapters = [\n' "$i"
      for f in chapters/*.md; do
        name=$(basename "$f" .md)
        printf '  "chapters/%s-%s.md",\n' "$name" "$i"
        # Links lead to the chapters of the same copy.
        sed -E "s/\]\(([a-z0-9-]+)\.md/](\1-$i.md/g" "$f" >"$folder/chapters/$name-$i.md"
      done
      printf ']\n'
    done
  } >"$folder/book.toml"
}

for copies in "$@"; do
  make_book "$copies" "$work/$copies"
  for edition in "" --pdf --epub; do
    printf '== %s copies %s\n' "$copies" "${edition:-both editions}"
    # shellcheck disable=SC2086
    /usr/bin/time -f 'wall %e s, user %U s, peak %M KiB' "$program" build --book "$work/$copies" $edition --timings 2>&1 | tail -n 12
  done
  pages=$(pdfinfo "$work/$copies"/dist/*.pdf 2>/dev/null | sed -n 's/^Pages: *//p')
  printf 'pages: %s; bytes: %s\n' "${pages:-?}" "$(stat -c '%n %s' "$work/$copies"/dist/* | sed 's|.*/||' | paste -sd' ')"
done
