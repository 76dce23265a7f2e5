#pragma once
// The parts that trainSchema() is put together from; each in the file of its name.

#include "core/config/schema.h"

#include <vector>

namespace armature {

std::vector<OptionRow> modelRows();
std::vector<OptionRow> dataRows();
std::vector<OptionRow> runRows();
std::vector<OptionRow> optimiserRows();
std::vector<OptionRow> lossRows();
std::vector<OptionRow> checkpointRows();
std::vector<OptionRow> validationRows();
std::vector<OptionRow> reportingRows();
std::vector<OptionRow> compatibilityRows();

// Ranges that many rows share.
inline constexpr OptionRange kAtLeastZero{.minimum = 0};
inline constexpr OptionRange kAtLeastOne{.minimum = 1};
inline constexpr OptionRange kShare{.minimum = 0, .maximum = 1};
inline constexpr OptionRange kBelowOne{.minimum = 0, .maximum = 1, .belowMaximum = true};

} // namespace armature
