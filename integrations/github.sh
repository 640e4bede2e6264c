#!/usr/bin/env bash
# What action.yml runs: annotations in the log, a summary of the job and, if wanted, SARIF. The exit code is that of the check.
set -euo pipefail

rolecall="${ROLECALL:-$HOME/.rolecall/$BUILD/bin/rolecall}"
# One argument a word: blanks and line breaks stand between files, and patterns are for rolecall to expand.
set -o noglob
# shellcheck disable=SC2206
files=($FILES)
# shellcheck disable=SC2206
exports=($EXPORTS)
set +o noglob

if [ -z "$BASE" ] && [ -n "$BASE_BRANCH" ]; then
  git fetch --quiet --no-tags --depth=1 origin "+refs/heads/$BASE_BRANCH:refs/remotes/origin/$BASE_BRANCH"
  BASE="origin/$BASE_BRANCH"
fi

arguments=(--fail-on "$FAIL_ON")
if [ -n "$CONFIG" ]; then arguments+=(--config "$CONFIG"); fi
if [ -n "$BASE" ]; then arguments+=(--base "$BASE"); fi
for export in ${exports[@]+"${exports[@]}"}; do arguments+=(--exports "$export"); done

# Of SARIF the code host makes up what is new: what is not in it would count as mended.
new=()
if [ -n "$BASE" ] && [ "$NEW_ONLY" = true ]; then new=(--new-only); fi

check() { "$rolecall" check "${arguments[@]}" "$@" -- "${files[@]}"; }

code=0
check --format github ${new[@]+"${new[@]}"} || code=$?
# The same answer in other forms: it has failed above if it fails.
if [ "$code" -lt 2 ]; then
  if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then check --quiet --format markdown ${new[@]+"${new[@]}"} >> "$GITHUB_STEP_SUMMARY" || true; fi
  if [ -n "$SARIF" ]; then check --quiet --format sarif --output "$SARIF" || true; fi
fi
exit "$code"
