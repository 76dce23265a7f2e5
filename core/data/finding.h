#pragma once
// What can be wrong with a folder of pairs: one Finding for each thing found, with how bad it is and what
// would repair it. `armature-cli check` prints them, the studio lists them, a training run names the ones it
// had to leave out.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace armature {

enum class Severity {
    Error,   // the pair cannot be trained on and is left out
    Warning, // trained on, but likely not what was meant
    Note,    // handled, or worth knowing
};

enum class FindingKind {
    UnpairedTarget,    // a picture without a condition map
    UnpairedCondition, // a map without a picture
    MissingFile,       // the listing names files that are not there
    PathLeavesFolder,  // absolute, .., link or web address that leads out of the dataset
    MalformedLine,     // a line of the listing that cannot be read
    Unreadable,        // not a picture, a format in name only, not a regular file, a link to itself
    Truncated,         // begins as a picture, ends too early or is damaged inside
    UnsupportedFormat, // a picture format that Armature does not read
    ExtensionLies,     // a JPEG called .png
    AspectDiffers,     // condition of another shape: it cannot be aligned
    SizeDiffers,       // same shape, other size: it is resampled
    ExtremeAspect,     // a strip, too long to be resized to any training size
    SmallerThanResolution,
    ExifRotation,
    Alpha,
    SixteenBit,
    Duplicate,          // the very same target file twice
    NearDuplicate,      // targets that look the same
    DuplicateCondition, // one map file for several targets
    BlankCondition,     // a map of one single colour
    SameAsTarget,       // the map is the target itself
    DuplicateStem,      // a.jpg beside a.png
    CaseClash,          // names that differ in case only
    MissingCaption,
    EmptyCaption,
    LongCaption,   // more tokens than the text encoder takes
    OrphanCaption, // a caption without a picture
    InvalidUtf8,
    NotListed, // pictures in the folder that the listing does not name
    Excluded,  // taken out of training by hand
};

struct Finding
{
    FindingKind kind = FindingKind::Unreadable;
    Severity severity = Severity::Error;
    std::string pair;               // Pair::id, empty where no pair is concerned
    std::vector<std::string> files; // relative to the dataset's root, as the file system spells them
    std::string message;            // one sentence; foreign names in it are escaped
    std::string repair;             // what to do about it, one sentence
    size_t line = 0;                // of the listing, from 1; 0 = none
};

// The name in JSON, e.g. "unpaired_target".
std::string_view kindName(FindingKind kind);
// The name for people, e.g. "picture without a condition map".
std::string_view kindTitle(FindingKind kind);
// "error", "warning", "note".
std::string_view severityName(Severity severity);

} // namespace armature
