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
    bool wasMade = false;                 // it was not there before
};

// Creates and locks it, removes leftovers of killed writes. Errors: Conflict
// (not empty and no resume was asked for), Locked, Io, and those of findResumePoint().
Result<RunFolder> openRunFolder(const std::filesystem::path &output, const TrainOptions &options, const nlohmann::json &resolved);

// Whether the run in `output` has written this file itself: one that was cut off after its last file and before its last word
// finds both on its next start.
bool isResultOf(const std::filesystem::path &output, const std::filesystem::path &singleFile);

// Writes run.json, once everything that could be wrong with the options has been found.
Status recordRun(const std::filesystem::path &output, const nlohmann::json &resolved);

// After a run that failed before it wrote anything: takes the lock file away, and the folder if it was made for the run, so
// that the next try finds what the first one found.
void leaveUnused(const std::filesystem::path &output, bool wasMade);

} // namespace armature
