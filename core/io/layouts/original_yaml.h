#pragma once
// The few facts that we need from the yaml beside a checkpoint in LDM naming. It is read line by line as
// `key: value`; those keys occur once in such files.

#include <cstdint>
#include <optional>
#include <string>

namespace armature {

struct OriginalYaml
{
    std::string parameterization; // "v" or "eps"; empty when not given
    std::optional<int64_t> headCount, headWidth;
    std::optional<double> scaleFactor, linearStart, linearEnd;
};

// NAME.yaml or NAME.yml beside `modelPath`; nothing when there is none or it is no plain file of at most 1
// MiB.
std::optional<OriginalYaml> readYamlBeside(const std::string &modelPath);
OriginalYaml parseOriginalYaml(const std::string &text);

} // namespace armature
