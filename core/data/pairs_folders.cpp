#include "core/base/parallel_for.h"
#include "core/data/data_path.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <future>
#include <iterator>

namespace armature::pairs_detail {

namespace {

constexpr size_t kBlock = 2000; // pairs handed on at a time
constexpr size_t kRun = 50;     // captions that a thread reads at a time

using Index = std::vector<const FoundFile *>; // ascending by key, each key once

const FoundFile *findKey(const Index &index, std::string_view key)
{
    const auto at = std::lower_bound(index.begin(), index.end(), key,
                                     [](const FoundFile *file, std::string_view k) { return file->key < k; });
    return at != index.end() && (*at)->key == key ? *at : nullptr;
}

// Folds to itself and can be told so without asking Unicode.
bool isPlain(std::string_view key)
{
    return std::none_of(key.begin(), key.end(),
                        [](char c) { return uint8_t(c) >= 0x80 || (c >= 'A' && c <= 'Z'); });
}

void reportCaseClashes(PairSet &set, const Index &index)
{
    std::map<std::string, const FoundFile *> folded;
    const auto report = [&](const FoundFile &first, const FoundFile &second) {
        addFinding(
            set, FindingKind::CaseClash, Severity::Warning, {}, {first.path, second.path},
            fmt::format("{} and {} differ only in upper and lower case; on Windows and macOS one replaces "
                        "the other.",
                        displayName(relativeName(set.root, first.path)),
                        displayName(relativeName(set.root, second.path))),
            "Rename one of them together with its map.");
    };
    for (const auto *file : index) {
        if (isPlain(file->key))
            continue;
        const auto [other, isNew] = folded.emplace(caseFolded(file->key), file);
        if (!isNew)
            report(*other->second, *file);
    }
    for (const auto &[key, file] : folded) {
        if (const auto *other = isPlain(key) ? findKey(index, key) : nullptr; other && other != file)
            report(*file, *other);
    }
}

// The pictures of one folder by key; a second one of the same key, or a format we do not read, is told.
Index indexPictures(PairSet &set, const FoundFiles &files)
{
    Index index;
    for (const auto &file : files) {
        if (file.use != FileUse::Picture)
            continue;
        if (index.empty() || index.back()->key != file.key) {
            index.push_back(&file);
            continue;
        }
        const auto &first = index.back()->path;
        addFinding(set, FindingKind::DuplicateStem, Severity::Warning, {}, {first, file.path},
                   fmt::format("{} and {} have the same name; only the first is used.",
                               displayName(relativeName(set.root, first)),
                               displayName(relativeName(set.root, file.path))),
                   "Rename one of them together with its map, or remove it.");
    }
    reportCaseClashes(set, index);
    for (const auto &file : files) {
        if (file.use == FileUse::ForeignPicture && !findKey(index, file.key))
            addFinding(set, FindingKind::UnsupportedFormat, Severity::Error, {}, {file.path},
                       fmt::format("{} is in a format that Armature does not read.",
                                   displayName(relativeName(set.root, file.path))),
                       "Convert it to PNG, JPEG, WebP, BMP or TIFF.");
    }
    return index;
}

class FolderPairing
{
public:
    FolderPairing(PairSet &set, const FolderLayout &layout,
                  const std::map<fs::path, std::vector<std::string>> &captionsOf, const PairSink &sink)
        : m_set(set), m_layout(layout), m_captionsOf(captionsOf), m_sink(sink)
    {
    }

    void run()
    {
        const auto [targetFiles, conditionFiles, captionFiles] = scanAll();
        indexCaptions({&targetFiles, &conditionFiles, &captionFiles});
        const auto targets = indexPictures(m_set, targetFiles);
        const auto conditions = indexPictures(m_set, conditionFiles);
        Index lonelyTargets, lonelyConditions;
        auto map = conditions.begin();
        for (const auto *target : targets) {
            for (; map != conditions.end() && (*map)->key < target->key; ++map)
                lonelyConditions.push_back(*map);
            if (map != conditions.end() && (*map)->key == target->key)
                m_pairs.push_back({target, *map++});
            else
                lonelyTargets.push_back(target);
        }
        lonelyConditions.insert(lonelyConditions.end(), map, conditions.end());
        pairByFoldedCase(lonelyTargets, lonelyConditions);
        pairByRepeats(lonelyTargets, lonelyConditions);
        std::sort(m_pairs.begin(), m_pairs.end(),
                  [](const Match &a, const Match &b) { return a.target->key < b.target->key; });
        emitPairs();
        keepUnpaired(lonelyTargets);
        for (const auto *file : lonelyTargets)
            reportUnpaired(FindingKind::UnpairedTarget, *file, m_layout.condition);
        for (const auto *file : lonelyConditions)
            reportUnpaired(FindingKind::UnpairedCondition, *file, m_layout.image);
        reportOrphanCaptions();
    }

private:
    struct Match
    {
        const FoundFile *target, *condition;
    };
    enum class CaptionState : uint8_t { Good, Unreadable, NotUtf8 };
    struct CaptionFile
    {
        const FoundFile *file;
        bool isUsed = false;
    };

    // Pictures, maps, captions. Walking through each is mostly waiting for the kernel, so it is done at once.
    std::array<FoundFiles, 3> scanAll()
    {
        const std::array<fs::path, 3> folders = {m_layout.image, m_layout.condition, m_layout.captions};
        std::array<FoundFiles, 3> files;
        std::array<std::vector<Finding>, 3> findings;
        std::array<std::exception_ptr, 3> failures;
        parallelFor(3, 3, {}, [&](size_t i) {
            try {
                if (!folders[i].empty())
                    files[i] = scan(folders[i], findings[i]);
            } catch (...) {
                failures[i] = std::current_exception();
            }
        });
        for (size_t i = 0; i < 3; ++i) {
            if (failures[i])
                std::rethrow_exception(failures[i]);
            std::move(findings[i].begin(), findings[i].end(), std::back_inserter(m_set.findings));
        }
        return files;
    }

    // A folder that is itself a link out of the dataset is told once, and nothing of it is read.
    FoundFiles scan(const fs::path &folder, std::vector<Finding> &findings) const
    {
        std::error_code error;
        if (!fs::exists(folder, error))
            return {}; // no map was made yet
        if (isBelow(fs::canonical(folder, error), m_set.root)) {
            auto found = scanFolder(m_set.root, folder, findings);
            if (folder == m_layout.image)
                std::erase_if(found.files, [this](const FoundFile &file) { return isInOtherFolder(file); });
            return found;
        }
        const auto name = relativeName(m_set.root, folder);
        findings.push_back({FindingKind::PathLeavesFolder,
                            Severity::Error,
                            {},
                            {name},
                            displayName(name) + " is a link that leaves the dataset's folder.",
                            "Copy what it points at into the folder (cp -rL)."});
        return {};
    }

    // Pictures that lie in the root itself have the folders of maps and captions among them.
    bool isInOtherFolder(const FoundFile &file) const
    {
        const auto isIn = [&](const fs::path &folder) {
            return !folder.empty() && file.path.size() > folder.native().size() &&
                   file.path.starts_with(folder.native()) && file.path[folder.native().size()] == '/';
        };
        return isIn(m_layout.condition) || isIn(m_layout.captions);
    }

    // Of several with one key the one beside the picture counts, and of those the last.
    void indexCaptions(const std::vector<const FoundFiles *> &folders)
    {
        const auto isBefore = [](const CaptionFile &a, const CaptionFile &b) {
            return a.file->key < b.file->key;
        };
        for (const auto *files : folders) {
            std::vector<CaptionFile> found;
            for (const auto &file : *files) {
                if (file.use != FileUse::Caption)
                    continue;
                if (!found.empty() && found.back().file->key == file.key)
                    found.pop_back();
                found.push_back({&file, false});
            }
            if (m_captions.empty()) {
                m_captions = std::move(found);
            } else if (!found.empty()) {
                std::vector<CaptionFile> both;
                std::set_union(m_captions.begin(), m_captions.end(), found.begin(), found.end(),
                               std::back_inserter(both), isBefore);
                m_captions = std::move(both);
            }
        }
    }

    // Pairs ask in ascending order, so that the next one is mostly where the last one was.
    CaptionFile *captionFile(std::string_view key)
    {
        auto at = m_captions.begin() + std::ptrdiff_t(m_lastCaption);
        const auto isBefore = [](const CaptionFile &c, std::string_view k) { return c.file->key < k; };
        const auto near = at + std::min<std::ptrdiff_t>(4, m_captions.end() - at);
        if (at != near && at->file->key <= key && (near == m_captions.end() || key <= near->file->key))
            at = std::lower_bound(at, near, key, isBefore);
        else
            at = std::lower_bound(m_captions.begin(), m_captions.end(), key, isBefore);
        m_lastCaption = size_t(at - m_captions.begin());
        return at != m_captions.end() && at->file->key == key ? &*at : nullptr;
    }

    struct Block
    {
        std::vector<FoundPair> pairs;
        std::vector<const FoundFile *> captions; // that are still to be read
        std::vector<CaptionState> states;
    };

    // In blocks, whose captions are read by several threads while the block before is handed on.
    void emitPairs()
    {
        Block next = blockFrom(0);
        readCaptions(next);
        for (size_t first = 0; first < m_pairs.size();) {
            Block now = std::move(next);
            first += now.pairs.size();
            next = blockFrom(first);
            auto reading = std::async(std::launch::async, [&] { readCaptions(next); });
            for (size_t i = 0; i < now.pairs.size(); ++i) {
                if (now.states[i] != CaptionState::Good)
                    reportCaption(now.states[i], now.pairs[i].id, *now.captions[i]);
            }
            if (!m_sink(m_set, std::move(now.pairs)))
                return;
        }
    }

    Block blockFrom(size_t first)
    {
        const size_t count = std::min(kBlock, m_pairs.size() - first);
        Block block{std::vector<FoundPair>(count), std::vector<const FoundFile *>(count),
                    std::vector<CaptionState>(count)};
        for (size_t i = 0; i < count; ++i) {
            const auto &match = m_pairs[first + i];
            block.pairs[i].id = match.target->key;
            block.pairs[i].target = match.target->path;
            block.pairs[i].condition = match.condition->path;
            block.captions[i] = chooseCaption(match, block.pairs[i].captions);
        }
        return block;
    }

    static void readCaptions(Block &block)
    {
        const size_t count = block.pairs.size();
        parallelFor((count + kRun - 1) / kRun, 0, {}, [&](size_t run) {
            for (size_t i = run * kRun; i < std::min(count, (run + 1) * kRun); ++i) {
                auto &pair = block.pairs[i];
                if (block.captions[i])
                    block.states[i] = readCaption(*block.captions[i], pair.captions, pair.target, &pair.form);
            }
        });
    }

    // A picture without a map has its caption nevertheless: captions are often written first.
    void keepUnpaired(const Index &targets)
    {
        const size_t first = m_set.unpaired.size();
        std::vector<const FoundFile *> captions;
        for (const auto *target : targets) {
            m_set.unpaired.push_back({std::string(target->key), fs::path(target->path), {}, {}});
            captions.push_back(chooseCaption({target, target}, m_set.unpaired.back().captions));
        }
        std::vector<CaptionState> states(captions.size());
        parallelFor((captions.size() + kRun - 1) / kRun, 0, {}, [&](size_t run) {
            for (size_t i = run * kRun; i < std::min(captions.size(), (run + 1) * kRun); ++i) {
                if (captions[i])
                    states[i] = readCaption(*captions[i], m_set.unpaired[first + i].captions);
            }
        });
        for (size_t i = 0; i < captions.size(); ++i) {
            if (states[i] != CaptionState::Good)
                reportCaption(states[i], m_set.unpaired[first + i].id, *captions[i]);
        }
    }

    // Null where a listing gave the caption, or where there is none.
    const FoundFile *chooseCaption(const Match &match, std::vector<std::string> &listed)
    {
        auto *beside = captionFile(match.target->key);
        auto *other = match.condition->key == match.target->key ? nullptr : captionFile(match.condition->key);
        for (auto *file : {beside, other}) {
            if (file)
                file->isUsed = true;
        }
        if (!m_captionsOf.empty()) {
            if (const auto found = m_captionsOf.find(fs::path(match.target->path));
                found != m_captionsOf.end()) {
                listed = found->second;
                return nullptr;
            }
        }
        return beside ? beside->file : other ? other->file : nullptr;
    }

    // form: whether the file holds the caption and nothing else, and lies where one is written for the
    // picture.
    static CaptionState readCaption(const FoundFile &file, std::vector<std::string> &captions,
                                    std::string_view picture = {}, SidecarForm *form = nullptr)
    {
        const auto bytes = readSmallFile(file.path.data(), kMaxCaption);
        if (!bytes) {
            captions = {""};
            return CaptionState::Unreadable;
        }
        const auto decoded = decodeText(*bytes);
        const auto caption = trimmed(decoded.text);
        if (form && !caption.empty() && bytes->starts_with(caption) && file.path == sidecarBeside(picture)) {
            const auto rest = std::string_view(*bytes).substr(caption.size());
            *form = rest.empty()   ? SidecarForm::Bare
                    : rest == "\n" ? SidecarForm::Line
                                   : SidecarForm::Unknown;
        }
        captions = {std::string(caption)};
        return decoded.hadInvalidBytes ? CaptionState::NotUtf8 : CaptionState::Good;
    }

    void reportCaption(CaptionState state, const std::string &id, const FoundFile &file)
    {
        const auto name = displayName(relativeName(m_set.root, file.path));
        if (state == CaptionState::Unreadable)
            addFinding(m_set, FindingKind::MissingCaption, Severity::Warning, id, {file.path},
                       name + " cannot be read or is longer than 1 MB.", "Write one short sentence into it.");
        else
            addFinding(m_set, FindingKind::InvalidUtf8, Severity::Warning, id, {file.path},
                       name + " is not UTF-8; what cannot be read became a replacement character.",
                       "Save it as UTF-8.");
    }

    // What is left on both sides and differs in case only belongs together, where that is unambiguous.
    void pairByFoldedCase(Index &targets, Index &conditions)
    {
        std::map<std::string, std::vector<const FoundFile *>> left, right;
        for (const auto *file : targets)
            left[caseFolded(file->key)].push_back(file);
        for (const auto *file : conditions)
            right[caseFolded(file->key)].push_back(file);
        std::set<const FoundFile *> taken;
        for (const auto &[folded, files] : left) {
            const auto other = right.find(folded);
            if (other == right.end() || files.size() != 1 || other->second.size() != 1)
                continue;
            const auto &target = *files[0], &condition = *other->second[0];
            m_pairs.push_back({&target, &condition});
            taken.insert({&target, &condition});
            addFinding(
                m_set, FindingKind::CaseClash, Severity::Warning, std::string(target.key),
                {target.path, condition.path},
                fmt::format(
                    "{} and {} were taken for a pair although their names differ in upper and lower case.",
                    displayName(relativeName(m_set.root, target.path)),
                    displayName(relativeName(m_set.root, condition.path))),
                "Give both the same name.");
        }
        for (auto *index : {&targets, &conditions})
            std::erase_if(*index, [&](const FoundFile *file) { return taken.contains(file); });
    }

    // kohya's trainers keep pictures in folders that say how often each is shown, image/10_cats/a.png, and
    // all maps in one: condition/a.png. How often is not taken over.
    void pairByRepeats(Index &targets, Index &conditions)
    {
        std::map<std::string_view, std::vector<const FoundFile *>> left;
        for (const auto *file : targets) {
            if (const auto name = withoutRepeats(file->key); name != file->key)
                left[name].push_back(file);
        }
        std::set<const FoundFile *> taken;
        for (const auto *map : conditions) {
            const auto found = left.find(withoutRepeats(map->key));
            if (found == left.end() || found->second.size() != 1 || !taken.insert(found->second[0]).second)
                continue;
            m_pairs.push_back({found->second[0], map});
            taken.insert(map);
        }
        for (auto *index : {&targets, &conditions})
            std::erase_if(*index, [&](const FoundFile *file) { return taken.contains(file); });
    }

    static std::string_view withoutRepeats(std::string_view key)
    {
        const auto slash = key.find('/');
        const auto digits = key.find_first_not_of("0123456789");
        return slash != std::string_view::npos && digits > 0 && digits < slash && key[digits] == '_'
                   ? key.substr(slash + 1)
                   : key;
    }

    void reportUnpaired(FindingKind kind, const FoundFile &file, const fs::path &elsewhere)
    {
        if (auto *caption = captionFile(file.key))
            caption->isUsed = true; // it is no orphan
        const bool isTarget = kind == FindingKind::UnpairedTarget;
        const auto folder =
            elsewhere == m_set.root ? std::string() : displayName(relativeName(m_set.root, elsewhere)) + '/';
        addFinding(m_set, kind, Severity::Error, std::string(file.key), {file.path},
                   fmt::format("{} has no {} of the same name{}.",
                               displayName(relativeName(m_set.root, file.path)),
                               isTarget ? "condition map" : "picture",
                               folder.empty() ? " beside the folder of maps" : " in " + folder),
                   isTarget ? fmt::format("Make its map as {}{}.png, or remove the picture.", folder,
                                          displayName(file.key))
                            : fmt::format("Put its picture there as {}{}.png, or remove the map.", folder,
                                          displayName(file.key)));
    }

    void reportOrphanCaptions()
    {
        for (const auto &caption : m_captions) {
            if (!caption.isUsed)
                addFinding(m_set, FindingKind::OrphanCaption, Severity::Note, {}, {caption.file->path},
                           displayName(relativeName(m_set.root, caption.file->path)) +
                               " belongs to no picture.",
                           "Give it the name of its picture, or remove it.");
        }
    }

    PairSet &m_set;
    const FolderLayout &m_layout;
    const std::map<fs::path, std::vector<std::string>> &m_captionsOf;
    const PairSink &m_sink;
    std::vector<Match> m_pairs;
    std::vector<CaptionFile> m_captions; // ascending by key, each key once
    size_t m_lastCaption = 0;            // that was asked for
};

} // namespace

void readFolders(PairSet &set, const FolderLayout &layout,
                 const std::map<fs::path, std::vector<std::string>> &captionsOf, const PairSink &sink)
{
    set.layout = DatasetLayout::Folders;
    std::error_code error;
    set.layoutText =
        layout.image == set.root ? "pictures" : displayName(layout.image.filename().string()) + '/';
    set.layoutText += fs::exists(layout.condition, error)
                          ? " + " + displayName(layout.condition.filename().string()) + '/'
                          : " without condition maps";
    if (!set.listing.empty())
        set.layoutText += " with captions from " + displayName(relativeName(set.root, set.listing));
    FolderPairing(set, layout, captionsOf, sink).run();
}

} // namespace armature::pairs_detail
