#pragma once
// What a person thinks of a run's steps: the best one, and remarks. Beside the run as NAME.notes, in JSON.

#include "core/base/result.h"
#include "ui/train/run_place.h"

#include <cstdint>
#include <map>
#include <string>

namespace armature::ui {

struct RunNotes
{
    int64_t pinned = -1; // the best step; -1: none yet
    std::map<int64_t, std::string> remarks;

    static RunNotes load(const RunPlace &place); // a file that cannot be read has none
    Status save(const RunPlace &place) const;
};

// The newest checkpoint at or before a step, among those that are still there; -1: none.
int64_t checkpointFor(const RunPlace &place, int64_t step);
// Marks the checkpoint of exactly that step, where there is one, so that the run does not prune it; or not any more.
void keepCheckpoint(const RunPlace &place, int64_t step, bool isKept);
// That checkpoint as a result in both layouts, read back and compared: NAME-step-N/ as diffusers has it and
// NAME-step-N.safetensors as WebUI and ComfyUI do. Returns the single file. Takes seconds. Errors: NotFound, those of
// core/io/layouts/controlnet_writer.h.
Result<std::filesystem::path> promote(const RunPlace &place, int64_t step);

} // namespace armature::ui
