#include "core/data/check.h"

#include "core/data/check_detail.h"
#include "core/data/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace armature {

using namespace check_detail;

namespace {

constexpr size_t kMaxMessage = 1000; // characters of an error that quotes a path

PixelSize displaySize(const ImageInfo &info) { return {info.displayWidth(), info.displayHeight()}; }

std::string sizeText(PixelSize size) { return fmt::format("{} x {}", size.width, size.height); }

// Findings of one pair.
class PairChecker
{
public:
    PairChecker(const Pair &pair, const PairPictures &pictures, const CheckOptions &options,
                std::vector<Finding> &findings)
        : m_pair(pair), m_target(pictures.target), m_condition(pictures.condition),
          m_hasMap(pictures.hasMap), m_options(options), m_findings(findings)
    {
    }

    PairFacts run()
    {
        PairFacts facts;
        m_firstFinding = m_findings.size();
        facts.target = checkOne(m_target);
        if (m_hasMap)
            facts.condition = checkOne(m_condition);
        if (!m_target.error && !m_condition.error && checkShape(facts.target)) {
            if (!m_hasMap || checkGeometry(facts.target, facts.condition))
                checkSmallness(facts.target);
        }
        if (m_condition.isBlank)
            add(FindingKind::BlankCondition, Severity::Warning, {m_condition.name},
                fmt::format("{} is of one single colour: it tells the model nothing.", shown(m_condition)),
                "Make the map again, perhaps with lower thresholds.");
        checkCaptions();
        if (m_pair.isExcluded)
            add(FindingKind::Excluded, Severity::Note, {m_target.name},
                shown(m_target) + " is excluded from training by hand.", "Include it again in the studio.");
        facts.isTrainable =
            std::none_of(m_findings.begin() + std::ptrdiff_t(m_firstFinding), m_findings.end(),
                         [](const Finding &finding) { return finding.severity == Severity::Error; }) &&
            !m_pair.isExcluded;
        return facts;
    }

private:
    static std::string shown(const PictureFacts &picture) { return displayName(picture.name); }

    PixelSize checkOne(const PictureFacts &picture)
    {
        picture.error ? addUnreadable(picture) : checkPicture(picture);
        return picture.error ? PixelSize{} : displaySize(picture.info);
    }

    void add(FindingKind kind, Severity severity, std::vector<std::string> files, std::string message,
             std::string repair)
    {
        m_findings.push_back(
            {kind, severity, m_pair.id, std::move(files), std::move(message), std::move(repair)});
    }

    void addUnreadable(const PictureFacts &picture)
    {
        const bool isDamaged = picture.error->code == ErrorCode::Corrupt && !picture.isEmptyFile;
        add(isDamaged ? FindingKind::Truncated : FindingKind::Unreadable, Severity::Error, {picture.name},
            displayName(picture.error->message, kMaxMessage), picture.error->remedy);
    }

    void checkPicture(const PictureFacts &picture)
    {
        const auto &info = picture.info;
        const auto promised = formatFromExtension(picture.path);
        if (promised && *promised != info.format)
            add(FindingKind::ExtensionLies, Severity::Warning, {picture.name},
                fmt::format("{} is a {} file by its contents, not {}; it is read as what it is.",
                            shown(picture), formatName(info.format), formatName(*promised)),
                "Rename it; other programs may refuse it.");
        if (info.orientation != 1)
            add(FindingKind::ExifRotation, Severity::Note, {picture.name},
                fmt::format(
                    "{} is turned by its EXIF orientation ({}); it is used as viewers show it, {} px.",
                    shown(picture), info.orientation, sizeText(displaySize(info))),
                "Make its map from the turned picture, as Armature's own maps are.");
        if (info.hasAlpha)
            add(FindingKind::Alpha, picture.isTransparent ? Severity::Warning : Severity::Note,
                {picture.name},
                shown(picture) + (picture.isTransparent ? " has transparency; it is laid on white."
                                                        : " has an alpha channel that is opaque throughout."),
                picture.isTransparent ? "Save it without transparency on the background that you want."
                                      : "Nothing needs to be done.");
        if (info.bitDepth > 8)
            add(FindingKind::SixteenBit, Severity::Note, {picture.name},
                fmt::format("{} has {} bits per channel; it is rounded to 8.", shown(picture), info.bitDepth),
                "Nothing needs to be done, unless it is a depth map whose range is small.");
    }

    bool checkShape(PixelSize target)
    {
        const auto [shorter, longer] = std::minmax(target.width, target.height);
        if (longer <= int64_t(shorter) * kMaxAspect)
            return true;
        add(FindingKind::ExtremeAspect, Severity::Error, {m_target.name},
            fmt::format("{} has {} px, more than {} times as long as wide.", shown(m_target),
                        sizeText(target), kMaxAspect),
            "Cut it into pieces.");
        return false;
    }

    bool checkGeometry(PixelSize target, PixelSize condition)
    {
        if (!sameAspect(target, condition)) {
            addAspectDiffers(target, condition);
            return false;
        }
        if (target != condition)
            add(FindingKind::SizeDiffers, Severity::Warning, {m_target.name, m_condition.name},
                fmt::format("{} has {} px, its map {} {} px: the same shape, so the map is brought to the "
                            "picture's size.",
                            shown(m_target), sizeText(target), shown(m_condition), sizeText(condition)),
                "Make the map at the picture's size for sharper lines.");
        else if (m_target.info.orientation != m_condition.info.orientation && target.width == target.height)
            add(FindingKind::ExifRotation, Severity::Warning, {m_target.name, m_condition.name},
                fmt::format(
                    "Only one of {} and {} is turned by EXIF; the map may be turned against the picture.",
                    shown(m_target), shown(m_condition)),
                "Make the map from the turned picture.");
        return true;
    }

    void checkSmallness(PixelSize target)
    {
        const int shorter = std::min(target.width, target.height);
        if (shorter < m_options.resolution)
            add(FindingKind::SmallerThanResolution, Severity::Warning, {m_target.name},
                fmt::format("{} has {} px; for a resolution of {} it is enlarged {:.2g} times.",
                            shown(m_target), sizeText(target), m_options.resolution,
                            double(m_options.resolution) / shorter),
                fmt::format("Use a larger original, or train at resolution {} (--resolution).",
                            std::max(8, shorter / 8 * 8)));
    }

    void addAspectDiffers(PixelSize target, PixelSize condition)
    {
        const bool isTurned = sameAspect(target, {condition.height, condition.width});
        const bool hasExif = m_target.info.orientation >= 5 || m_condition.info.orientation >= 5;
        std::string why = "they cannot be laid on each other";
        if (isTurned)
            why = hasExif ? "the map was made without regard to the EXIF orientation"
                          : "one of them is turned by 90 degrees";
        add(FindingKind::AspectDiffers, Severity::Error, {m_target.name, m_condition.name},
            fmt::format("{} has {} px, its map {} {} px: {}.", shown(m_target), sizeText(target),
                        shown(m_condition), sizeText(condition), why),
            isTurned ? "Turn the map, or make it again from the picture as viewers show it."
                     : "Make the map again from this picture, or crop both to the part they share.");
    }

    void checkCaptions()
    {
        if (m_pair.captions.empty())
            add(FindingKind::MissingCaption, Severity::Warning, {m_target.name},
                fmt::format("{} has no caption; it is trained with the empty prompt.", shown(m_target)),
                "Write one into a text file of the same name, or into the listing.");
        for (const auto &caption : m_pair.captions) {
            if (trimmed(caption).empty()) {
                add(FindingKind::EmptyCaption, Severity::Warning, {m_target.name},
                    fmt::format("The caption of {} is empty; it is trained with the empty prompt.",
                                shown(m_target)),
                    "Describe the picture in one sentence.");
                continue;
            }
            const size_t tokens = m_options.countTokens ? m_options.countTokens(caption) : 0;
            if (tokens > m_options.maxTokens)
                add(FindingKind::LongCaption, Severity::Warning, {m_target.name},
                    fmt::format("The caption of {} has {} tokens; the last {} are cut off.", shown(m_target),
                                tokens, tokens - m_options.maxTokens),
                    "Shorten it, what matters first.");
        }
    }

    const Pair &m_pair;
    const PictureFacts &m_target;
    const PictureFacts &m_condition;
    const bool m_hasMap;
    const CheckOptions &m_options;
    std::vector<Finding> &m_findings;
    size_t m_firstFinding = 0;
};

std::vector<PairPictures> inspectAll(const PairSet &set, const CheckOptions &options)
{
    std::vector<PairPictures> pictures(set.pairs.size());
    std::mutex progressMutex;
    size_t done = 0;
    parallelFor(set.pairs.size(), options.threads, options.stop, [&](size_t i) {
        const auto &pair = set.pairs[i];
        pictures[i].target = inspectPicture(set.root, pair.target, options.decode, true);
        pictures[i].condition = inspectPicture(set.root, pair.condition, options.decode, false);
        pictures[i].isChecked = true;
        if (options.progress) {
            const std::lock_guard lock(progressMutex);
            options.progress(++done, set.pairs.size());
        }
    });
    return pictures;
}

// Pictures that still lack a map can be damaged, too.
void checkUnpaired(const PairSet &set, const CheckOptions &options, std::vector<Finding> &findings)
{
    std::vector<PairPictures> pictures(set.unpaired.size());
    parallelFor(pictures.size(), options.threads, options.stop, [&](size_t i) {
        pictures[i].target = inspectPicture(set.root, set.unpaired[i].target, options.decode, true);
        pictures[i].hasMap = false;
        pictures[i].isChecked = true;
    });
    for (size_t i = 0; i < pictures.size(); ++i) {
        if (pictures[i].isChecked)
            PairChecker(set.unpaired[i], pictures[i], options, findings).run();
    }
}

} // namespace

PairFacts check_detail::checkPair(const Pair &pair, const PairPictures &pictures, const CheckOptions &options,
                                  std::vector<Finding> &findings)
{
    return PairChecker(pair, pictures, options, findings).run();
}

size_t CheckReport::trainableCount() const
{
    return size_t(
        std::count_if(facts.begin(), facts.end(), [](const PairFacts &pair) { return pair.isTrainable; }));
}

size_t CheckReport::count(Severity severity) const
{
    return size_t(std::count_if(findings.begin(), findings.end(),
                                [severity](const Finding &finding) { return finding.severity == severity; }));
}

CheckReport checkPairs(const PairSet &set, const CheckOptions &options)
{
    CheckReport report;
    report.root = set.root.string();
    report.layout = set.layoutText;
    report.findings = set.findings;
    report.facts.resize(set.pairs.size());
    const auto pictures = inspectAll(set, options);
    for (size_t i = 0; i < set.pairs.size(); ++i) {
        if (pictures[i].isChecked)
            report.facts[i] = PairChecker(set.pairs[i], pictures[i], options, report.findings).run();
    }
    checkUnpaired(set, options, report.findings);
    if (options.findDuplicates && !options.stop.stop_requested())
        findDuplicates({set.pairs.size(), [&](size_t i) { return pictures[i]; },
                        [&](size_t i) {
                            return std::array{pictures[i].target.fileSize, pictures[i].condition.fileSize};
                        },
                        [&](size_t i) { return set.pairs[i].id; }},
                       options, report.findings);
    report.isInterrupted = options.stop.stop_requested();
    return report;
}

} // namespace armature
