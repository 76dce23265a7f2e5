#include "core/base/hash.h"
#include "core/data/check_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <map>
#include <unordered_map>

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

// Only files of one size can be equal, so only those are read.
class Hashes
{
public:
    Hashes(const DuplicateSource &source, const CheckOptions &options)
    {
        std::unordered_map<uint64_t, uint32_t> uses;
        for (size_t i = 0; i < source.count; ++i) {
            for (const uint64_t size : source.fileSizes(i))
                ++uses[size];
        }
        std::vector<std::pair<std::filesystem::path, std::string>> wanted;
        for (size_t i = 0; i < source.count; ++i) {
            const auto sizes = source.fileSizes(i);
            if (uses[sizes[0]] < 2 && uses[sizes[1]] < 2)
                continue;
            auto pair = source.pictures(i);
            for (auto *picture : {&pair.target, &pair.condition}) {
                if (pair.isChecked && !picture->error && uses[picture->fileSize] > 1)
                    wanted.emplace_back(std::move(picture->path), "");
            }
        }
        parallelFor(wanted.size(), options.threads, options.stop,
                    [&](size_t i) { wanted[i].second = hashFile(wanted[i].first).value_or(""); });
        for (auto &[path, hash] : wanted)
            m_hashes[path.native()] = std::move(hash);
    }

    // Empty where nothing can equal it.
    std::string of(const PictureFacts &picture) const
    {
        const auto found = m_hashes.find(picture.path.native());
        return found == m_hashes.end() ? "" : found->second;
    }

private:
    std::unordered_map<std::string, std::string> m_hashes;
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
        const auto [target, condition, isChecked] = m_source.pictures(i);
        if (!isChecked || target.error || condition.error)
            return;
        const auto targetHash = m_hashes.of(target), conditionHash = m_hashes.of(condition);
        if (!targetHash.empty() && targetHash == conditionHash)
            add(FindingKind::SameAsTarget, Severity::Warning, i, {condition.name, target.name},
                fmt::format("{} and its map {} are the same picture.", shown(target), shown(condition)),
                "Make the map from the picture.");
        std::optional<size_t> like;
        const auto twin = firstWith(m_targets, targetHash, i);
        if (twin)
            takeTwin(i, *twin,
                     conditionHash == m_hashes.of(m_source.pictures(*twin).condition) &&
                         !conditionHash.empty());
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
    using Seen = std::unordered_map<std::string, size_t>;

    static std::optional<size_t> firstWith(Seen &seen, const std::string &hash, size_t index)
    {
        if (hash.empty())
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
            "Remove one of the pairs; it counts twice.");
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
