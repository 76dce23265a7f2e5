#include "ui/dataset/clip_tokens.h"

#include <atomic>

namespace armature::ui {

namespace {

std::atomic<const ClipTokenizer *> g_loaded = nullptr;

} // namespace

const ClipTokenizer *clipTokenizer()
{
    static const auto shipped = ClipTokenizer::shipped(PadWith::Eos);
    if (shipped)
        g_loaded = &*shipped;
    return g_loaded;
}

const ClipTokenizer *clipTokenizerIfLoaded() { return g_loaded; }

} // namespace armature::ui
