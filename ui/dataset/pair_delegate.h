#pragma once
// A cell of the grid: the picture untouched, its name, its size, and badges for what is wrong.

#include <QStyledItemDelegate>

#include <filesystem>

namespace armature::ui {

class PairModel;
class Thumbnails;

enum class ThumbMode { Target, Condition, Overlay };

class PairDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    PairDelegate(const PairModel &model, Thumbnails &thumbnails, QObject *parent);

    void setRoot(std::filesystem::path root) { m_root = std::move(root); }
    void setMode(ThumbMode mode) { m_mode = mode; }
    ThumbMode mode() const { return m_mode; }
    // Of a cell whose picture has `side` px.
    QSize cellSize(int side, const QFont &font) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintPicture(QPainter &painter, const QRect &place, uint32_t row, const QPalette &palette) const;
    void paintBadges(QPainter &painter, const QRect &place, uint32_t row, const QPalette &palette) const;
    void paintCaption(QPainter &painter, const QRect &place, uint32_t row,
                      const QStyleOptionViewItem &option) const;

    const PairModel &m_model;
    Thumbnails &m_thumbnails;
    std::filesystem::path m_root;
    ThumbMode m_mode = ThumbMode::Target;
};

} // namespace armature::ui
