#pragma once
// While a picture with settings is dragged over the room: what may come back from it, one place to drop each.

#include "ui/test_room/test_form.h"

#include <QWidget>

class QMimeData;

namespace armature::ui {

class RecallZones : public QWidget
{
    Q_OBJECT

public:
    explicit RecallZones(QWidget *parent);
    QRect zone(Recall what) const; // where to drop for it

Q_SIGNALS:
    void dropped(const std::filesystem::path &file, armature::ui::Recall what);

protected:
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void point(const QPoint &at);

    int m_pointed = -1;
};

// The one PNG that is dragged; empty where it is something else.
std::filesystem::path draggedPng(const QMimeData *mime);

} // namespace armature::ui
