#pragma once
// Nine random pictures over their maps: what a folder will get, before it is run.

#include "ui/preprocess/map_worker.h"

#include <QWidget>

namespace armature::ui {

class ContactSheet : public QWidget
{
    Q_OBJECT

public:
    explicit ContactSheet(QWidget *parent = nullptr);
    void clear(int count); // cells that wait
    void setMap(int index, const MadeMap &map);
    int madeCount() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<std::optional<MadeMap>> m_cells;
};

} // namespace armature::ui
