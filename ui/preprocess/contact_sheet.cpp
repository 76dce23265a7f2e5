#include "ui/preprocess/contact_sheet.h"

#include "ui/project/paths.h"
#include "ui/theme/theme.h"
#include "ui/widgets/engine_labels.h"

#include <QMouseEvent>
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

ContactSheet::ContactSheet(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Contact sheet"));
    setMouseTracking(true);
}

void ContactSheet::clear(int count)
{
    m_isFinished = false;
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

void ContactSheet::finish()
{
    m_isFinished = true;
    update();
}

QRectF ContactSheet::cell(int index) const
{
    const double width = (QWidget::width() - space::kSmall) / double(kColumns);
    const double height = (QWidget::height() - space::kSmall) / double(kColumns);
    return {space::kSmall + index % kColumns * width, space::kSmall + index / kColumns * height,
            width - space::kSmall, height - space::kSmall};
}

int ContactSheet::cellAt(const QPointF &position) const
{
    for (int i = 0; i < int(m_cells.size()); ++i)
        if (m_cells[size_t(i)] && cell(i).contains(position))
            return i;
    return -1;
}

void ContactSheet::mouseReleaseEvent(QMouseEvent *event)
{
    if (const int at = cellAt(event->position()); at >= 0)
        Q_EMIT chosen(m_cells[size_t(at)]->file);
}

void ContactSheet::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(cellAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void ContactSheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const ThemeColors &colors = themeColors(palette());
    painter.fillRect(rect(), color(colors.stage[0]));
    const QFont small = captionFont(font());
    painter.setFont(small);
    painter.setPen(color(colors.text));
    const int line = QFontMetrics(small).height() + space::kTiny;
    if (m_cells.empty())
        painter.drawText(rect(), Qt::AlignCenter, tr("Press “Contact sheet” to see nine random pictures."));
    for (size_t i = 0; i < m_cells.size(); ++i) {
        const QRectF cell = this->cell(int(i));
        painter.fillRect(cell, color(colors.field));
        const QRectF inner = cell.adjusted(space::kTiny, space::kTiny, -space::kTiny, -line);
        const QRectF left(inner.left(), inner.top(), inner.width() / 2 - 2, inner.height());
        const QRectF right = left.translated(inner.width() / 2 + 2, 0);
        const QRectF words(inner.left(), cell.bottom() - line, inner.width(), line);
        painter.setPen(color(colors.text2));
        const auto &made = m_cells[i];
        if (!made) {
            painter.drawText(inner, Qt::AlignCenter, m_isFinished ? tr("Not made") : tr("Waiting"));
            continue;
        }
        paintFitted(painter, left, made->picture);
        paintFitted(painter, right, made->map);
        const QString problem = !made->error.isEmpty() ? made->error : inLabels(made->nothing.toStdString());
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
