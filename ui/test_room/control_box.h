#pragma once
// One ControlNet of the test room with its condition, always shown exactly as the model will see it.

#include "ui/test_room/test_settings.h"

#include <QFrame>
#include <QImage>

class QDoubleSpinBox;
class QLabel;
class QToolButton;

namespace armature::ui {

class Asker;
class ElidedLabel;

// The fitted condition, or where to drop one.
class ConditionWell : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionWell(QWidget *parent = nullptr);
    void setImage(const QImage &image, const QString &error);
    bool isEmpty() const { return m_image.isNull(); }
    QString error() const { return m_error; }
    QSize sizeHint() const override { return {240, 160}; }

Q_SIGNALS:
    void clicked();
    void fileDropped(const std::filesystem::path &file);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QImage m_image;
    QString m_error;
    bool m_isDropShown = false;
};

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
    void setHasDataset(bool hasDataset);
    void setNet(const std::filesystem::path &net);
    void setCondition(const std::filesystem::path &file);
    QSize target() const { return m_target; }
    QImage seenByModel() const { return m_seen; } // null while there is none
    ConditionWell *well() const { return m_well; }
    // Half a sentence that says what keeps this unit from working; empty when nothing does.
    QString missing() const;

Q_SIGNALS:
    void changed();
    void conditionShown(); // seenByModel() is new, or the error is
    void removeWanted();
    void datasetWanted(); // another condition of the dataset
    void drawingWanted(); // a condition drawn by hand, upon seenByModel()
    void settingsDropped(const std::filesystem::path &png);

private:
    void chooseNet();
    void chooseCondition();
    void refit();
    void takeFitted(quint64 age, const QImage &image, const QString &error);
    void showActs();

    Asker &m_asker;
    std::filesystem::path m_net, m_condition, m_startFolder;
    std::vector<CheckpointChoice> m_choices;
    QSize m_target;
    FitMode m_fit = FitMode::Crop;
    int m_steps = 20;
    quint64 m_age = 0;
    QImage m_seen;
    QLabel *m_title, *m_acts, *m_caption;
    ElidedLabel *m_netName;
    ConditionWell *m_well;
    QDoubleSpinBox *m_scale, *m_start, *m_end;
    QToolButton *m_dataset, *m_draw;
};

} // namespace armature::ui
