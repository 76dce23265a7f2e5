#!/usr/bin/env bash
# clang-format over all sources; --check only tells which files differ.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=-i
[ "${1:-}" = --check ] && mode="--dry-run --Werror"
# shellcheck disable=SC2086
git ls-files '*.h' '*.cpp' '*.cu' | xargs -r clang-format $mode
