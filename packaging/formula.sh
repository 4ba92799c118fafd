#!/usr/bin/env bash
# Fills in the Homebrew formula from the archives of a release. usage: packaging/formula.sh VERSION REPOSITORY FOLDER
set -euo pipefail
version=$1 repository=$2 folder=$3
hash_of() { sha256sum "$folder/anthology-$1.tar.gz" | cut -d' ' -f1; }
macos=$(hash_of universal-apple-darwin) x86_64=$(hash_of x86_64-unknown-linux-musl) aarch64=$(hash_of aarch64-unknown-linux-musl)
sed -e '/^# The Homebrew formula/d' \
  -e "s|@REPOSITORY@|$repository|g" -e "s|@VERSION@|$version|g" -e "s|@SHA256_MACOS@|$macos|" \
  -e "s|@SHA256_LINUX_X86_64@|$x86_64|" -e "s|@SHA256_LINUX_AARCH64@|$aarch64|" \
  "$(dirname "$0")/anthology.rb.in"
