#!/usr/bin/env bash
# Builds the Python wheel (the module and the program) and tests it in a fresh virtual environment. Nothing is published.
#
#   scripts/wheel.sh              # as it is shipped; the wheel lies in python/dist/
#   PROFILE=release scripts/wheel.sh   # built in less time
#
# Needs Rust, a C compiler, Python 3.10 or newer, and maturin and pytest from PyPI. ROLECALL_PROGRAM names a program that is built
# already.
set -euo pipefail
cd "$(dirname "$0")/.."

profile="${PROFILE:-dist}"
tools="$PWD/python/target/tools"
python="${PYTHON:-python3}"

[ -x "$tools/bin/maturin" ] || {
  "$python" -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check 'maturin>=1.9,<2'
}

# The program lies in the wheel as it is: what it does with streams, signals and exit codes is what the program does.
program="${ROLECALL_PROGRAM:-target/$profile/rolecall}"
if [ -z "${ROLECALL_PROGRAM:-}" ]; then
  ROLECALL_COMMIT="${ROLECALL_COMMIT:-$(git rev-parse --short=12 HEAD)}" cargo build --locked --profile "$profile"
fi
rm -rf python/rolecall.data python/dist
mkdir -p python/rolecall.data/scripts
cp "$program" python/rolecall.data/scripts/rolecall

"$tools/bin/maturin" build --locked --profile "$profile" --manifest-path python/Cargo.toml --out python/dist

fresh="$(mktemp -d)"
trap 'rm -rf "$fresh"' EXIT
"$python" -m venv "$fresh"
"$fresh/bin/pip" install --quiet --disable-pip-version-check pytest python/dist/rolecall-*.whl
"$fresh/bin/python" -m pytest --quiet -p no:cacheprovider python/tests
ls -l python/dist
