#pragma once
// One ControlNet of the test room with its condition, always shown exactly as the model will see it.

#include "ui/test_room/condition_maker.h"
#include "ui/test_room/condition_well.h"
#include "ui/test_room/test_settings.h"

#include <QFrame>
#include <QImage>

#include <memory>
#include <vector>

class QDoubleSpinBox;
class QLabel;
class QToolButton;

namespace armature::ui {

class Asker;
class ElidedLabel;

struct CheckpointChoice
{
    QString title; // "run 3 · step 240"
    std::filesystem::path path;
};

class ControlBox : public QFrame
{
    Q_OBJECT

public:
    ControlBox(Asker &asker, int number, QWidget *parent = nullptr);

    ControlSettings settings() const;
    void setSettings(const ControlSettings &settings);
    void setNumber(int number);
    // What the picture will measure: the condition is fitted to it, away from the window's thread.
    void setTarget(QSize size, FitMode fit);
    void setSteps(int steps);
    void setCheckpoints(const std::vector<CheckpointChoice> &choices) { m_choices = choices; }
    void setStartFolder(const std::filesystem::path &folder) { m_startFolder = folder; }
    void setMaker(std::shared_ptr<const ConditionMaker> maker);
    void setHasDataset(bool hasDataset);
    void setNet(const std::filesystem::path &net);
    void setCondition(const std::filesystem::path &file); // see ControlSettings::changeCondition()
    void setCondition(const std::filesystem::path &file, MapUse use);
    void setMapUse(MapUse use, const QString &recipe = {});
    QSize target() const { return m_target; }
    QImage seenByModel() const { return m_seen; } // null while there is none
    ConditionWell *well() const { return m_well; }
    QString mapWords() const; // how the condition came out of the picture
    // Again, because what makes maps has changed: weights, the engine.
    void refit();
    // Half a sentence that says what keeps this unit from working; empty when nothing does.
    QString missing() const;

Q_SIGNALS:
    void changed();
    void conditionShown(); // seenByModel() is new, or the error is
    void removeWanted();
    void datasetWanted(); // another condition of the dataset, whichever
    void pickingWanted(); // one of the dataset, chosen by eye
    void drawingWanted(); // a condition drawn by hand, upon seenByModel()
    void settingsDropped(const std::filesystem::path &png);

private:
    void chooseNet();
    void chooseCondition();
    void offerMaps();
    struct Fitted
    {
        QImage image;
        QString words, error, recipeWords;
    };
    void takeFitted(quint64 age, const Fitted &fitted);
    void showActs();

    Asker &m_asker;
    std::filesystem::path m_net, m_condition, m_startFolder;
    std::vector<CheckpointChoice> m_choices;
    QSize m_target;
    FitMode m_fit = FitMode::Crop;
    int m_steps = 20;
    quint64 m_age = 0;
    QImage m_seen;
    std::shared_ptr<const ConditionMaker> m_maker;
    MapUse m_mapUse = MapUse::Auto;
    QString m_recipe;      // of MapUse::Make
    QString m_recipeWords; // of the ControlNet's own recipe
    QLabel *m_title, *m_acts, *m_made;
    ElidedLabel *m_caption, *m_netName;
    ConditionWell *m_well;
    QDoubleSpinBox *m_scale, *m_start, *m_end;
    QToolButton *m_dataset, *m_pick, *m_draw, *m_map;
};

} // namespace armature::ui
