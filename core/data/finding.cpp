#include "core/data/finding.h"

namespace armature {

namespace {

struct Names
{
    std::string_view name;
    std::string_view title;
};

Names namesOf(FindingKind kind)
{
    switch (kind) {
    case FindingKind::UnpairedTarget:
        return {"unpaired_target", "picture without a condition map"};
    case FindingKind::UnpairedCondition:
        return {"unpaired_condition", "condition map without a picture"};
    case FindingKind::MissingFile:
        return {"missing_file", "file that is not there"};
    case FindingKind::PathLeavesFolder:
        return {"path_leaves_folder", "path that leaves the folder"};
    case FindingKind::MalformedLine:
        return {"malformed_line", "line that cannot be read"};
    case FindingKind::Unreadable:
        return {"unreadable", "unreadable picture"};
    case FindingKind::Truncated:
        return {"truncated", "picture that is cut short or damaged"};
    case FindingKind::UnsupportedFormat:
        return {"unsupported_format", "format that Armature does not read"};
    case FindingKind::ExtensionLies:
        return {"extension_lies", "extension that lies about the format"};
    case FindingKind::AspectDiffers:
        return {"aspect_differs", "picture and map of different shape"};
    case FindingKind::SizeDiffers:
        return {"size_differs", "picture and map of the same shape but different size"};
    case FindingKind::ExtremeAspect:
        return {"extreme_aspect", "picture too long and narrow"};
    case FindingKind::SmallerThanResolution:
        return {"smaller_than_resolution", "smaller than the resolution"};
    case FindingKind::ExifRotation:
        return {"exif_rotation", "turned by EXIF"};
    case FindingKind::Alpha:
        return {"alpha", "transparency"};
    case FindingKind::SixteenBit:
        return {"sixteen_bit", "16 bits per channel"};
    case FindingKind::Duplicate:
        return {"duplicate", "identical picture twice"};
    case FindingKind::NearDuplicate:
        return {"near_duplicate", "pictures that look the same"};
    case FindingKind::DuplicateCondition:
        return {"duplicate_condition", "identical map for different pictures"};
    case FindingKind::BlankCondition:
        return {"blank_condition", "map of a single colour"};
    case FindingKind::SameAsTarget:
        return {"same_as_target", "map identical to its picture"};
    case FindingKind::DuplicateStem:
        return {"duplicate_stem", "two pictures of the same name"};
    case FindingKind::CaseClash:
        return {"case_clash", "names that differ in case only"};
    case FindingKind::MissingCaption:
        return {"missing_caption", "no caption"};
    case FindingKind::EmptyCaption:
        return {"empty_caption", "empty caption"};
    case FindingKind::LongCaption:
        return {"long_caption", "caption too long"};
    case FindingKind::OrphanCaption:
        return {"orphan_caption", "caption without a picture"};
    case FindingKind::InvalidUtf8:
        return {"invalid_utf8", "text that is not UTF-8"};
    case FindingKind::NotListed:
        return {"not_listed", "pictures that the listing does not name"};
    case FindingKind::Excluded:
        return {"excluded", "excluded from training"};
    }
    return {"unknown", "unknown"};
}

} // namespace

std::string_view kindName(FindingKind kind) { return namesOf(kind).name; }

std::string_view kindTitle(FindingKind kind) { return namesOf(kind).title; }

std::string_view severityName(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return "error";
    case Severity::Warning:
        return "warning";
    case Severity::Note:
        return "note";
    }
    return "note";
}

} // namespace armature
