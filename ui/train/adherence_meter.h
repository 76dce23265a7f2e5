#pragma once
// How far the validation pictures follow their conditions: the condition is made of each picture again, as the dataset's maps were
// made (ui/train/condition_again.h), and compared with what the picture was drawn from; the mean over a round.

#include "core/config/train_options.h"
#include "core/events/run_history.h"
#include "ui/train/condition_again.h"

#include <QObject>

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace armature::ui {

// Measures rounds as they come, off the window's thread, each once.
class AdherenceMeter : public QObject
{
    Q_OBJECT

public:
    explicit AdherenceMeter(QObject *parent = nullptr);
    ~AdherenceMeter() override;

    struct Round
    {
        int64_t step = 0;
        std::vector<AdherenceSlot> places;
    };
    void clear();
    // The dataset, and the networks that may make its maps again. Clears what was measured.
    void setMaps(MapMakerOptions options, std::filesystem::path root);
    void show(const std::vector<int64_t> &steps, const std::function<Round(int64_t)> &roundOf, int64_t resolution);
    const std::vector<std::pair<int64_t, double>> &points() const { return m_points; }

Q_SIGNALS:
    void changed();
    void engineWanted(); // the maps' recipe needs a network, and setMaps() brought none

private:
    struct Source;
    void take(int64_t step, std::optional<double> share);

    std::shared_ptr<Source> m_source;
    std::vector<std::pair<int64_t, double>> m_points; // ascending
    std::vector<int64_t> m_asked;
    std::shared_ptr<std::atomic<bool>> m_isStopped = std::make_shared<std::atomic<bool>>(false);
};

} // namespace armature::ui
