#pragma once
// A whole base model from nothing: VAE, tokenizer, text encoder and UNet, in the ordinary folder layout.

#include "core/train/base/recipe.h"
#include "core/events/event_sink.h"
#include "core/events/run_control.h"

#include <filesystem>

namespace armature {

// FOLDER/work keeps checkpoints, FOLDER/model is the result (fp16). The same folder goes on where it stopped. Equal
// recipes give bit-identical weights on one machine.
// Errors: Conflict (another recipe's folder, or a result that is there), Interrupted (stopped, checkpoint kept), Io.
Status buildBase(const BaseRecipe &recipe, const std::filesystem::path &folder, EventSink &sink, RunControl &control);

} // namespace armature
