#include "ui/test_room/seen_panel.h"

#include "ui/theme/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace armature::ui {

namespace {

constexpr int kThumb = 96, kMostShown = 3; // as in the strip of results

} // namespace

SeenPanel::SeenPanel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    setCursor(Qt::PointingHandCursor);
    setFont(captionFont(font()));
    setAccessibleName(tr("What the model will see"));
    hide();
}

void SeenPanel::setConditions(const std::vector<QImage> &conditions)
{
    const bool isOtherSize = conditions.size() != m_conditions.size();
    m_conditions = conditions;
    setVisible(!m_conditions.empty());
    if (isOtherSize)
        updateGeometry();
    update();
}

QSize SeenPanel::sizeHint() const
{
    const int shown = std::min(kMostShown, int(m_conditions.size()));
    return {shown * (kThumb + space::kSmall) + 2 * space::kSmall, kThumb + 2 * space::kSmall};
}

QRect SeenPanel::place(int unit) const
{
    return {space::kSmall + unit * (kThumb + space::kSmall), space::kTiny, kThumb, kThumb};
}

int SeenPanel::unitAt(const QPoint &point) const
{
    for (int unit = 0; unit < std::min(kMostShown, int(m_conditions.size())); ++unit)
        if (place(unit).contains(point))
            return unit;
    return -1;
}

void SeenPanel::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    const int shown = std::min(kMostShown, int(m_conditions.size()));
    for (int unit = 0; unit < shown; ++unit) {
        const QImage &condition = m_conditions[size_t(unit)];
        const QRect frame = place(unit);
        painter.fillRect(frame, color(condition.isNull() ? colors.field : colors.stage[0]));
        if (!condition.isNull()) {
            const QSize size = condition.size().scaled(frame.size(), Qt::KeepAspectRatio);
            const QPoint corner = frame.center() - QPoint(size.width() / 2 - 1, size.height() / 2 - 1);
            painter.setRenderHint(QPainter::SmoothPixmapTransform, size.width() < condition.width());
            painter.drawImage(QRect(corner, size), condition);
        }
        const int hidden = unit == kMostShown - 1 ? int(m_conditions.size()) - kMostShown : 0;
        const QString words = condition.isNull()        ? tr("No condition")
                              : hidden > 0              ? tr("Seen, and %1 more").arg(hidden)
                              : m_conditions.size() > 1 ? tr("Seen by %1").arg(unit + 1)
                                                        : tr("Seen by the model");
        painter.setPen(color(colors.text2));
        const QRect below(frame.left(), frame.bottom() + 1, frame.width(), height() - frame.bottom() - 1);
        painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop,
                         fontMetrics().elidedText(words, Qt::ElideRight, below.width()));
    }
    painter.fillRect(QRect(width() - 1, 0, 1, height()), color(colors.line));
}

void SeenPanel::mouseReleaseEvent(QMouseEvent *event)
{
    if (const int unit = unitAt(event->pos()); unit >= 0 && event->button() == Qt::LeftButton)
        Q_EMIT chosen(unit);
}

bool SeenPanel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int unit = unitAt(help->pos());
    if (unit >= 0 && !m_conditions[size_t(unit)].isNull())
        QToolTip::showText(help->globalPos(),
                           tr("ControlNet %1 will see this, pixel for pixel: %2 × %3")
                               .arg(unit + 1)
                               .arg(m_conditions[size_t(unit)].width())
                               .arg(m_conditions[size_t(unit)].height()),
                           this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace armature::ui
