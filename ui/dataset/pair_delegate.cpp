#include "ui/dataset/pair_delegate.h"

#include "ui/dataset/pair_model.h"
#include "ui/dataset/thumbnails.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QPainterPath>

namespace armature::ui {

namespace {

constexpr int kMaxBadges = 3;

QRect fittedRect(const QRect &place, QSize size)
{
    if (size.width() > place.width() || size.height() > place.height())
        size.scale(place.size(), Qt::KeepAspectRatio);
    QRect rect(QPoint(0, 0), size.expandedTo({1, 1}));
    rect.moveCenter(place.center());
    return rect;
}

struct Badge
{
    uint32_t issues;
    const char *icon;
};

uint32_t bits(std::initializer_list<FindingKind> kinds)
{
    uint32_t all = 0;
    for (const auto kind : kinds)
        all |= issueBit(kind);
    return all;
}

// What matters first.
const std::vector<Badge> &badges()
{
    using K = FindingKind;
    static const std::vector<Badge> list = {
        {bits({K::Excluded}), "slash-circle"},
        {bits({K::Unreadable, K::Truncated, K::UnsupportedFormat, K::MissingFile, K::PathLeavesFolder}),
         "x-circle"},
        {bits({K::UnpairedTarget, K::UnpairedCondition}), "link-45deg"},
        {bits({K::AspectDiffers, K::ExtremeAspect}), "aspect-ratio"},
        {bits({K::SizeDiffers}), "arrows-move"},
        {bits({K::SmallerThanResolution}), "arrows-fullscreen"},
        {bits({K::Duplicate, K::DuplicateCondition, K::SameAsTarget, K::NearDuplicate}), "files"},
        {bits({K::BlankCondition}), "exclamation-triangle"},
        {bits({K::ExifRotation}), "arrow-clockwise"},
        {bits({K::MissingCaption, K::EmptyCaption}), "type"},
        {bits({K::LongCaption}), "file-earmark-text"},
        {bits({K::Alpha}), "layers-half"}};
    return list;
}

} // namespace

PairDelegate::PairDelegate(const PairModel &model, Thumbnails &thumbnails, QObject *parent)
    : QStyledItemDelegate(parent), m_model(model), m_thumbnails(thumbnails)
{
}

QSize PairDelegate::cellSize(int side, const QFont &font) const
{
    const int text = QFontMetrics(font).height() + QFontMetrics(captionFont(font)).height();
    return {side + 2 * size::kThumbPadding + size::kThumbGap,
            side + 3 * size::kThumbPadding + text + size::kThumbGap};
}

QSize PairDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return cellSize(size::kDefaultThumb, option.font);
}

void PairDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const auto &colors = themeColors(option.palette);
    const uint32_t row = m_model.tableRow(index);
    const int half = size::kThumbGap / 2;
    const QRect cell = option.rect.adjusted(half, half, -half, -half);
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const bool isSelected = option.state & QStyle::State_Selected;
    if (isSelected || option.state & QStyle::State_MouseOver) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(isSelected ? colors.accent : colors.hover));
        painter->drawRoundedRect(QRectF(cell), radius::kControl, radius::kControl);
    }
    const int pad = size::kThumbPadding;
    const int side = cell.width() - 2 * pad;
    const QRect place(cell.left() + pad, cell.top() + pad, side, side);
    paintPicture(*painter, place, row, option.palette);
    paintBadges(*painter, place, row, option.palette);
    paintCaption(*painter,
                 QRect(place.left(), place.bottom() + 1 + pad, side, cell.bottom() - place.bottom() - pad),
                 row, option);
    if (option.state & QStyle::State_HasFocus) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color(isSelected ? colors.text : colors.focus), kFocusWidth));
        painter->drawRoundedRect(QRectF(cell).adjusted(1, 1, -1, -1), radius::kControl, radius::kControl);
    }
    painter->restore();
}

void PairDelegate::paintPicture(QPainter &painter, const QRect &place, uint32_t row,
                                const QPalette &palette) const
{
    const auto &colors = themeColors(palette);
    const auto &table = m_model.table();
    const auto load = [&](std::string_view name) {
        return name.empty() ? Thumbnails::Thumbnail{Thumbnails::State::Failed, {}}
                            : m_thumbnails.get(m_root / name);
    };
    // A map without a picture shows itself, so that one sees where it belongs.
    const bool isMapOnly = table.target(row).empty() && !table.condition(row).empty();
    const bool wantsTarget = m_mode != ThumbMode::Condition && !isMapOnly,
               wantsCondition = m_mode != ThumbMode::Target || isMapOnly;
    Thumbnails::Thumbnail target, condition;
    if (wantsTarget)
        target = load(table.target(row));
    if (wantsCondition)
        condition = load(table.condition(row));
    const auto &first = wantsTarget && !target.pixmap.isNull() ? target : wantsCondition ? condition : target;
    if (first.pixmap.isNull()) {
        const bool hasFailed = first.state == Thumbnails::State::Failed;
        painter.fillRect(place, color(colors.field2));
        if (!hasFailed)
            return;
        const bool isMissing = wantsTarget ? table.target(row).empty() : table.condition(row).empty();
        painter.setPen(color(isMissing ? colors.text2 : colors.bad));
        paintIcon(painter, QRectF(place.center().x() - 11, place.center().y() - 22, 24, 24),
                  QString::fromLatin1(isMissing ? "dash-circle" : "x-circle"),
                  isMissing ? colors.text2 : colors.bad);
        painter.drawText(place.adjusted(4, 12, -4, 0), Qt::AlignHCenter | Qt::AlignVCenter | Qt::TextWordWrap,
                         !isMissing    ? tr("unreadable")
                         : wantsTarget ? tr("no picture")
                                       : tr("no map"));
        return;
    }
    const QRect rect = fittedRect(place, first.pixmap.size());
    painter.setOpacity(table.isExcluded(row) ? 0.35 : 1);
    painter.drawPixmap(rect, first.pixmap);
    if (m_mode == ThumbMode::Overlay && &first == &target && !condition.pixmap.isNull()) {
        painter.setOpacity(0.5);
        painter.drawPixmap(rect, condition.pixmap);
    }
    painter.setOpacity(1);
}

void PairDelegate::paintBadges(QPainter &painter, const QRect &place, uint32_t row,
                               const QPalette &palette) const
{
    const auto &colors = themeColors(palette);
    const uint32_t issues = m_model.table().issues(row);
    int shown = 0;
    for (const auto &badge : badges()) {
        if (!(issues & badge.issues) || shown == kMaxBadges)
            continue;
        const QRectF rect(place.left() + 2 + shown * (size::kBadge + 6), place.bottom() - size::kBadge - 5,
                          size::kBadge + 4, size::kBadge + 4);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(colors.scrim));
        painter.drawRoundedRect(rect, radius::kControl, radius::kControl);
        const bool isError = m_model.table().worst(row) == Severity::Error && shown == 0 &&
                             badge.issues != issueBit(FindingKind::Excluded);
        paintIcon(painter, rect.adjusted(3, 3, -3, -3), QString::fromLatin1(badge.icon),
                  isError ? kDarkColors.bad : colors.onAccent);
        ++shown;
    }
}

void PairDelegate::paintCaption(QPainter &painter, const QRect &place, uint32_t row,
                                const QStyleOptionViewItem &option) const
{
    const auto &colors = themeColors(option.palette);
    const auto &facts = m_model.table().facts(row);
    const bool isSelected = option.state & QStyle::State_Selected;
    const QFontMetrics metrics(option.font);
    painter.setFont(option.font);
    painter.setPen(color(isSelected ? colors.onAccent : colors.text));
    const auto name = shownName(m_model.table().id(row));
    painter.drawText(place, Qt::AlignTop | Qt::AlignLeft | Qt::TextSingleLine,
                     metrics.elidedText(name, Qt::ElideMiddle, place.width()));
    const auto size = facts.target.width ? facts.target : facts.condition;
    if (!size.width)
        return;
    painter.setFont(captionFont(option.font));
    painter.setPen(color(isSelected                               ? colors.onAccent
                         : option.state & QStyle::State_MouseOver ? colors.text
                                                                  : colors.text2));
    painter.drawText(place.adjusted(0, metrics.height(), 0, 0),
                     Qt::AlignTop | Qt::AlignLeft | Qt::TextSingleLine,
                     QStringLiteral("%1 × %2").arg(size.width).arg(size.height));
}

} // namespace armature::ui
