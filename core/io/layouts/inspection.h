#pragma once
// What any file or folder is, for `armature-cli inspect` and the studio's drop targets. Opening reads headers
// and shapes, not weights.

#include "core/base/result.h"
#include "core/io/tensor_source.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace armature {

struct InspectedPart
{
    std::string name; // "unet", "vae", "text_encoder", "controlnet", or "tensors"
    int64_t tensorCount = 0;
    int64_t parameterCount = 0;
    int64_t bytes = 0;
    std::map<std::string, int64_t> tensorsByType; // "F32" -> how many tensors
    nlohmann::json config;                        // the keys that decide what it is; may be empty
};

struct Inspection
{
    std::string path;
    std::string kind;   // pipeline, controlnet, model_part, run_checkpoint, checkpoint, tensors, dataset,
                        // foreign, unknown
    std::string what;   // the same in words: "a ControlNet in LDM naming"
    std::string layout; // "diffusers folder", "single file"; empty for others
    std::string family; // "SD 1 (768-wide text)"; empty when there is none
    std::vector<InspectedPart> parts;
    std::map<std::string, std::string> metadata; // of a single file's header
    nlohmann::json scheduler;                    // its config, where there is one
    std::vector<std::string> notes;
    std::vector<std::string> problems; // each would keep Armature from using it
};

// Errors: NotFound; for a file those of openTensorFile. What is wrong inside a folder is a problem, not an
// error.
Result<Inspection> inspectPath(const std::string &path);

nlohmann::ordered_json toJson(const Inspection &inspection);
std::string toText(const Inspection &inspection);

} // namespace armature
