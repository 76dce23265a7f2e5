#include "ui/train/adherence_meter.h"

#include "core/image/codec.h"
#include "ui/train/condition_again.h"

#include <QCoreApplication>
#include <QPointer>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <thread>

namespace armature::ui {

namespace {

constexpr int kNiceness = 10; // the training comes first

// The mean over a round; empty where nothing of it can be measured.
std::optional<double> adherenceOf(const AdherenceMeter::Round &round, ConditionAgain &again, int64_t resolution)
{
    double sum = 0;
    int count = 0;
    for (const AdherenceSlot &slot : round.places)
        for (const auto &file : slot.pictures) {
            const auto read = decode(file);
            const auto share = read ? again.score(toRgb8(*read), slot, resolution) : std::nullopt;
            sum += share.value_or(0);
            count += share.has_value();
        }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

} // namespace

// One after another, in whichever threads they are asked for.
struct AdherenceMeter::Source
{
    Source(MapMakerOptions options, std::filesystem::path root) : again(std::move(options), std::move(root)) {}
    std::mutex mutex;
    ConditionAgain again;
};

AdherenceMeter::AdherenceMeter(QObject *parent) : QObject(parent) { setMaps({}, {}); }

AdherenceMeter::~AdherenceMeter() { clear(); }

void AdherenceMeter::setMaps(MapMakerOptions options, std::filesystem::path root)
{
    clear();
    m_source = std::make_shared<Source>(std::move(options), std::move(root));
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
    std::thread([meter = QPointer<AdherenceMeter>(this), rounds = std::move(rounds), resolution, isStopped = m_isStopped, source = m_source] {
        ::setpriority(PRIO_PROCESS, id_t(::gettid()), kNiceness);
        const std::lock_guard lock(source->mutex);
        for (const Round &round : rounds) {
            if (*isStopped)
                return;
            const auto share = adherenceOf(round, source->again, resolution);
            const bool lacksEngine = source->again.lacksEngine();
            QMetaObject::invokeMethod(
                qApp,
                [meter, share, isStopped, lacksEngine, step = round.step] {
                    if (!meter || *isStopped)
                        return;
                    meter->take(step, share);
                    if (lacksEngine)
                        Q_EMIT meter->engineWanted();
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
