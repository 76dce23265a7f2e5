#pragma once
// The validation pictures of a run side by side while it goes on and after: a wall of step x prompt, and any of them large on a
// stage. One slider goes through the steps of both.

#include "ui/train/review_model.h"
#include "ui/train/run_notes.h"

#include <QPersistentModelIndex>
#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QSlider;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace armature::ui {

class ElidedLabel;
class ReviewGrid;
class ReviewStage;
class Thumbnails;
enum class StageMode;

class ReviewWall : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewWall(QWidget *parent = nullptr);

    void open(const RunPlace &place, const TrainOptions &options);
    void clear();
    void show(const RunHistory &history);
    void addPrompt(const ShownPrompt &added); // its row waits for the first picture

    ReviewModel &model() { return *m_model; }
    QTableView *table() const { return m_table; } // of the steps; its selection is the grid's
    ReviewGrid *grid() const { return m_grid; }
    ReviewStage *stage() const { return m_stage; }
    // The chosen pictures; one alone stands beside its condition and its target.
    void showLarge(bool isLarge);
    bool isLarge() const;
    void setStep(int64_t step); // the one that is looked at, in the row that is looked at
    void moveBy(int rows, int columns);
    // Of the step that is chosen; nothing happens where none is.
    void pin(); // as the best one, whose checkpoint is kept; again: not any more
    void setRemark(const QString &remark);
    void makeResult();   // its newest checkpoint, in both layouts
    void copySettings(); // of the chosen picture, as they stand in its file
    void saveSheet(const QString &file, bool isStrip);
    void play(bool isPlaying); // through the steps of the chosen prompt
    const RunNotes &notes() const { return m_notes; }
    bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void said(const QString &text);
    void failed(const armature::Error &error);
    void promptWanted(); // a person asks for another prompt

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeWall();
    QWidget *makeLarge();
    QWidget *makeFoot();
    void setMode(StageMode mode);
    void showWhatThereIs();
    void showChosen();
    void showStep(); // in the slider and its label
    QString nameOf(const QModelIndex &index) const;
    QWidget *makeNotes();
    int64_t chosenStep() const;
    void showNotes();
    void showChoice(); // what the button that enlarges would show
    void remarkOn(int64_t step, const QString &remark);
    void keepNotes();
    // Off the window's thread; what it answers is said or shown as a failure.
    void work(std::function<Result<QString>()> task);

    ReviewModel *m_model;
    Thumbnails *m_thumbnails;
    ReviewGrid *m_grid = nullptr;
    QTableView *m_table = nullptr; // of the steps
    ReviewStage *m_stage = nullptr;
    QStackedWidget *m_stack = nullptr;
    ElidedLabel *m_what = nullptr;
    QLabel *m_step = nullptr;
    QSlider *m_size = nullptr, *m_steps = nullptr, *m_opacity = nullptr, *m_strength = nullptr;
    QWidget *m_bar = nullptr, *m_foot = nullptr;
    QToolButton *m_large = nullptr, *m_pin = nullptr, *m_result = nullptr, *m_play = nullptr;
    QLineEdit *m_remark = nullptr;
    std::optional<RunPlace> m_place;
    RunNotes m_notes;
    std::vector<QPersistentModelIndex> m_chosen; // on the stage; the current index is one of them
    QTimer m_player;
    size_t m_knownCheckpoints = 0;
    bool m_isBusy = false, m_isMoving = false;
};

} // namespace armature::ui
