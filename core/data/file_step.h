#pragma once
// One change to one file that can be taken, taken again and taken back. Each says from the files themselves
// whether it has happened, so that a change broken off in the middle is carried on and never done twice.

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace armature {

struct FileStep
{
    enum class Kind {
        Swap, // exchange the contents of `path` and `other`
        Move, // rename `path` to `other`, which is not there
        Text, // write `after` into `path` where `before` stands
    };
    Kind kind = Kind::Move;
    std::string path, other;                 // below the root
    std::string before, after;               // Swap: hashes of path's contents; Text: the texts
    bool wasThere = true, staysThere = true; // Text: whether there is a file before and after
};

enum class StepEnd { Taken, AlreadyTaken };

// Conflict when the files are in neither state: someone else changed them, and they are left alone.
// isRecovery: an empty file counts as one whose writing was broken off.
Result<StepEnd> takeStep(const std::filesystem::path &root, const FileStep &step, bool isRecovery = false);
FileStep reversed(const FileStep &step);

nlohmann::json stepToJson(const FileStep &step);
std::optional<FileStep> stepFromJson(const nlohmann::json &json);

} // namespace armature
