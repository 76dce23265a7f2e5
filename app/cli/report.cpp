#include "app/cli/commands.h"

#include <cstdio>

namespace armature {

int report(const Error &error)
{
    std::fprintf(stderr, "armature-cli: %s\n", describe(error).c_str());
    switch (error.code) {
    case ErrorCode::BadInput:
        return kExitWrongUse;
    case ErrorCode::Interrupted:
        return kExitInterrupted;
    default:
        return kExitFailed;
    }
}

} // namespace armature
