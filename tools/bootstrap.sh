#!/usr/bin/env bash
# Installs what is missing to build and run Armature on Debian 12 or newer, and nothing that is there already.
#   tools/bootstrap.sh                   Debian packages, LibTorch
#   tools/bootstrap.sh --print-libtorch  the folder of the installed LibTorch, for CMake; installs nothing
# LibTorch comes from the PyPI wheel into a private folder, shared by all checkouts of one user:
#   light (no NVIDIA driver): the wheel and the two small CUDA libraries that libtorch_cpu links
#   full  (NVIDIA driver):    the wheel with all it depends on
# ARMATURE_DEPS names another folder; ARMATURE_LIBTORCH=/path skips LibTorch here altogether.
set -euo pipefail
cd "$(dirname "$0")/.."

torch_version=2.11.0
deps=${ARMATURE_DEPS:-${XDG_CACHE_HOME:-$HOME/.cache}/armature}
# A private HOME or cache folder must not hide what bootstrap installed: fall back to the account's own cache.
account_home=$(getent passwd "$(id -u)" | cut -d: -f6)
flavour=cpu
if [ -e /proc/driver/nvidia/version ] || ldconfig -p 2>/dev/null | grep -q 'libcuda\.so\.1'; then flavour=cuda; fi

installed_libtorch() {
  local root
  for root in "$deps" "$account_home/.cache/armature"; do
    for kind in cuda "$flavour"; do
      if [ -e "$root/libtorch-$torch_version-$kind/.complete" ]; then
        echo "$root/libtorch-$torch_version-$kind/torch"
        return 0
      fi
    done
  done
  return 1
}

if [ "${1:-}" = --print-libtorch ]; then installed_libtorch || true; exit 0; fi

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

# --- Debian packages ---------------------------------------------------------------------------------------------
packages="build-essential cmake ninja-build pkg-config ccache git python3 python3-pip
  nlohmann-json3-dev libcli11-dev libfmt-dev libexpected-dev libxxhash-dev libflatbuffers-dev libzip-dev zlib1g-dev libicu-dev
  libpng-dev libturbojpeg0-dev libwebp-dev libtiff-dev libexiv2-dev"
if [ "${ARMATURE_CORE_ONLY:-}" != 1 ]; then
  packages="$packages qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools bootstrap-icons libqcustomplot-dev libopencv-dev"
fi
missing=""
for package in $packages; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
  say "Installing Debian packages:$missing"
  sudo=""
  if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    command -v sudo >/dev/null || { echo "Not root and no sudo here. As root: apt install$missing" >&2; exit 1; }
  fi
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -q
  # shellcheck disable=SC2086
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
fi

# --- LibTorch ----------------------------------------------------------------------------------------------------
if [ -n "${ARMATURE_LIBTORCH:-}" ]; then
  say "Using LibTorch at $ARMATURE_LIBTORCH"
elif installed_libtorch >/dev/null && { [ "$flavour" = cpu ] || [ -e "$(installed_libtorch)/lib/libtorch_cuda.so" ]; }; then
  :
else
  target="$deps/libtorch-$torch_version-$flavour"
  staging="$target.incomplete.$$"
  mkdir -p "$deps"
  rm -rf "$staging"
  trap 'rm -rf "$staging"' EXIT
  if [ "$flavour" = cuda ]; then
    say "Installing LibTorch $torch_version with CUDA (about 5 GB) into $target"
    python3 -m pip install -q --no-warn-script-location --target "$staging" "torch==$torch_version"
  else
    say "Installing LibTorch $torch_version for the CPU (about 1.3 GB) into $target"
    python3 -m pip install -q --no-deps --no-warn-script-location --target "$staging" \
      "torch==$torch_version" nvidia-cuda-runtime==13.0.96 nvidia-cuda-cupti==13.0.85
  fi
  touch "$staging/.complete"
  rm -rf "$target"
  mv "$staging" "$target"
  trap - EXIT
fi

# --- MediaPipe's networks ----------------------------------------------------------------------------------------
# The pose annotator's .tflite files (Apache-2.0), out of the PyPI wheel; nothing of it runs. Without them only that
# annotator is missing.
mediapipe="$deps/mediapipe-0.10.14"
if [ ! -e "$mediapipe/.complete" ] && [ ! -e "$account_home/.cache/armature/mediapipe-0.10.14/.complete" ]; then
  say "Taking MediaPipe's pose networks from its wheel (35 MB) into $mediapipe"
  staging="$mediapipe.incomplete.$$"
  mkdir -p "$staging/wheel"
  trap 'rm -rf "$staging"' EXIT
  if python3 -m pip download -q --no-deps --only-binary=:all: --implementation cp --python-version 3.11 --abi cp311 \
      --platform manylinux_2_17_x86_64 -d "$staging/wheel" mediapipe==0.10.14; then
    python3 - "$staging" <<'PYTHON'
import pathlib, sys, zipfile
target = pathlib.Path(sys.argv[1])
wanted = ["pose_detection/pose_detection", "pose_landmark/pose_landmark_full", "palm_detection/palm_detection_full",
          "hand_landmark/hand_landmark_full", "face_detection/face_detection_short_range", "face_landmark/face_landmark"]
with zipfile.ZipFile(next((target / "wheel").glob("*.whl"))) as wheel:
    for name in wanted:
        data = wheel.read(f"mediapipe/modules/{name}.tflite")
        (target / (name.split("/")[1] + ".tflite")).write_bytes(data)
PYTHON
    rm -rf "$staging/wheel"
    touch "$staging/.complete"
    rm -rf "$mediapipe"
    mv "$staging" "$mediapipe"
  else
    say "They could not be had now; everything but MediaPipe's pose works. Run this again when PyPI can be reached."
    rm -rf "$staging"
  fi
  trap - EXIT
fi
