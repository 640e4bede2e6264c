#!/usr/bin/env bash
# Makes the picture of the README, docs/report.webp: what a browser shows of a report of readiness about fixtures/contoso.
#
# Needs Chromium and cwebp (Debian's `chromium` and `webp`). ROLECALL_PROGRAM names a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."

for tool in chromium cwebp; do
  command -v "$tool" >/dev/null || { echo "scripts/picture.sh: $tool is missing: \`apt-get install chromium webp\` installs it" >&2; exit 3; }
done
program=(${ROLECALL_PROGRAM:-cargo run --quiet --release --})
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Exit code 1 is the answer: the workspace is not ready.
"${program[@]}" readiness fixtures/contoso --workspace soc --team fixtures/teams/contoso.yaml --at 2025-02-01 --format html -q -o "$work/report.html" || [ $? -eq 1 ]
# As high as its verdict and the first thing to do.
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" --force-device-scale-factor=1.5 \
  --window-size=1080,540 --screenshot="$work/report.png" "file://$work/report.html" >/dev/null 2>&1
cwebp -quiet -q 75 -m 6 "$work/report.png" -o docs/report.webp
echo "docs/report.webp: $(($(wc -c < docs/report.webp) / 1000)) kB"
