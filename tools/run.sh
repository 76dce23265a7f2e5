#!/usr/bin/env bash
# With a display: opens the studio. Without one, or with FOLDER, the main job on the sample: check the pairs, train a
# ControlNet, export it, make a picture with it.
# Usage: tools/run.sh BUILD [FOLDER]    FOLDER (default: run) is made anew under a name that is free.
set -euo pipefail
cd "$(dirname "$0")/.."
cli=${1:-build}/bin/armature-cli
sample=resources/sample
out=${2:-run}
number=1
while [ -e "$out/$number" ]; do number=$((number + 1)); done
out=$out/$number
mkdir -p "$(dirname "$out")"
studio=${1:-build}/bin/armature
if [ -z "${2:-}" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ -x "$studio" ]; then
  "$studio" && exit 0
  echo "The studio could not open a window here; going on without one." >&2
fi
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

say "Looking at the pairs in $sample/pairs"
"$cli" check "$sample/pairs" --resolution 128
say "Training a ControlNet on them, into $out"
"$cli" train --pretrained_model_name_or_path "$sample/model" --train_data_dir "$sample/pairs" --output_dir "$out" \
  --resolution 128 --train_batch_size 4 --learning_rate 1e-3 --max_train_steps 200 --checkpointing_steps 100 \
  --checkpoints_total_limit 2 --holdout_share 0.25 --mixed_precision no \
  --validation_prompt "a red star on a blue background" "a yellow circle on a black background" \
  --validation_image "$sample/pairs/condition/000.png" "$sample/pairs/condition/001.png" \
  --validation_steps 50 --num_validation_images 2
say "Exporting it as a single file for WebUI and ComfyUI"
"$cli" export --controlnet "$out" --to "$out/controlnet.safetensors" --dtype fp16
say "A picture with it"
"$cli" sample --pretrained_model_name_or_path "$sample/model" --controlnet "$out" \
  --condition "$sample/pairs/condition/002.png" --prompt "a green square" --out "$out/picture.png" --seed 1
cat <<TEXT

Done. The ControlNet, for diffusers:        $out
      the same for WebUI and ComfyUI:       $out/controlnet.safetensors
      validation pictures, a row a prompt:  $out/sheet.png
The sample's base model has random weights, so its pictures are coloured noise. With a Stable Diffusion 1.x or 2.x model:
  $cli train --pretrained_model_name_or_path MODEL --train_data_dir YOUR_PAIRS --output_dir OUT
TEXT
