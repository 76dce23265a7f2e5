#pragma once
// Nine random pictures over their maps: what a folder will get, before it is run.

#include "ui/preprocess/map_worker.h"

#include <QWidget>

#include <filesystem>
#include <optional>
#include <vector>

namespace armature::ui {

class ContactSheet : public QWidget
{
    Q_OBJECT

public:
    explicit ContactSheet(QWidget *parent = nullptr);
    void clear(int count); // cells that wait
    void setMap(int index, const MadeMap &map);
    int madeCount() const;
    void finish(); // what still waits will not come
    QRectF cell(int index) const;

Q_SIGNALS:
    void chosen(const std::filesystem::path &file);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    int cellAt(const QPointF &position) const; // made; negative: none

    std::vector<std::optional<MadeMap>> m_cells;
    bool m_isFinished = false;
};

} // namespace armature::ui
