#pragma once
// What a run will need before it is started: the model, the pairs, memory, disk, time, a clash with what is there. Figures come
// from earlier runs on this machine where there are any; a guess is called one.

#include "core/config/train_options.h"
#include "ui/train/run_place.h"

#include <QObject>
#include <QString>
#include <QWidget>

#include <functional>
#include <stop_token>
#include <vector>

class QTimer;
class QVBoxLayout;

namespace armature::ui {

enum class Light { Green, Amber, Red };
// What a line's button does where no setting mends it; the page does it.
enum class ForecastAction { None, ChooseModel, ShowPairs, OpenFolder, NewName };

struct ForecastLine
{
    QString id; // "memory"
    Light light = Light::Green;
    QString title, text;
    QString mendText; // of the button; empty: none
    std::function<void(TrainOptions &)> mend; // either of the two
    ForecastAction action = ForecastAction::None;
};

// Reads headers of the model and of every picture: on a thread that may take its time.
std::vector<ForecastLine> forecast(const TrainOptions &options, const RunPlace &place, std::stop_token stop = {});

// The lines, made anew a moment after the last change of what is asked.
class ForecastPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ForecastPanel(QWidget *parent = nullptr);
    ~ForecastPanel() override;

    void ask(const TrainOptions &options, const RunPlace &place);
    void setLines(std::vector<ForecastLine> lines);
    const std::vector<ForecastLine> &lines() const { return m_lines; }
    bool isWaiting() const { return m_isWaiting; }
    Light worst() const;

Q_SIGNALS:
    void mended(const armature::TrainOptions &options);
    void actionWanted(armature::ui::ForecastAction action);
    void answered();

protected:
    void changeEvent(QEvent *event) override;

private:
    void begin();
    void rebuild();

    TrainOptions m_options;
    RunPlace m_place;
    std::vector<ForecastLine> m_lines;
    std::stop_source m_stop;
    QVBoxLayout *m_column;
    QWidget *m_list = nullptr;
    QTimer *m_timer;
    quint64 m_generation = 0;
    bool m_isWaiting = false;
};

} // namespace armature::ui
