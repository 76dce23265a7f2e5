#pragma once
// The first few pairs side by side, small: enough to see whether they belong together.

#include "core/data/loose_pairs.h"

#include <QWidget>

#include <filesystem>

namespace armature::ui {

class Thumbnails;

class PairSamples : public QWidget
{
    Q_OBJECT

public:
    explicit PairSamples(Thumbnails &thumbnails, QWidget *parent = nullptr);
    void show(std::filesystem::path root, std::vector<LoosePair> pairs);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintPicture(QPainter &painter, const QRect &place, const std::string &name);

    Thumbnails &m_thumbnails;
    std::filesystem::path m_root;
    std::vector<LoosePair> m_pairs;
};

} // namespace armature::ui
