#include "core/base/hash.h"
#include "core/data/check_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <unordered_map>
#include <vector>

namespace armature::check_detail {

namespace {

constexpr int kNearBits = 4; // of 64 that may differ

// The first picture of each look. Two looks that differ in at most four bits agree in one of five bands at
// least, so only those that share a band are compared.
class Looks
{
public:
    // The index of an earlier picture that looks like this one; else keeps this one.
    std::optional<size_t> findOrAdd(uint64_t look, size_t index)
    {
        for (size_t band = 0; band < m_bands.size(); ++band) {
            const auto found = m_bands[band].find(part(look, band));
            if (found == m_bands[band].end())
                continue;
            for (const auto &[other, otherIndex] : found->second) {
                if (std::popcount(other ^ look) <= kNearBits)
                    return otherIndex;
            }
        }
        for (size_t band = 0; band < m_bands.size(); ++band)
            m_bands[band][part(look, band)].emplace_back(look, index);
        return std::nullopt;
    }

private:
    static uint64_t part(uint64_t look, size_t band) { return look >> (13 * band) & 0x1FFF; }

    std::array<std::unordered_map<uint64_t, std::vector<std::pair<uint64_t, size_t>>>, kNearBits + 1> m_bands;
};

// What a file's contents are told by; 0 where nothing can equal it.
using Content = uint64_t;
enum Which : size_t { Target, Condition };

// Only files of one size can be equal, so only those are read. Numbers rather than names: there are two files
// for each of very many pairs.
class Hashes
{
public:
    Hashes(const DuplicateSource &source, const CheckOptions &options) : m_contents(2 * source.count)
    {
        std::unordered_map<uint64_t, uint32_t> uses;
        for (size_t i = 0; i < source.count; ++i) {
            for (const uint64_t size : source.fileSizes(i))
                ++uses[size];
        }
        std::vector<size_t> wanted;
        for (size_t i = 0; i < source.count; ++i) {
            const auto sizes = source.fileSizes(i);
            for (const auto which : {Target, Condition}) {
                if (uses[sizes[which]] > 1)
                    wanted.push_back(2 * i + which);
            }
        }
        parallelFor((wanted.size() + kRun - 1) / kRun, options.threads, options.stop, [&](size_t run) {
            for (size_t k = run * kRun; k < std::min(wanted.size(), (run + 1) * kRun); ++k)
                m_contents[wanted[k]] =
                    read(source.pictures(wanted[k] / 2), Which(wanted[k] % 2), source.memory);
        });
    }

    Content of(size_t i, Which which) const { return m_contents[2 * i + which]; }

private:
    static constexpr size_t kRun = 50; // files that a thread reads at a time

    static Content read(const PairPictures &pair, Which which, PictureMemory *memory)
    {
        const auto &picture = which == Target ? pair.target : pair.condition;
        if (!pair.isChecked || picture.error)
            return 0;
        const auto stamp = memory ? stampOf(picture.path) : std::nullopt;
        auto known = stamp ? memory->find(picture.path, *stamp) : std::nullopt;
        if (known && known->content)
            return known->content;
        const auto hash = hashFile(picture.path);
        if (!hash)
            return 0;
        const Content content = std::strtoull(hash->c_str(), nullptr, 16);
        if (known) {
            known->content = content;
            memory->keep(picture.path, *stamp, *known);
        }
        return content;
    }

    std::vector<Content> m_contents;
};

class DuplicateFinder
{
public:
    DuplicateFinder(const DuplicateSource &source, const CheckOptions &options,
                    std::vector<Finding> &findings)
        : m_source(source), m_hashes(source, options), m_findings(findings)
    {
    }

    void take(size_t i)
    {
        const auto [target, condition, isChecked, hasMap] = m_source.pictures(i);
        if (!isChecked || target.error || condition.error)
            return;
        const auto targetHash = m_hashes.of(i, Target),
                   conditionHash = hasMap ? m_hashes.of(i, Condition) : Content();
        if (targetHash && targetHash == conditionHash)
            add(FindingKind::SameAsTarget, Severity::Warning, i, {condition.name, target.name},
                fmt::format("{} and its map {} are the same picture.", shown(target), shown(condition)),
                "Make the map from the picture.");
        std::optional<size_t> like;
        const auto twin = firstWith(m_targets, targetHash, i);
        if (twin)
            takeTwin(i, *twin, conditionHash && conditionHash == m_hashes.of(*twin, Condition));
        else if (target.look && (like = m_looks.findOrAdd(target.look, i)))
            add(FindingKind::NearDuplicate, Severity::Note, i,
                {target.name, m_source.pictures(*like).target.name},
                fmt::format("{} looks like {}.", shown(target), shown(m_source.pictures(*like).target)),
                "Keep one of them if they are the same motif.");
        const auto sameMap = firstWith(m_conditions, conditionHash, i);
        if (sameMap && !twin && !like)
            add(FindingKind::DuplicateCondition, Severity::Warning, i,
                {condition.name, m_source.pictures(*sameMap).condition.name},
                fmt::format("{} and {} have the very same map, but their pictures differ.", shown(target),
                            shown(m_source.pictures(*sameMap).target)),
                "Make the map of each from its own picture.");
    }

private:
    using Seen = std::unordered_map<Content, size_t>;

    static std::optional<size_t> firstWith(Seen &seen, Content hash, size_t index)
    {
        if (!hash)
            return std::nullopt;
        const auto [found, isNew] = seen.emplace(hash, index);
        return isNew ? std::nullopt : std::optional(found->second);
    }

    static std::string shown(const PictureFacts &picture) { return displayName(picture.name); }

    void takeTwin(size_t i, size_t twin, bool isSameMap)
    {
        const auto target = m_source.pictures(i).target, other = m_source.pictures(twin).target;
        // One picture listed with several maps is a way to teach several conditions.
        if (target.path == other.path && !isSameMap)
            return;
        add(FindingKind::Duplicate, Severity::Warning, i, {target.name, other.name},
            fmt::format("{} is the very same file as {}{}.", shown(target), shown(other),
                        isSameMap ? ", and so are their maps" : ""),
            "Remove one of them; it counts twice.");
    }

    void add(FindingKind kind, Severity severity, size_t i, std::vector<std::string> files,
             std::string message, std::string repair)
    {
        m_findings.push_back(
            {kind, severity, m_source.id(i), std::move(files), std::move(message), std::move(repair)});
    }

    const DuplicateSource &m_source;
    const Hashes m_hashes;
    std::vector<Finding> &m_findings;
    Seen m_targets, m_conditions;
    Looks m_looks;
};

} // namespace

void findDuplicates(const DuplicateSource &source, const CheckOptions &options,
                    std::vector<Finding> &findings)
{
    DuplicateFinder finder(source, options, findings);
    for (size_t i = 0; i < source.count && !options.stop.stop_requested(); ++i)
        finder.take(i);
}

} // namespace armature::check_detail
