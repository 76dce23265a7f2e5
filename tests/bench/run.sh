#!/usr/bin/env bash
# Races our training step against diffusers' on the same weights and numbers, and prints a table of ratios.
# Usage: tests/bench/run.sh BUILD    with ORACLE=python that has torch==2.11.0 diffusers==0.42.1 transformers==5.23.0
#        SIZE=256 ROUNDS=3 MODELS=/tmp/armature-bench (7 GB, made once)
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:-build}
oracle=${ORACLE:-python3}
"$oracle" -c 'import diffusers, transformers' 2>/dev/null || {
  echo "The race needs diffusers: make bench ORACLE=/path/to/python with torch==2.11.0 diffusers==0.42.1 transformers==5.23.0" >&2
  exit 1
}
"$oracle" tests/bench/race.py --cli "$build/bin/armature-cli" --models "${MODELS:-/tmp/armature-bench}" \
  --size "${SIZE:-256}" --rounds "${ROUNDS:-3}"
