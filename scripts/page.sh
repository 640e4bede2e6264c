#!/usr/bin/env bash
# Builds the page that needs no install: target/page/rolecall.html, one file with the engine in it as WebAssembly.
#
#   scripts/page.sh                    # as it is shipped
#   PROFILE=release scripts/page.sh    # built in less time
#
# Needs a Rust compiler that can build for wasm32-unknown-unknown: one that has the standard library of that target, or the sources of its
# own standard library and a linker for WebAssembly. Where there is none, the script says how to get one and ends with exit code 3.
set -euo pipefail
cd "$(dirname "$0")/.."

profile="${PROFILE:-dist}"
target=wasm32-unknown-unknown

# Any linker for WebAssembly, the newest one first.
linker() { compgen -c wasm-ld | sort -Vru | head -n 1; }

# The first compiler that can build for the target sets `rust`, the folder with its `cargo` and `rustc`, and `std`, how its standard library
# is had.
std=()
find_compiler() {
  local sysroot
  for rust in "$(dirname "$(command -v rustc || echo /none/rustc)")" /usr/bin; do
    [ -x "$rust/rustc" ] && [ -x "$rust/cargo" ] || continue
    sysroot="$("$rust/rustc" --print sysroot)"
    [ -d "$sysroot/lib/rustlib/$target/lib" ] && return
    # A compiler builds its own standard library, and only that one. It takes a switch of the compiler that is not stable yet, which
    # RUSTC_BOOTSTRAP allows.
    if [ -d "$sysroot/lib/rustlib/src/rust/library/std" ] && [ -n "$(linker)" ]; then
      std=(-Z "build-std=std,panic_abort" -Z "build-std-features=")
      export RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="${CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER:-$(linker)}"
      return
    fi
  done
  cat >&2 <<'HOW'
scripts/page.sh: no Rust compiler here can build WebAssembly. With rustup:
  rustup target add wasm32-unknown-unknown
On Debian, beside a compiler of rustup or without one:
  apt-get install rustc-web cargo-web rust-web-src lld-22    # or another lld from 19 on
HOW
  exit 3
}

find_compiler
# No path of this machine comes into the page.
export RUSTFLAGS="--remap-path-prefix=$PWD=rolecall --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo"
PATH="$rust:$PATH" RUSTC="$rust/rustc" "$rust/cargo" build --locked --profile "$profile" --target "$target" "${std[@]}" --manifest-path web/Cargo.toml --target-dir web/target

page=target/page
rm -rf "$page"
mkdir -p "$page/parts"
gzip -9nc "web/target/$target/$profile/rolecall_page.wasm" | base64 | tr -d "\n" > "$page/parts/engine"
cat web/zip.js web/worker.js > "$page/parts/worker"
cat src/report/html/page.css web/page.css > "$page/parts/style"
cp web/page.js "$page/parts/script"

# What the policy lets run: the page's script and style, and those of a report, which is shown in a frame under both policies.
hash() { printf "'sha256-%s'" "$(printf "$(sha256sum "$1" | cut -c 1-64 | sed 's/../\\x&/g')" | base64)"; }
scripts="$(hash "$page/parts/script") $(hash src/report/html/page.js)"
styles="$(hash "$page/parts/style") $(hash src/report/html/page.css)"
printf "default-src 'none'; script-src %s 'wasm-unsafe-eval'; style-src %s; worker-src blob:; frame-src blob:; base-uri 'none'; form-action 'none'" \
  "$scripts" "$styles" > "$page/parts/policy"

# A line of the template is written up to the mark, then the part, then the rest: no part is read as a pattern.
while IFS= read -r line; do
  if [[ "$line" =~ ^(.*)@(POLICY|STYLE|WORKER|ENGINE|SCRIPT)@(.*)$ ]]; then
    printf '%s' "${BASH_REMATCH[1]}"
    cat "$page/parts/${BASH_REMATCH[2],,}"
    printf '%s\n' "${BASH_REMATCH[3]}"
  else
    printf '%s\n' "$line"
  fi
done < web/page.html > "$page/rolecall.html"
rm -rf "$page/parts"
echo "$page/rolecall.html: $(($(wc -c < "$page/rolecall.html") / 1000)) kB"
