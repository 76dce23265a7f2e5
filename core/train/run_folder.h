#pragma once
// The folder of a run: locked by one process, never mixed with something else.

#include "core/base/fs.h"
#include "core/config/train_options.h"
#include "core/train/checkpoint.h"

namespace armature {

struct RunFolder
{
    RunLock lock;
    ResumePoint resume;
    std::vector<std::string> differences; // options whose change makes resuming inexact, in words
};

// Creates and locks it, writes run.json with the resolved options, removes leftovers of killed writes. Errors: Conflict
// (not empty and no resume was asked for), Locked, Io, and those of findResumePoint().
Result<RunFolder> openRunFolder(const std::filesystem::path &output, const TrainOptions &options, const nlohmann::json &resolved);

} // namespace armature
