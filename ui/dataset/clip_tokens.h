#pragma once
// CLIP's vocabulary, once for the whole studio. Loading it takes a tenth of a second, so the window's thread
// only asks whether it is there.

#include "core/text/clip_tokenizer.h"

namespace armature::ui {

// Loads it where that has not happened; null where it cannot be had. For other threads.
const ClipTokenizer *clipTokenizer();
// Null until it has been loaded.
const ClipTokenizer *clipTokenizerIfLoaded();

} // namespace armature::ui
