#include "ui/preprocess/contact_sheet.h"

#include "ui/project/paths.h"
#include "ui/theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kColumns = 3;

void paintFitted(QPainter &painter, const QRectF &rect, const QImage &image)
{
    if (image.isNull() || rect.width() < 1 || rect.height() < 1)
        return;
    QRectF target(QPointF(), QSizeF(image.size()).scaled(rect.size(), Qt::KeepAspectRatio));
    target.moveCenter(rect.center());
    painter.drawImage(target, image);
}

} // namespace

ContactSheet::ContactSheet(QWidget *parent) : QWidget(parent) { setAccessibleName(tr("Contact sheet")); }

void ContactSheet::clear(int count)
{
    m_cells.assign(size_t(count), std::nullopt);
    update();
}

void ContactSheet::setMap(int index, const MadeMap &map)
{
    if (index >= 0 && size_t(index) < m_cells.size())
        m_cells[size_t(index)] = map;
    update();
}

int ContactSheet::madeCount() const
{
    return int(std::ranges::count_if(m_cells, [](const auto &cell) { return cell.has_value(); }));
}

void ContactSheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const ThemeColors &colors = themeColors(palette());
    painter.fillRect(rect(), color(colors.stage[0]));
    const QFont small = captionFont(font());
    painter.setFont(small);
    const int line = QFontMetrics(small).height() + space::kTiny;
    const double width = (QWidget::width() - space::kSmall) / double(kColumns);
    const double height = (QWidget::height() - space::kSmall) / double(kColumns);
    for (size_t i = 0; i < m_cells.size(); ++i) {
        const QRectF cell(space::kSmall + double(i % kColumns) * width,
                          space::kSmall + double(i / kColumns) * height, width - space::kSmall,
                          height - space::kSmall);
        painter.fillRect(cell, color(colors.field));
        const QRectF inner = cell.adjusted(space::kTiny, space::kTiny, -space::kTiny, -line);
        const QRectF left(inner.left(), inner.top(), inner.width() / 2 - 2, inner.height());
        const QRectF right = left.translated(inner.width() / 2 + 2, 0);
        const QRectF words(inner.left(), cell.bottom() - line, inner.width(), line);
        painter.setPen(color(colors.text2));
        const auto &made = m_cells[i];
        if (!made) {
            painter.drawText(inner, Qt::AlignCenter, tr("Waiting"));
            continue;
        }
        paintFitted(painter, left, made->picture);
        paintFitted(painter, right, made->map);
        const QString problem = !made->error.isEmpty() ? made->error : made->nothing;
        if (!problem.isEmpty()) {
            painter.setPen(color(made->error.isEmpty() ? colors.warn : colors.bad));
            painter.drawText(made->picture.isNull() ? inner : right, Qt::AlignCenter | Qt::TextWordWrap,
                             problem);
            painter.setPen(color(colors.text2));
        }
        painter.drawText(
            words, Qt::AlignVCenter | Qt::AlignLeft,
            QFontMetrics(small).elidedText(displayName(made->file), Qt::ElideMiddle, int(words.width())));
    }
}

} // namespace armature::ui
