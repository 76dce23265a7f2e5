#pragma once
// The validation pictures of a run side by side while it goes on and after: a wall of step x prompt, and two of them large
// in the pair view's ways of looking.

#include "ui/train/review_model.h"

#include <QWidget>

class QLabel;
class QSlider;
class QStackedWidget;
class QTableView;

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

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeWall();
    QWidget *makeLarge();
    void setSide(int side);
    void showChosen();
    void moveBy(int rows, int columns);

    ReviewModel *m_model;
    Thumbnails *m_thumbnails;
    QTableView *m_table = nullptr;
    PairCanvas *m_canvas = nullptr;
    QStackedWidget *m_stack = nullptr;
    QLabel *m_what = nullptr;
    QSlider *m_size = nullptr;
};

} // namespace armature::ui
