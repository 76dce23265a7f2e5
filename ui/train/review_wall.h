#pragma once
// The validation pictures of a run side by side while it goes on and after: a wall of step x prompt, and two of them large
// in the pair view's ways of looking.

#include "ui/train/review_model.h"
#include "ui/train/run_notes.h"

#include <QTimer>
#include <QWidget>

#include <functional>
#include <optional>

class QLabel;
class QLineEdit;
class QSlider;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace armature::ui {

class PairCanvas;
class Thumbnails;

class ReviewWall : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewWall(QWidget *parent = nullptr);

    void open(const RunPlace &place, const TrainOptions &options);
    void clear();
    void show(const RunHistory &history);

    ReviewModel &model() { return *m_model; }
    QTableView *table() const { return m_table; }
    PairCanvas *canvas() const { return m_canvas; }
    // The two chosen pictures; with one, it beside its condition.
    void showLarge(bool isLarge);
    bool isLarge() const;
    // Of the step that is chosen; nothing happens where none is.
    void pin(); // as the best one; again: not any more
    void setRemark(const QString &remark);
    void makeResult(); // its newest checkpoint, in both layouts
    void copySettings(); // of the chosen picture, as they stand in its file
    void saveSheet(const QString &file, bool isStrip);
    void play(bool isPlaying); // through the steps of the chosen prompt
    const RunNotes &notes() const { return m_notes; }
    bool isBusy() const { return m_isBusy; }

Q_SIGNALS:
    void said(const QString &text);
    void failed(const armature::Error &error);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeWall();
    QWidget *makeLarge();
    void setSide(int side);
    void showChosen();
    void moveBy(int rows, int columns);
    QWidget *makeNotes();
    int64_t chosenStep() const;
    void showNotes();
    void keepNotes();
    // Off the window's thread; what it answers is said or shown as a failure.
    void work(std::function<Result<QString>()> task);

    ReviewModel *m_model;
    Thumbnails *m_thumbnails;
    QTableView *m_table = nullptr;
    PairCanvas *m_canvas = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_what = nullptr;
    QSlider *m_size = nullptr, *m_steps = nullptr;
    QToolButton *m_pin = nullptr, *m_result = nullptr, *m_play = nullptr;
    QLineEdit *m_remark = nullptr;
    std::optional<RunPlace> m_place;
    RunNotes m_notes;
    QTimer m_player;
    bool m_isBusy = false;
};

} // namespace armature::ui
