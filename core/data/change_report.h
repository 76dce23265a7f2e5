#pragma once
// What has come of a change to the dataset.

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace armature {

struct ChangeReport
{
    uint64_t id = 0; // of the change; undo and redo of it report the same
    std::string title;
    size_t taken = 0;                // steps
    std::vector<Error> problems;     // files that someone else had changed: left alone
    std::vector<uint32_t> leftAlone; // the steps that they would have been, ascending
    std::vector<std::string> files;  // pictures below the root that may look different now
};

} // namespace armature
