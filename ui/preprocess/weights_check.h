#pragma once
// What can be told of located weights without running them.

#include "core/io/foreign_model.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace armature {
struct AnnotatorNet;
}

namespace armature::ui {

struct WeightCheck
{
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::string sha256; // hexadecimal; empty where it cannot be read
    ForeignModel foreign = ForeignModel::None;
};

// The files that would be read. Takes as long as reading them does: call it on a worker.
std::vector<WeightCheck> checkWeights(const AnnotatorNet &net, const std::vector<std::string> &files);

} // namespace armature::ui
