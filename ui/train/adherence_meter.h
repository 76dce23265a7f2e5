#pragma once
// How far the validation pictures follow their conditions: Canny's edges of each picture against its condition, F1 with one
// pixel of tolerance (core/image/edge_score.h), the mean over a round. Only where the condition is such an edge map, which its
// target tells: the thresholds are those that get the condition out of the target again.

#include "core/config/train_options.h"
#include "core/events/run_history.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace armature::ui {

struct AdherenceSlot
{
    std::filesystem::path condition, target; // target may be empty
    std::vector<std::filesystem::path> pictures;
};

// Of one round; empty where no condition of it is an edge map or no picture can be read.
std::optional<double> adherenceOf(const std::vector<AdherenceSlot> &slotsOfRound, int64_t resolution);

// Measures rounds as they come, off the window's thread, each once.
class AdherenceMeter : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~AdherenceMeter() override { clear(); }

    struct Round
    {
        int64_t step = 0;
        std::vector<AdherenceSlot> places;
    };
    void clear();
    void show(const std::vector<int64_t> &steps, const std::function<Round(int64_t)> &roundOf, int64_t resolution);
    const std::vector<std::pair<int64_t, double>> &points() const { return m_points; }

Q_SIGNALS:
    void changed();

private:
    void take(int64_t step, std::optional<double> share);

    std::vector<std::pair<int64_t, double>> m_points; // ascending
    std::vector<int64_t> m_asked;
    std::shared_ptr<std::atomic<bool>> m_isStopped = std::make_shared<std::atomic<bool>>(false);
};

} // namespace armature::ui
