#include "core/data/caption_edit.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/data/data_path.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace armature {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

constexpr std::array kTargetKeys = {"image_file_name", "image", "file_name", "target_file_name", "target"};
constexpr std::array kCaptionKeys = {"text", "caption", "captions", "prompt", "prompts"};
constexpr std::array kCaptionFolders = {"caption", "captions", "prompt", "prompts", "text"};

std::vector<std::string> tagsOf(std::string_view caption)
{
    std::vector<std::string> tags;
    for (size_t at = 0; at <= caption.size();) {
        const auto end = std::min(caption.find(',', at), caption.size());
        if (const auto tag = trimmed(caption.substr(at, end - at)); !tag.empty())
            tags.emplace_back(tag);
        at = end + 1;
    }
    return tags;
}

std::string joinedTags(const std::vector<std::string> &tags)
{
    std::string text;
    for (const auto &tag : tags)
        text += (text.empty() ? "" : ", ") + tag;
    return text;
}

// The text file of a pair: the one that is there, else a new one beside the picture.
std::string sidecarOf(const fs::path &root, const CaptionChange &change)
{
    const fs::path beside = fs::path(change.target).replace_extension(".txt");
    std::vector<fs::path> places = {beside, fs::path(change.condition).replace_extension(".txt")};
    if (beside.has_parent_path()) {
        fs::path below;
        for (auto part = std::next(beside.begin()); part != beside.end(); ++part)
            below /= *part;
        for (const char *folder : kCaptionFolders)
            places.push_back(folder / below);
    }
    std::error_code error;
    for (const auto &place : places) {
        if (fs::is_regular_file(root / place, error))
            return place.generic_string();
    }
    return beside.generic_string();
}

Result<std::vector<FileStep>> sidecarSteps(const fs::path &root, const std::vector<CaptionChange> &changes)
{
    std::vector<FileStep> steps;
    for (const auto &change : changes) {
        FileStep step{FileStep::Kind::Text, sidecarOf(root, change), {}, {}, change.caption, true, true};
        std::error_code error;
        step.wasThere = fs::exists(root / step.path, error);
        if (step.wasThere) {
            auto before = readSmallFile(root / step.path, 4u << 20);
            if (!before)
                return fail(ErrorCode::Io, fmt::format("{} cannot be read.", displayName(step.path)),
                            "Allow reading it (chmod).", "Nothing was changed.");
            step.before = std::move(*before);
            if (trimmed(step.before) == trimmed(step.after))
                continue;
            if (step.before.ends_with('\n'))
                step.after += '\n';
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

// A line with another caption; nothing where it is not the line of a wanted pair.
std::optional<std::string> changedLine(const fs::path &root, const fs::path &base, const std::string &line,
                                       std::unordered_map<std::string, std::string> &wanted)
{
    auto row = json::parse(line, nullptr, false);
    if (!row.is_object())
        return std::nullopt;
    for (const char *key : kTargetKeys) {
        if (!row.contains(key) || !row[key].is_string())
            continue;
        const auto file = resolveBelow(root, base, row[key].get<std::string>());
        const auto found = wanted.find(file.path.lexically_relative(root).generic_string());
        if (file.state != PathState::Ok || found == wanted.end())
            return std::nullopt;
        const auto caption = std::find_if(kCaptionKeys.begin(), kCaptionKeys.end(),
                                          [&](const char *name) { return row.contains(name); });
        const std::string name = caption == kCaptionKeys.end() ? "text" : *caption;
        if (row[name].is_array() && !row[name].empty())
            row[name][0] = found->second; // the first is the one that is shown
        else
            row[name] = found->second;
        found->second.clear();
        wanted.erase(found);
        return row.dump(-1, ' ', false, json::error_handler_t::replace);
    }
    return std::nullopt;
}

Result<std::vector<FileStep>> listingSteps(const fs::path &root, const std::string &listing,
                                           const std::vector<CaptionChange> &changes, ChangeJournal &journal)
{
    const auto name = displayName(listing);
    if (!listing.ends_with(".jsonl") && !listing.ends_with(".json"))
        return fail(ErrorCode::Unsupported,
                    fmt::format("The captions stand in {}, which Armature does not write.", name),
                    "Edit it in a spreadsheet, or save it as metadata.jsonl.", "Nothing was changed.");
    ARMATURE_TRY(const auto text, readText(root / listing, uint64_t(2) << 30));
    if (trimmed(std::string_view(text).substr(0, 100)).starts_with('['))
        return fail(ErrorCode::Unsupported,
                    fmt::format("{} is one JSON array, which Armature does not write.", name),
                    "Save it as one JSON object a line.", "Nothing was changed.");
    std::unordered_map<std::string, std::string> wanted;
    for (const auto &change : changes)
        wanted.emplace(change.target, change.caption);
    const fs::path base = (root / listing).parent_path();
    std::string result;
    result.reserve(text.size());
    for (size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size() - 1);
        const auto line = text.substr(at, end + 1 - at);
        const auto changed = wanted.empty() ? std::nullopt : changedLine(root, base, line, wanted);
        result += changed ? *changed + (line.ends_with('\n') ? "\n" : "") : line;
        at = end + 1;
    }
    if (!wanted.empty())
        return fail(ErrorCode::Conflict,
                    fmt::format("{} has no line for {} any more.", name, displayName(wanted.begin()->first)),
                    "Read the folder again.", "Nothing was changed.");
    if (result == text)
        return std::vector<FileStep>();
    ARMATURE_TRY(auto staged, journal.stage(result));
    return std::vector<FileStep>{
        {FileStep::Kind::Swap, listing, std::move(staged), hashHex(text), hashHex(result), true, true}};
}

} // namespace

std::string editedCaption(std::string_view caption, const CaptionEdit &edit)
{
    switch (edit.op) {
    case CaptionOp::Set:
        return edit.text;
    case CaptionOp::Prefix:
        return edit.text + std::string(caption);
    case CaptionOp::Suffix:
        return std::string(caption) + edit.text;
    case CaptionOp::Replace: {
        std::string result(caption);
        for (size_t at = 0; !edit.text.empty() && (at = result.find(edit.text, at)) != std::string::npos;
             at += edit.with.size())
            result.replace(at, edit.text.size(), edit.with);
        return result;
    }
    case CaptionOp::AddTag:
    case CaptionOp::RemoveTag:
        break;
    }
    auto tags = tagsOf(caption);
    const auto wanted = caseFolded(trimmed(edit.text));
    const auto isIt = [&](const std::string &tag) { return caseFolded(tag) == wanted; };
    const bool isThere = std::any_of(tags.begin(), tags.end(), isIt);
    if (wanted.empty() || isThere == (edit.op == CaptionOp::AddTag))
        return std::string(caption);
    if (edit.op == CaptionOp::AddTag)
        tags.emplace_back(trimmed(edit.text));
    else
        std::erase_if(tags, isIt);
    return joinedTags(tags);
}

Result<std::vector<FileStep>> captionSteps(const fs::path &root, const std::string &listing,
                                           const std::vector<CaptionChange> &changes, ChangeJournal &journal)
{
    return listing.empty() ? sidecarSteps(root, changes) : listingSteps(root, listing, changes, journal);
}

} // namespace armature
