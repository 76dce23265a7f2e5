#pragma once
// The wall's table: the steps scroll, the conditions and targets stay beside them with their prompts below. Two views of one model
// and one selection.

#include <QWidget>

class QTableView;
class QVBoxLayout;

namespace armature::ui {

class ReviewModel;
class Thumbnails;

class ReviewGrid : public QWidget
{
    Q_OBJECT

public:
    ReviewGrid(ReviewModel &model, Thumbnails &thumbnails, QWidget *parent = nullptr);
    QTableView *steps() const { return m_steps; }
    QTableView *lead() const { return m_lead; } // conditions and targets
    void setSide(int side);                     // px of a picture

Q_SIGNALS:
    void opened(); // the current picture is wanted large

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QTableView *makeTable();
    void partColumns(int first, int last); // each into its table
    void fitLead();
    bool cross(QTableView *from, int key); // with an arrow from one table into the other

    ReviewModel &m_model;
    Thumbnails &m_thumbnails;
    QTableView *m_lead = nullptr, *m_steps = nullptr;
    QVBoxLayout *m_leadColumn = nullptr;
    int m_side = 0;
};

} // namespace armature::ui
