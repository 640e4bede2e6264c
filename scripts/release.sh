#!/usr/bin/env bash
# Builds the programs of a release, checks them, and names them with their checksums. Nothing is published.
#
#   scripts/release.sh                            # Linux on x86-64, static
#   scripts/release.sh x86_64-unknown-linux-gnu   # other targets, each by its name in Rust
#   scripts/release.sh all                        # every target below
#
# What lies in target/release-files/ afterwards: rolecall-VERSION-TARGET.tar.gz (.zip for Windows), SHA256SUMS and, with
# ROLECALL_URL (where the files will lie), the manifests of packaging/ as far as their targets were built.
#
# A target of another system, and the static one, are built with cargo-zigbuild, whose compiler (ziglang) is installed from PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."

all=(x86_64-unknown-linux-musl x86_64-unknown-linux-gnu aarch64-unknown-linux-musl x86_64-pc-windows-gnu x86_64-apple-darwin
  aarch64-apple-darwin)
targets=("$@")
if [ $# -eq 0 ]; then targets=(x86_64-unknown-linux-musl); fi
if [ "${1:-}" = all ]; then targets=("${all[@]}"); fi

version="$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)"
commit="$(git rev-parse --short=12 HEAD)"
git diff --quiet HEAD || commit="$commit+changes"
export ROLECALL_COMMIT="$commit"
host="$(rustc -vV | sed -n 's/^host: //p')"
out=target/release-files
tools="$PWD/target/tools/release"
export PATH="$tools/bin:$PATH"

say() { printf '%s\n' "$*" >&2; }

# The standard library of a target comes from rustup, its C compiler from PyPI; a machine that cannot have them leaves the target out.
has_target() {
  [ "$1" = "$host" ] && return
  has_zigbuild || return
  rustup target list --installed 2>/dev/null | grep -x "$1" >/dev/null && return
  rustup target add "$1" >/dev/null 2>&1 && return
  say "$1 is left out: its standard library is not installed. With a network, \`rustup target add $1\` installs it."
  return 1
}

has_zigbuild() {
  command -v cargo-zigbuild >/dev/null && return
  { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check cargo-zigbuild ziglang; } && return
  say "cargo-zigbuild is missing: \`pip install cargo-zigbuild ziglang\` installs it, with the C compiler that it needs."
  return 1
}

build() {
  if [ "$1" = "$host" ]; then
    cargo build --locked --profile dist --target "$1"
  else
    cargo zigbuild --locked --profile dist --target "$1"
  fi
}

# What this machine can run has to say who it is, and to answer.
checked() {
  case "$1" in x86_64-unknown-linux-*) ;; *) say "$1 is built and was not run here"; return ;; esac
  local said
  said="$("$2" --version)"
  case "$said" in "rolecall $version (commit $commit; catalog of "*) ;; *) say "$2 says: $said"; return 1 ;; esac
  "$2" audit fixtures/contoso --at 2025-02-01 --format json >/dev/null
}

archived() {
  local name="rolecall-$version-$1" program="$2"
  local folder="$out/$name"
  mkdir -p "$folder"
  cp "$program" LICENSE-APACHE LICENSE-MIT README.md CHANGELOG.md "$folder"
  checked "$1" "$folder/$(basename "$program")"
  find "$folder" -exec touch -d "@$(git log -1 --format=%ct)" {} +
  case "$1" in
    *-windows-*) (cd "$out" && rm -f "$name.zip" && python3 -m zipfile -c "$name.zip" "$name") ;;
    # The same files give the same archive: nothing of it tells who made it, or when.
    *) tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner -cf - "$name" |
      gzip -9n > "$out/$name.tar.gz" ;;
  esac
}

# A manifest names files by their checksums: it is written once all of them are there.
filled() {
  local template="$1" text wanted sum
  text="$(cat "$template")"
  text="${text//@VERSION@/$version}"
  text="${text//@URL@/$ROLECALL_URL}"
  while read -r wanted; do
    sum="$(awk -v file="${wanted//VERSION/$version}" '$2 == file { print $1 }' "$out/SHA256SUMS")"
    if [ -z "$sum" ]; then say "$template is not filled: ${wanted//VERSION/$version} was not built"; return; fi
    text="${text//@SHA256 $wanted@/$sum}"
  done < <(grep -o '@SHA256 [^@]*@' "$template" | sed 's/@SHA256 \(.*\)@/\1/')
  local file="$out/${template%.in}"
  mkdir -p "$(dirname "$file")"
  printf '%s\n' "$text" > "$file"
}

rm -rf "$out"
mkdir -p "$out"
complete=1
for target in "${targets[@]}"; do
  has_target "$target" || { complete=0; continue; }
  build "$target"
  program="target/$target/dist/rolecall"
  if [ -f "$program.exe" ]; then program="$program.exe"; fi
  archived "$target" "$program"
done
(cd "$out" && { find . -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.zip' \) -printf '%f\n' | LC_ALL=C sort | xargs -r sha256sum; } > SHA256SUMS)
[ -s "$out/SHA256SUMS" ] || { say "nothing was built"; exit 1; }
if [ -n "${ROLECALL_URL:-}" ]; then
  for template in packaging/*/*.in; do filled "$template"; done
else
  say "The manifests of packaging/ are not filled: ROLECALL_URL says where the files will lie."
fi
cat "$out/SHA256SUMS"
# Whoever names a target wants it.
[ "$complete" = 1 ] || [ "${1:-}" = all ]
