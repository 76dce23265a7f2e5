#include "core/data/caption_edit.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "core/base/parallel_for.h"
#include "core/data/caption_listing.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>
#include <utility>

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMaxSidecar = 4 << 20; // bytes
constexpr size_t kBlock = 250;          // captions that a thread takes at a time
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

// The text file of a pair: the one that is there, else a new one beside the picture. Its text comes with it.
std::pair<std::string, std::optional<std::string>> sidecarOf(const fs::path &root, const fs::path &target,
                                                             const fs::path &condition)
{
    const fs::path beside = fs::path(target).replace_extension(".txt");
    if (auto text = readSmallFile(root / beside, kMaxSidecar))
        return {beside.generic_string(), std::move(text)};
    std::vector<fs::path> places = {beside, fs::path(target).replace_extension(".caption")};
    if (!condition.empty())
        places.push_back(fs::path(condition).replace_extension(".txt"));
    for (const char *folder : kCaptionFolders) // of pictures that lie in the root itself
        places.push_back(folder / beside);
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
            return {place.generic_string(), readSmallFile(root / place, kMaxSidecar)};
    }
    return {beside.generic_string(), std::nullopt};
}

// Nothing where the file says the same already, or something else than what was edited.
Result<std::optional<FileStep>> sidecarStep(const CaptionPlace &place, const CaptionChanges &changes,
                                            size_t at, bool &isConflict)
{
    FileStep step{FileStep::Kind::Text, {}, {}, {}, std::string(changes.caption(at)), true, true};
    auto [path, text] = sidecarOf(place.root, changes.target(at), changes.condition(at));
    step.path = std::move(path);
    std::error_code error;
    step.wasThere = text || fs::exists(fs::symlink_status(place.root / step.path, error));
    if (step.wasThere && !text)
        return fail(ErrorCode::Io, fmt::format("{} cannot be read.", displayName(step.path)),
                    "Allow reading it (chmod).", "Nothing was changed.");
    step.before = text.value_or("");
    if (step.wasThere && trimmed(step.before) == trimmed(step.after))
        return std::nullopt;
    isConflict =
        !place.overwritesOthers && trimmed(decodeText(step.before).text) != trimmed(changes.shown(at));
    if (isConflict)
        return std::nullopt;
    if (step.before.ends_with('\n'))
        step.after += '\n';
    return step;
}

// Of a file that is known to hold the caption, without reading it.
void addKnownStep(const CaptionChanges &changes, size_t at, FileSteps &steps)
{
    const bool isLine = changes.form(at) == SidecarForm::Line;
    const auto path = sidecarBeside(changes.target(at));
    std::string before(changes.shown(at)), after(changes.caption(at));
    if (isLine) {
        before += '\n';
        after += '\n';
    }
    StepView step;
    step.kind = FileStep::Kind::Text;
    step.path = path;
    step.before = before;
    step.after = after;
    steps.add(step);
}

Result<CaptionPlan> planSidecars(const CaptionPlace &place, const CaptionChanges &changes)
{
    std::vector<uint32_t> unknown; // those that are read first
    for (size_t i = 0; i < changes.size(); ++i) {
        if (changes.form(i) == SidecarForm::Unknown || place.overwritesOthers)
            unknown.push_back(uint32_t(i));
    }
    std::vector<std::optional<FileStep>> steps(unknown.size());
    std::vector<uint8_t> isConflict(unknown.size());
    std::mutex mutex;
    std::optional<Error> failure;
    std::stop_source stop;
    parallelFor((unknown.size() + kBlock - 1) / kBlock, 0, stop.get_token(), [&](size_t block) {
        for (size_t i = block * kBlock; i < std::min(unknown.size(), (block + 1) * kBlock); ++i) {
            bool isOther = false;
            auto step = sidecarStep(place, changes, unknown[i], isOther);
            isConflict[i] = isOther;
            if (step) {
                steps[i] = std::move(*step);
                continue;
            }
            const std::lock_guard lock(mutex);
            failure = step.error();
            stop.request_stop();
        }
    });
    if (failure)
        return fail(std::move(*failure));
    CaptionPlan plan;
    plan.changeOf.reserve(changes.size());
    for (size_t i = 0, read = 0; i < changes.size(); ++i) {
        if (read == unknown.size() || unknown[read] != i) {
            if (trimmed(changes.shown(i)) == trimmed(changes.caption(i)))
                continue;
            addKnownStep(changes, i, plan.steps);
            plan.changeOf.push_back(uint32_t(i));
            continue;
        }
        if (steps[read]) {
            plan.steps.add(*steps[read]);
            plan.changeOf.push_back(uint32_t(i));
            steps[read].reset();
        } else if (isConflict[read]) {
            plan.conflicts.push_back(changes.at(i));
        }
        ++read;
    }
    return plan;
}

Result<CaptionPlan> planListing(const CaptionPlace &place, const CaptionChanges &changes,
                                ChangeJournal &journal)
{
    ARMATURE_TRY(const auto text, readText(place.root / place.listing, uint64_t(2) << 30));
    caption_detail::WantedCaptions wanted;
    for (size_t i = 0; i < changes.size(); ++i)
        wanted[std::string(changes.target(i))] = {i, false};
    CaptionPlan plan;
    ARMATURE_TRY(const auto result,
                 caption_detail::listingWithCaptions(place, text, changes, wanted, plan.conflicts));
    for (const auto &[target, each] : wanted) {
        if (!each.isTaken)
            return fail(ErrorCode::Conflict,
                        fmt::format("{} has no line for {} any more.", displayName(place.listing),
                                    displayName(target)),
                        "Read the folder again.", "Nothing was changed.");
    }
    if (result == text)
        return plan;
    ARMATURE_TRY(auto staged, journal.stage(result));
    plan.steps.add(FileStep{FileStep::Kind::Swap, place.listing, std::move(staged), hashHex(text),
                            hashHex(result), true, true});
    return plan;
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

Result<CaptionPlan> planCaptions(const CaptionPlace &place, const CaptionChanges &changes,
                                 ChangeJournal &journal)
{
    try {
        return place.listing.empty() ? planSidecars(place, changes) : planListing(place, changes, journal);
    } catch (const std::exception &failure) {
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("The captions cannot be changed: {}.", failure.what()), {},
                    "Nothing was changed.");
    }
}

void CaptionTexts::add(uint32_t row, std::string_view caption, bool isThere)
{
    m_rows.push_back(row);
    m_isThere.push_back(isThere);
    m_text += caption;
    m_ends.push_back(m_text.size());
}

std::pair<uint32_t, uint32_t> CaptionTexts::rows(size_t first, size_t last) const
{
    const auto [least, most] =
        std::minmax_element(m_rows.begin() + std::ptrdiff_t(first), m_rows.begin() + std::ptrdiff_t(last));
    return {*least, *most};
}

std::string_view CaptionTexts::caption(size_t i) const
{
    const size_t begin = i == 0 ? 0 : m_ends[i - 1];
    return std::string_view(m_text).substr(begin, m_ends[i] - begin);
}

CaptionChanges::CaptionChanges(std::shared_ptr<const CaptionOutcome> outcome) : m_outcome(std::move(outcome))
{
    m_pairs.reserve(m_outcome->after.size());
}

CaptionChanges::CaptionChanges(const std::vector<CaptionChange> &changes)
{
    auto outcome = std::make_shared<CaptionOutcome>();
    for (const auto &change : changes) {
        outcome->before.add(0, change.shown);
        outcome->after.add(0, change.caption);
    }
    m_outcome = std::move(outcome);
    for (size_t i = 0; i < changes.size(); ++i)
        add(i, changes[i].target, changes[i].condition, changes[i].form);
}

void CaptionChanges::add(size_t i, std::string_view target, std::string_view condition, SidecarForm form)
{
    m_pairs.push_back({m_names.keep(target), m_names.keep(condition), uint32_t(i), form});
}

CaptionChange CaptionChanges::at(size_t i) const
{
    return {std::string(target(i)), std::string(condition(i)), std::string(shown(i)), std::string(caption(i)),
            form(i)};
}

CaptionOutcome editCaptions(const CaptionTexts &captions, const CaptionEdit &edit, std::stop_token stop)
{
    CaptionOutcome outcome;
    for (size_t i = 0; i < captions.size() && !(i % 256 == 0 && stop.stop_requested()); ++i) {
        const auto before = captions.caption(i);
        const auto after = editedCaption(before, edit);
        if (after == before)
            continue;
        outcome.before.add(captions.row(i), before, captions.isThere(i));
        outcome.after.add(captions.row(i), after);
    }
    return outcome;
}

} // namespace armature
