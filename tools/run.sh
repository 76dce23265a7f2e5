#!/usr/bin/env bash
# With a display: opens the studio on the starter project. Without one: paints pairs, trains a ControlNet on them over the
# starter's base model, and shows how it came to obey its condition.
# Usage: tools/run.sh BUILD [FOLDER]    FOLDER (default: run) gets a numbered folder of its own each time.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
studio=$build/bin/armature
if [ -z "${2:-}" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$studio" ]; then
  "$studio" --starter && exit 0
  echo "The studio could not open a window here; going on without one." >&2
fi
out=${2:-run}
number=1
while [ -e "$out/$number" ]; do number=$((number + 1)); done
out=$out/$number
mkdir -p "$out"
"$build/bin/armature-cli" starter demo "$out"
