#include "core/base/result.h"

namespace armature {

std::string describe(const Error &error)
{
    std::string text = error.message;
    if (!error.kept.empty())
        text += "\n  Kept: " + error.kept;
    if (!error.remedy.empty())
        text += "\n  What helps: " + error.remedy;
    return text;
}

} // namespace armature
