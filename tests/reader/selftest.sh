#!/usr/bin/env bash
# selftest.sh NODE_MODULES CHROMIUM FILE.epub…: plants each fault of plant.py in the first EPUB that can have it, and fails
# where no check finds it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
modules=$1 chromium=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
for fault in $(python3 "$here/plant.py"); do
  planted=''
  for book in "$@"; do
    # Only a book from right to left has contents from right to left.
    if [ "$fault" = contents-flush-left ] && ! unzip -p "$book" OEBPS/content.opf | grep -q 'direction="rtl"'; then continue; fi
    if python3 "$here/plant.py" "$fault" "$book" "$work/$fault.epub" >/dev/null; then planted=1; break; fi
  done
  if [ -z "$planted" ]; then echo "skipped: $fault can't be planted in these books"; continue; fi
  book=$work/$fault.epub
  case $fault in
    logical-float | number-on-text | no-column) check=(python3 "$here/calibre.py" "$book") ;;
    blank-page) check=(python3 "$here/mupdf.py" "$book") ;;
    table-of-the-window) check=(node "$here/frames.mjs" "$modules" "$chromium" epubjs "$book") ;;
    *) check=(node "$here/frames.mjs" "$modules" "$chromium" readium "$book") ;;
  esac
  status=0
  "${check[@]}" >"$work/log" 2>&1 || status=$?
  case $status in
    1) printf 'found    %s: %s\n' "$fault" "$(grep -m 1 '^  ' "$work/log" | cut -c 3-120)" ;;
    77) printf 'skipped  %s\n' "$fault" ;;
    *) printf 'MISSED   %s\n' "$fault"; tail -n 5 "$work/log"; failed=1 ;;
  esac
done
exit $failed
