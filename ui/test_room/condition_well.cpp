#include "ui/test_room/condition_well.h"

#include "ui/project/paths.h"
#include "ui/theme/theme.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

fs::path droppedFile(const QMimeData *mime)
{
    const QList<QUrl> urls = mime->urls();
    return urls.size() == 1 ? pathFromUrl(urls.first()) : fs::path();
}

} // namespace

ConditionWell::ConditionWell(QWidget *parent) : QWidget(parent)
{
    setAcceptDrops(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setMinimumHeight(140);
    setAccessibleName(tr("Condition"));
    setToolTip(tr("What the model will see, pixel for pixel. Drop a picture here, or click to choose one."));
}

void ConditionWell::setImage(const QImage &image, const QString &error)
{
    m_image = image;
    m_error = error;
    setAccessibleDescription(error);
    update();
}

void ConditionWell::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(m_image.isNull() ? colors.field : colors.stage[0]));
    if (!m_image.isNull()) {
        const QSize shown = m_image.size().scaled(size() - QSize(8, 8), Qt::KeepAspectRatio);
        const QRect place(QPoint((width() - shown.width()) / 2, (height() - shown.height()) / 2), shown);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, shown.width() < m_image.width());
        painter.drawImage(place, m_image);
    } else {
        const QString text =
            m_error.isEmpty() ? tr("Drop a condition here\nor click to choose one") : m_error;
        painter.setPen(color(m_error.isEmpty() ? colors.text2 : colors.bad));
        painter.drawText(rect().adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, text);
    }
    if (m_isDropShown || hasFocus()) {
        painter.setPen(QPen(color(colors.focus), kFocusWidth));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void ConditionWell::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos()))
        Q_EMIT clicked();
}

void ConditionWell::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space || event->key() == Qt::Key_Return)
        Q_EMIT clicked();
    else
        QWidget::keyPressEvent(event);
}

void ConditionWell::dragEnterEvent(QDragEnterEvent *event)
{
    if (droppedFile(event->mimeData()).empty())
        return;
    m_isDropShown = true;
    update();
    event->acceptProposedAction();
}

void ConditionWell::dragLeaveEvent(QDragLeaveEvent *)
{
    m_isDropShown = false;
    update();
}

void ConditionWell::dropEvent(QDropEvent *event)
{
    m_isDropShown = false;
    update();
    if (const fs::path file = droppedFile(event->mimeData()); !file.empty()) {
        event->acceptProposedAction();
        Q_EMIT fileDropped(file);
    }
}

} // namespace armature::ui
