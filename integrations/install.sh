#!/usr/bin/env bash
# Puts rolecall into FOLDER/bin, once: from the archive or the wheel of a release, or built from its sources.
#
#   integrations/install.sh FOLDER SOURCES
#
# ARCHIVE (an https address or a file) names what scripts/release.sh or scripts/wheel.sh made, SHA256 its checksum, VERSION the version
# that it has to be (empty: any). What does not match its checksum is never run, and nothing is built in its place. An archive that
# cannot be fetched is: then, and without ARCHIVE, rolecall is built from SOURCES.
set -euo pipefail

folder="$1" sources="$2"
archive="${ARCHIVE:-}" sha256="${SHA256:-}" version="${VERSION:-}"

fail() { printf 'rolecall: %s\n' "$1" >&2; exit 2; }

[ ! -x "$folder/bin/rolecall" ] || exit 0

fetched() {
  if [ -f "$archive" ]; then cp "$archive" "$1"; return; fi
  case "$archive" in https://*) ;; *) fail "\`$archive\` is neither a file nor an https address" ;; esac
  curl --fail --silent --show-error --location --proto =https --proto-redir =https --output "$1" "$archive"
}

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

unpacked() {
  case "$archive" in
    *.whl) python3 -m zipfile -e "$1" "$2" ;;
    *.tar.gz) tar -xzf "$1" -C "$2" ;;
    *) fail "\`$archive\` is neither a wheel nor a .tar.gz" ;;
  esac
}

installed() {
  local work program
  work="$(mktemp -d)"
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" EXIT
  [ -n "$sha256" ] || fail "an archive needs its checksum: give sha256, as SHA256SUMS has it"
  fetched "$work/archive" || return 1
  [ "$(checksum "$work/archive")" = "$(printf %s "$sha256" | tr 'A-F' 'a-f')" ] || fail "the checksum of \`$archive\` is another one"
  mkdir "$work/files"
  unpacked "$work/archive" "$work/files"
  program="$(find "$work/files" -type f -name rolecall | head -n 1)"
  [ -n "$program" ] || fail "\`$archive\` holds no program"
  chmod +x "$program"
  case "$("$program" --version)" in "rolecall $version"*) ;; *) fail "\`$archive\` is not version $version" ;; esac
  mkdir -p "$folder/bin"
  mv "$program" "$folder/bin/rolecall"
}

if [ -n "$archive" ]; then
  if installed; then exit 0; fi
  printf "rolecall: \`%s\` cannot be fetched, so rolecall is built\n" "$archive" >&2
fi
cargo install --locked --quiet --path "$sources" --root "$folder"
