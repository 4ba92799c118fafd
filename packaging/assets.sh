#!/usr/bin/env bash
# Writes completions and manual pages, which packages bring along. usage: packaging/assets.sh PROGRAM FOLDER
set -euo pipefail
program=$1 folder=$2
mkdir -p "$folder/completions" "$folder/man"
"$program" completions bash >"$folder/completions/anthology.bash"
"$program" completions zsh >"$folder/completions/_anthology"
"$program" completions fish >"$folder/completions/anthology.fish"
"$program" completions powershell >"$folder/completions/anthology.ps1"
"$program" man >"$folder/man/anthology.1"
# The commands as the program itself lists them.
"$program" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]\{1,\}\) .*/\1/p' | while read -r command; do
  [ "$command" = help ] || "$program" man "$command" >"$folder/man/anthology-$command.1"
done
