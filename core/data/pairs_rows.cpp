#include "core/data/data_path.h"
#include "core/data/pairs_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <algorithm>

namespace armature::pairs_detail {

namespace {

class RowPairing
{
public:
    RowPairing(PairSet &set, const fs::path &file)
        : m_set(set), m_base(file.parent_path()), m_file(file),
          m_name(displayName(relativeName(set.root, file)))
    {
    }

    void take(const Row &row)
    {
        const auto target = resolveBelow(m_set.root, m_base, *row.target);
        const auto condition = row.condition ? resolveBelow(m_set.root, m_base, *row.condition)
                                             : ResolvedPath{PathState::Missing, {}};
        const bool isPair = target.state == PathState::Ok && condition.state == PathState::Ok;
        if (isPair) {
            addPair(row, target.path, condition.path);
            return;
        }
        if (target.state == PathState::Ok)
            m_named.insert(target.path);
        if (condition.state == PathState::Ok)
            m_named.insert(condition.path);
        bool isTold = reportBad(row, *row.target, target.state);
        if (row.condition)
            isTold |= reportBad(row, *row.condition, condition.state);
        if (!isTold)
            reportMissing(row, target, condition);
    }

    void finish()
    {
        std::stable_sort(m_set.pairs.begin(), m_set.pairs.end(), [](const Pair &a, const Pair &b) {
            return std::tie(a.id, a.target.native(), a.condition.native()) <
                   std::tie(b.id, b.target.native(), b.condition.native());
        });
        makeIdsUnique();
        reportNotListed();
    }

private:
    void addPair(const Row &row, const fs::path &target, const fs::path &condition)
    {
        for (const auto &path : {target, condition}) {
            m_named.insert(path);
            if (fileUse(path.native()) == FileUse::ForeignPicture)
                addFinding(m_set, FindingKind::UnsupportedFormat, Severity::Warning, {}, {path},
                           displayName(relativeName(m_set.root, path)) +
                               " has the extension of a format that Armature does not read.",
                           "Convert it to PNG, JPEG, WebP, BMP or TIFF.", row.line);
        }
        fs::path id = target.lexically_relative(m_set.root);
        id.replace_extension();
        m_set.pairs.push_back({toNfc(id.generic_string()), target, condition, row.captions});
    }

    // One picture may have several maps, and a.png and a.jpg are two pictures.
    void makeIdsUnique()
    {
        std::set<std::string> used;
        for (auto &pair : m_set.pairs) {
            const std::string id = pair.id;
            for (size_t n = 2; !used.insert(pair.id).second; ++n)
                pair.id = fmt::format("{}#{}", id, n);
        }
        std::sort(m_set.pairs.begin(), m_set.pairs.end(),
                  [](const Pair &a, const Pair &b) { return a.id < b.id; });
    }

    void report(FindingKind kind, const Row &row, std::vector<fs::path> files, std::string what,
                std::string repair)
    {
        addFinding(m_set, kind, Severity::Error, {}, std::move(files),
                   fmt::format("Line {} of {} {}.", row.line, m_name, what), std::move(repair), row.line);
    }

    bool reportBad(const Row &row, const std::string &text, PathState state)
    {
        const auto shown = displayName(text);
        switch (state) {
        case PathState::LeavesFolder:
            report(FindingKind::PathLeavesFolder, row, {fs::path(text)},
                   fmt::format("names {}, which leaves the dataset's folder", shown),
                   "Copy the file into the folder and name it relative to the listing.");
            return true;
        case PathState::Malformed:
            report(FindingKind::MalformedLine, row, {m_file},
                   fmt::format("names the file '{}', which cannot be a name", shown),
                   "Correct or remove the line.");
            return true;
        case PathState::LinkLoop:
            report(FindingKind::Unreadable, row, {fs::path(text)},
                   fmt::format("names {}, a link that leads back to itself", shown), "Remove the link.");
            return true;
        case PathState::NotAFile:
            report(FindingKind::Unreadable, row, {fs::path(text)},
                   fmt::format("names {}, which is not a regular file", shown), "Name a picture.");
            return true;
        default:
            return false;
        }
    }

    void reportMissing(const Row &row, const ResolvedPath &target, const ResolvedPath &condition)
    {
        const auto shownTarget = displayName(*row.target);
        if (target.state == PathState::Ok && !row.condition)
            report(FindingKind::UnpairedTarget, row, {target.path},
                   fmt::format("names no condition map for {}", shownTarget),
                   "Add conditioning_image_file_name to the line, or name its column with "
                   "--conditioning_image_column.");
        else if (target.state == PathState::Ok)
            report(FindingKind::UnpairedTarget, row, {target.path, fs::path(*row.condition)},
                   fmt::format("gives {} the condition map {}, which is not there", shownTarget,
                               displayName(*row.condition)),
                   "Make the map, or remove the line.");
        else if (condition.state == PathState::Ok)
            report(FindingKind::UnpairedCondition, row, {condition.path, fs::path(*row.target)},
                   fmt::format("gives the map {} the picture {}, which is not there",
                               displayName(*row.condition), shownTarget),
                   "Put the picture there, or remove the line.");
        else
            report(FindingKind::MissingFile, row, {fs::path(*row.target)},
                   fmt::format("names {}, which is not there{}", shownTarget,
                               row.condition ? ", nor is its map" : ""),
                   "Put both files there, or remove the line.");
    }

    void reportNotListed()
    {
        std::vector<Finding> ignored;
        std::vector<fs::path> unnamed;
        size_t count = 0;
        for (const auto &file : scanFolder(m_set.root, m_base, ignored)) {
            if (file.use != FileUse::Picture || m_named.contains(fs::path(file.path).lexically_normal()))
                continue;
            if (++count <= 10)
                unnamed.emplace_back(file.path);
        }
        if (count > 0)
            addFinding(m_set, FindingKind::NotListed, Severity::Note, {}, unnamed,
                       fmt::format("{} picture{} in the folder {} not named in {}, such as {}.", count,
                                   count == 1 ? "" : "s", count == 1 ? "is" : "are", m_name,
                                   displayName(relativeName(m_set.root, unnamed[0]))),
                       "Add lines for them if they should be trained on.");
    }

    PairSet &m_set;
    const fs::path m_base;
    const fs::path &m_file;
    const std::string m_name;
    std::set<fs::path> m_named;
};

} // namespace

void pairRows(PairSet &set, const fs::path &file, const Listing &listing)
{
    RowPairing pairing(set, file);
    for (const auto &row : listing.rows)
        pairing.take(row);
    pairing.finish();
}

} // namespace armature::pairs_detail
