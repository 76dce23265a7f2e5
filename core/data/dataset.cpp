#include "core/data/dataset.h"

#include "core/base/hash.h"
#include "core/data/text_input.h"
#include "core/image/codec.h"
#include "core/image/resample.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <mutex>
#include <new>
#include <unordered_map>

#include <sys/stat.h>

namespace armature {

namespace {

constexpr int64_t kMaxResized = 256'000'000; // pixels; a plan for an ordinary picture has a thousandth of it

Image finished(const Image &resized, const CropPlan &plan)
{
    Image cut = crop(resized, plan.cropX, plan.cropY, plan.cropW, plan.cropH);
    return plan.flip ? flipHorizontal(cut) : cut;
}

Status checkPlan(const CropPlan &plan)
{
    const bool isInside = plan.cropX >= 0 && plan.cropY >= 0 && plan.cropW > 0 && plan.cropH > 0 &&
                          plan.cropX + plan.cropW <= plan.resizeW && plan.cropY + plan.cropH <= plan.resizeH;
    if (!isInside || int64_t(plan.resizeW) * plan.resizeH > kMaxResized)
        return fail(ErrorCode::BadInput, fmt::format("A crop of {} x {} out of {} x {} px cannot be made.",
                                                     plan.cropW, plan.cropH, plan.resizeW, plan.resizeH));
    return {};
}

// Decodes a picture that should still be as it was when it was checked.
Result<Image> decodeChecked(const std::filesystem::path &file, PixelSize expected)
{
    ARMATURE_TRY(Image image, decodeOriented(file));
    if (image.width() != expected.width || image.height() != expected.height)
        return fail(ErrorCode::Conflict,
                    fmt::format("{} has {} x {} px, but had {} x {} px when the dataset was checked.",
                                displayName(file.string()), image.width(), image.height(), expected.width,
                                expected.height),
                    "Do not change the dataset while a run uses it; start the run again.");
    return toRgb8(image);
}

template <typename Work>
auto guarded(const std::filesystem::path &file, Work &&work) -> decltype(work())
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("There is not enough memory to load {}.", displayName(file.string())),
                    "Close other programs, or use fewer --dataloader_num_workers.");
    } catch (const std::exception &failure) {
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be loaded: {}.", displayName(file.string()), failure.what()));
    }
}

std::string commonestError(const CheckReport &report)
{
    std::map<FindingKind, size_t> counts;
    for (const auto &finding : report.findings) {
        if (finding.severity == Severity::Error)
            ++counts[finding.kind];
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto &a, const auto &b) { return a.second < b.second; });
    return most == counts.end() ? "it holds none"
                                : fmt::format("{} times: {}", most->second, kindTitle(most->first));
}

} // namespace

Result<Dataset> Dataset::open(const PairSet &set, const CheckReport &report)
{
    assert(report.facts.size() == set.pairs.size());
    Dataset dataset;
    dataset.m_hashes = std::make_shared<KnownHashes>();
    for (size_t i = 0; i < set.pairs.size(); ++i) {
        const auto &facts = report.facts[i];
        if (facts.isTrainable)
            dataset.m_entries.push_back({set.pairs[i], facts.target, facts.condition});
    }
    if (!dataset.m_entries.empty())
        return dataset;
    if (report.isInterrupted)
        return fail(ErrorCode::Interrupted, "The check of the dataset was stopped.");
    const auto root = displayName(set.root.string());
    return fail(ErrorCode::NotFound,
                fmt::format("No pair in {} ({}) can be trained on; {}.", root, set.layoutText,
                            commonestError(report)),
                fmt::format("armature-cli check {} lists what is wrong and how to repair it.", root));
}

Dataset Dataset::subset(const std::vector<uint32_t> &indices) const
{
    Dataset result;
    result.m_hashes = m_hashes;
    for (const uint32_t index : indices)
        result.m_entries.push_back(m_entries[index]);
    return result;
}

std::vector<uint64_t> Dataset::sampleKeys() const
{
    std::vector<uint64_t> keys;
    for (const auto &entry : m_entries)
        keys.push_back(hashText(entry.pair.id));
    return keys;
}

Result<Sample> Dataset::load(size_t index, const CropPlan &plan, MapKind kind, size_t caption) const
{
    const Entry &entry = m_entries[index];
    ARMATURE_TRY(Image condition, loadCondition(index, plan, kind));
    return guarded(entry.pair.target, [&]() -> Result<Sample> {
        ARMATURE_TRY(const Image target, decodeChecked(entry.pair.target, entry.targetSize));
        const auto &captions = entry.pair.captions;
        return Sample{finished(resize(target, plan.resizeW, plan.resizeH, Filter::Bilinear), plan),
                      std::move(condition), caption < captions.size() ? captions[caption] : std::string()};
    });
}

Result<Image> Dataset::loadCondition(size_t index, const CropPlan &plan, MapKind kind) const
{
    ARMATURE_CHECK(checkPlan(plan));
    const Entry &entry = m_entries[index];
    return guarded(entry.pair.condition, [&]() -> Result<Image> {
        ARMATURE_TRY(const Image condition, decodeChecked(entry.pair.condition, entry.conditionSize));
        return finished(resizeMap(condition, plan.resizeW, plan.resizeH, kind), plan);
    });
}

Result<MapKind> Dataset::guessMapKind() const
{
    constexpr size_t kLookedAt = 9;
    std::array<size_t, 4> votes{};
    const size_t count = std::min(kLookedAt, m_entries.size());
    for (size_t i = 0; i < count; ++i) {
        const Entry &entry = m_entries[i * m_entries.size() / count];
        const auto kind = guarded(entry.pair.condition, [&]() -> Result<MapKind> {
            ARMATURE_TRY(const Image condition, decodeChecked(entry.pair.condition, entry.conditionSize));
            return armature::guessMapKind(condition);
        });
        if (!kind)
            return kind;
        ++votes[size_t(*kind)];
    }
    return MapKind(std::max_element(votes.begin(), votes.end()) - votes.begin());
}

// Keyed by path, so that a dataset and its subsets share what they know.
class Dataset::KnownHashes
{
public:
    Result<std::string> of(const std::filesystem::path &file)
    {
        struct stat info {};
        if (::stat(file.c_str(), &info) == 0) {
            const std::lock_guard lock(m_mutex);
            const auto found = m_known.find(file.native());
            if (found != m_known.end() && found->second.isOf(info))
                return found->second.hash;
        }
        ARMATURE_TRY(std::string hash, hashFile(file));
        const std::lock_guard lock(m_mutex);
        m_known[file.native()] = {info.st_size, info.st_mtim, info.st_ino, hash};
        return hash;
    }

private:
    struct Known
    {
        off_t size = 0;
        timespec changed{};
        ino_t inode = 0;
        std::string hash;

        bool isOf(const struct stat &info) const
        {
            return info.st_size == size && info.st_ino == inode && info.st_mtim.tv_sec == changed.tv_sec && info.st_mtim.tv_nsec == changed.tv_nsec;
        }
    };
    std::mutex m_mutex;
    std::unordered_map<std::string, Known> m_known;
};

Result<std::string> Dataset::targetHash(size_t index) const
{
    const std::filesystem::path &file = m_entries[index].pair.target;
    auto hash = m_hashes->of(file);
    if (!hash)
        return fail(ErrorCode::Io, fmt::format("{} cannot be read.", displayName(file.string())), "Check that it is still there.");
    return hash;
}

} // namespace armature
