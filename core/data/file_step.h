#pragma once
// One change to one file that can be taken, taken again and taken back. Each says from the files themselves
// whether it has happened, so that a change broken off in the middle is carried on and never done twice.

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

struct StepMode
{
    bool isRecovery = false; // a text whose writing was broken off may be empty, or both texts in one
    // One of very many. A short text is then written over the one that stands there, in its own block: a new
    // file under the old name frees a block each time, which takes a millisecond where a disk is told of it
    // (the mount option discard). Until the journal's sync a crash may leave a mixture of both texts there;
    // recovery knows it by that.
    bool isOneOfMany = false;
};
// Conflict when the files are in neither state: someone else changed them, and they are left alone.
Result<StepEnd> takeStep(const std::filesystem::path &root, const FileStep &step, StepMode mode = {});
FileStep reversed(const FileStep &step);

// Written and read without a tree in between: a change of a hundred thousand captions has as many steps.
void appendStepJson(std::string &json, const FileStep &step);
// Those under "steps" of a JSON object; nothing where one of them makes no sense or reaches out of the root.
std::optional<std::vector<FileStep>> stepsInJson(std::string_view json);

} // namespace armature
