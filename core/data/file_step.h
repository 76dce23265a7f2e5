#pragma once
// One change to one file that can be taken, taken again and taken back. Each says from the files themselves
// whether it has happened, so that a change broken off in the middle is carried on and never done twice.

#include "core/base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

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

// A step whose texts belong to somebody else.
struct StepView
{
    FileStep::Kind kind = FileStep::Kind::Move;
    std::string_view path, other, before, after;
    bool wasThere = true, staysThere = true;

    StepView() = default;
    StepView(const FileStep &step) // NOLINT: as a string_view is made of a string
        : kind(step.kind), path(step.path), other(step.other), before(step.before), after(step.after),
          wasThere(step.wasThere), staysThere(step.staysThere)
    {
    }
    FileStep owned() const;
};
StepView reversed(StepView step);

enum class StepEnd { Taken, AlreadyTaken };

// isRecovery: a text whose writing was broken off may be empty, or both texts in one.
// Conflict when the files are in neither state: someone else changed them, and they are left alone.
Result<StepEnd> takeStep(const std::filesystem::path &root, const FileStep &step, bool isRecovery = false);

// A short text, one of very many, written over the one that stands there, in its own block: a new file under
// the old name frees a block each time, which takes a millisecond where a disk is told of it (the mount
// option discard). Until the journal's sync a crash may leave a mixture of both texts there; recovery knows
// it by that. root: an open folder; the path ends with a zero, as FileSteps keeps it. Nothing where the file
// cannot be written over like that: then takeStep() does it.
std::optional<Result<StepEnd>> takeInPlace(int root, const StepView &step, bool isRecovery);

void appendStepJson(std::string &json, const StepView &step);

} // namespace armature
