#!/usr/bin/env bash
# Audits a fleet of tenants with xargs, one process for each tenant and as many at once as there are cores. Needs Python 3.
#
#   examples/fleet/parallel.sh fleet 2026-03-01 > rows.jsonl
set -euo pipefail
fleet="$(cd "$1" && pwd)"
at="$2"
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# Each tenant writes a file of its own: lines of two processes never mix.
export at here work
find "$fleet" -mindepth 1 -maxdepth 1 -type d -print0 | sort -z | xargs -0 -P "$(nproc)" -n 8 python3 -c '
import os, pathlib, sys
sys.path.insert(0, os.environ["here"])
from tenant_rows import tenant_rows
for folder in sys.argv[1:]:
    rows = "".join(f"{row}\n" for row in tenant_rows(folder, os.environ["at"]))
    pathlib.Path(os.environ["work"], pathlib.Path(folder).name).write_text(rows)
'
cat "$work"/*
