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
# The static program for Linux is built with musl-gcc (Debian's `musl-tools`) where it is there, the targets of other systems with
# cargo-zigbuild, whose compiler (ziglang) is installed from PyPI. What this machine cannot build is said at the end, with the reason.
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

# Why a target is not built, for each of those that were asked for.
left_out=()
leave_out() { left_out+=("$1: $2"); return 1; }

# The standard library of a target comes from rustup, its C compiler from Debian or PyPI.
can_build() {
  [ "$1" = "$host" ] && return
  has_library "$1" || leave_out "$1" "its standard library is missing; with a network, \`rustup target add $1\` installs it" || return
  has_musl_gcc "$1" || has_zigbuild || leave_out "$1" "its C compiler is missing; \`pip install cargo-zigbuild ziglang\` installs one"
}

has_library() { { rustup target list --installed 2>/dev/null | grep -x "$1" || rustup target add "$1"; } >/dev/null 2>&1; }

has_musl_gcc() { [ "$1" = "${host%-*}-musl" ] && command -v musl-gcc >/dev/null; }

has_zigbuild() {
  command -v cargo-zigbuild >/dev/null ||
    { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check cargo-zigbuild ziglang; } >&2
}

build() {
  if [ "$1" = "$host" ]; then
    cargo build --locked --profile dist --target "$1"
  elif has_musl_gcc "$1"; then
    env "CC_${1//-/_}=musl-gcc" cargo build --locked --profile dist --target "$1"
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
  case "$1" in *-musl) alone "$2" ;; esac
}

# A static program needs nothing beside it: in an empty root, as in a container `FROM scratch`, it answers without a network.
alone() {
  local root
  root="$(mktemp -d)"
  cp -r "$1" fixtures/contoso "$root"
  if ! unshare --user --map-root-user --net true 2>/dev/null; then
    say "$1 was not run in an empty root: this machine has no namespaces for users"
  elif ! unshare --user --map-root-user --net chroot "$root" /rolecall audit /contoso --at 2025-02-01 --format json >/dev/null; then
    say "$1 does not run in an empty root"
    rm -r "$root"
    return 1
  fi
  rm -r "$root"
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
for target in "${targets[@]}"; do
  can_build "$target" || continue
  build "$target" || { leave_out "$target" "its build failed, as said above" || continue; }
  program="target/$target/dist/rolecall"
  if [ -f "$program.exe" ]; then program="$program.exe"; fi
  archived "$target" "$program"
done
(cd "$out" && { find . -maxdepth 1 -type f \( -name '*.tar.gz' -o -name '*.zip' \) -printf '%f\n' | LC_ALL=C sort | xargs -r sha256sum; } > SHA256SUMS)
if [ -n "${ROLECALL_URL:-}" ]; then
  for template in packaging/*/*.in; do filled "$template"; done
else
  say "The manifests of packaging/ are not filled: ROLECALL_URL says where the files will lie."
fi
cat "$out/SHA256SUMS"
if [ "${#left_out[@]}" -gt 0 ]; then
  say "This machine cannot build:"
  printf '  %s\n' "${left_out[@]}" >&2
fi
[ -s "$out/SHA256SUMS" ] || { say "nothing was built"; exit 1; }
# Whoever names a target wants it.
[ "${#left_out[@]}" = 0 ] || [ "${1:-}" = all ]
