#include "ui/train/adherence_meter.h"

#include "core/data/crop_plan.h"
#include "core/image/canny.h"
#include "core/image/codec.h"
#include "core/image/edge_score.h"
#include "core/image/map_kind.h"

#include <QCoreApplication>
#include <QPointer>

#include <algorithm>
#include <thread>

namespace armature::ui {

namespace {

constexpr double kIsEdgeMap = 0.6; // of the target's own edges against the condition
constexpr CannyOptions kThresholds[] = {{100, 200, false}, {50, 100, false}, {50, 150, false}, {150, 250, false}, {30, 60, false}};

Image greyOf(const Image &rgb)
{
    Image grey(rgb.width(), rgb.height(), 1);
    for (int y = 0; y < rgb.height(); ++y)
        for (int x = 0; x < rgb.width(); ++x)
            grey.row<uint8_t>(y)[x] = *std::max_element(rgb.row<uint8_t>(y) + 3 * x, rgb.row<uint8_t>(y) + 3 * x + 3);
    return grey;
}

// As the trainer prepares what it samples with: short edge to the resolution, then the middle of the picture's size.
std::optional<Image> fitted(const std::filesystem::path &file, int64_t resolution, int width, int height, bool isMap)
{
    const auto read = file.empty() ? Result<Image>(tl::unexpected(Error())) : decodeOriented(file);
    if (!read)
        return {};
    const Image image = toRgb8(*read);
    const PixelSize size = shortEdgeResize({image.width(), image.height()}, int(resolution));
    const Image resized = resizeMap(image, size.width, size.height, isMap ? guessMapKind(image) : MapKind::Photo);
    if (size.width < width || size.height < height)
        return {};
    return crop(resized, (size.width - width) / 2, (size.height - height) / 2, width, height);
}

std::optional<CannyOptions> thresholdsOf(const Image &condition, const std::optional<Image> &target)
{
    if (!target)
        return guessMapKind(condition) == MapKind::Lines ? std::optional(kThresholds[0]) : std::nullopt;
    const Image wanted = greyOf(condition);
    std::optional<CannyOptions> best;
    double most = kIsEdgeMap;
    for (const CannyOptions &one : kThresholds)
        if (const double share = compareEdges(canny(*target, one), wanted).f1(); share > most) {
            most = share;
            best = one;
        }
    return best;
}

} // namespace

std::optional<double> adherenceOf(const std::vector<AdherenceSlot> &slotsOfRound, int64_t resolution)
{
    double sum = 0;
    int count = 0;
    for (const AdherenceSlot &slot : slotsOfRound)
        for (const auto &file : slot.pictures) {
            const auto read = decode(file);
            if (!read)
                continue;
            const Image picture = toRgb8(*read);
            const auto condition = fitted(slot.condition, resolution, picture.width(), picture.height(), true);
            if (!condition)
                continue;
            const auto thresholds = thresholdsOf(*condition, fitted(slot.target, resolution, picture.width(), picture.height(), false));
            if (!thresholds)
                continue;
            sum += compareEdges(canny(picture, *thresholds), greyOf(*condition)).f1();
            ++count;
        }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

void AdherenceMeter::clear()
{
    *m_isStopped = true;
    m_isStopped = std::make_shared<std::atomic<bool>>(false);
    m_points.clear();
    m_asked.clear();
}

void AdherenceMeter::show(const std::vector<int64_t> &steps, const std::function<Round(int64_t)> &roundOf, int64_t resolution)
{
    // Rounds that a resumed run makes again are measured again.
    const bool isShorter = std::ranges::any_of(m_asked, [&](int64_t step) { return !std::ranges::binary_search(steps, step); });
    if (isShorter) {
        clear();
        Q_EMIT changed();
    }
    std::vector<Round> rounds;
    for (const int64_t step : steps)
        if (!std::ranges::binary_search(m_asked, step))
            rounds.push_back(roundOf(step));
    if (rounds.empty())
        return;
    m_asked = steps;
    std::thread([meter = QPointer<AdherenceMeter>(this), rounds = std::move(rounds), resolution, isStopped = m_isStopped] {
        for (const Round &round : rounds) {
            if (*isStopped)
                return;
            const auto share = adherenceOf(round.places, resolution);
            QMetaObject::invokeMethod(
                qApp,
                [meter, share, isStopped, step = round.step] {
                    if (meter && !*isStopped)
                        meter->take(step, share);
                },
                Qt::QueuedConnection);
        }
    }).detach();
}

void AdherenceMeter::take(int64_t step, std::optional<double> share)
{
    if (!share)
        return;
    m_points.emplace_back(step, *share);
    std::ranges::sort(m_points);
    Q_EMIT changed();
}

} // namespace armature::ui
