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
judge "the sample book in real readers" tests/reader.sh dist/*.epub
judge "the EPUB with every two options" tests/epub-options.sh
python=python3
# The schemas come with a package of two megabytes.
if python3 -m venv "$work/venv" >/dev/null 2>&1 && "$work/venv/bin/pip" install -q onixcheck >/dev/null 2>&1; then
  python=$work/venv/bin/python
fi
judge "ONIX records by EDItEUR's schemas" "$python" tests/onix.py "$program"
judge "the targets of typography: the sample book" tests/quality/compare.py --check

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
for name in sample torture; do
  judge "every page in three renderers: $name" tests/render.py "$work/standards/$name"/dist/*.pdf
done

if [ -d "$shared/captures" ]; then
  captures=("$shared"/captures/*.txt)
  expected=$shared/captures/expected.json
  judge "import" "$program" import "${captures[@]}" --into "$work/mybook" --report "$work/report.json"
  judge "import: score" "$tools/score-import" "$expected" "$work/report.json" --min-f1 0.90 \
    --book "$work/mybook" --captures "$shared/captures"
  judge "import, proposals accepted" "$program" import "${captures[@]}" --into "$work/accepted" \
    --report "$work/accepted.json" --accept-proposals
  judge "import, proposals accepted: score" "$tools/score-import" "$expected" "$work/accepted.json" \
    --book "$work/accepted" --captures "$shared/captures"
  judge "the imported book builds" "$program" build --book "$work/mybook"
  outputs "the imported book" "$work/mybook/dist"
fi

if [ -d "$shared/manuscripts/father-brown" ]; then
  judge "a text from outside builds" "$program" build --book "$shared/manuscripts/father-brown" --out "$work/brown"
  outputs "a text from outside" "$work/brown"
  judge "the targets of typography: a text from outside" tests/quality/compare.py --check --book "$shared/manuscripts/father-brown"
fi
exit $failed
