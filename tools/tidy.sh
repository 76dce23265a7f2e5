#!/usr/bin/env bash
# clang-tidy over the sources of one folder (default: core). Usage: tools/tidy.sh [BUILD] [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build} folder=${2:-core}
git ls-files "$folder/*.cpp" | xargs -r clang-tidy -p "$build" --quiet
