#!/usr/bin/env bash
# window.sh FOLDER FILE.epub…: opens each EPUB in Foliate's window (Debian's 2.6, on WebKitGTK) under Xvfb, at a phone's
# size, turns eight pages, and leaves a picture of each in FOLDER. Nothing is judged: the pictures are to be looked at.
set -euo pipefail
out=$1
shift
mkdir -p "$out"
missing=()
for pair in foliate:foliate Xvfb:xvfb xdotool:xdotool dbus-run-session:dbus-daemon import:imagemagick WebKitWebDriver:webkit2gtk-driver; do
  command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  { apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}"; } >"$out/apt.log" 2>&1 ||
    { echo "skipped: ${missing[*]} can't be installed, so Foliate's window was not opened"; exit 0; }
fi
home=$(mktemp -d)
Xvfb -displayfd 3 -screen 0 420x760x24 3>"$home/display" >/dev/null 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$home"' EXIT
until [ -s "$home/display" ]; do sleep 0.2; done
DISPLAY=:$(cat "$home/display")
# WebKit's own sandbox and accelerated drawing need more than a container has.
export DISPLAY HOME=$home WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 WEBKIT_DISABLE_COMPOSITING_MODE=1 NO_AT_BRIDGE=1
for book in "$@"; do
  name=$(basename "$book" .epub) key=Right
  if unzip -p "$book" OEBPS/content.opf | grep -q 'direction="rtl"'; then key=Left; fi
  dbus-run-session -- foliate "$(realpath "$book")" >"$out/foliate.log" 2>&1 &
  reader=$!
  window=''
  for _ in $(seq 60); do
    window=$(xdotool search --onlyvisible --class oliate 2>/dev/null | head -n 1) || true
    if [ -n "$window" ]; then break; fi
    sleep 0.5
  done
  if [ -z "$window" ]; then echo "Foliate opened no window for $book"; kill $reader; exit 1; fi
  sleep 6
  xdotool windowsize "$window" 420 760 windowmove "$window" 0 0
  for page in $(seq 8); do
    sleep 2
    import -window root "$out/$name-$page.png"
    xdotool mousemove 210 400 key $key
  done
  kill $reader
  wait $reader 2>/dev/null || true
  echo "Foliate $(dpkg-query -W -f '${Version}' foliate): $name: 8 pages in $out"
done
