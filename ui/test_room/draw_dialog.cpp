#include "ui/test_room/draw_dialog.h"

#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace armature::ui {

namespace {

// Values of the map itself, which no theme changes.
constexpr QRgb kGround = 0xff000000, kLine = 0xffffffff;
constexpr size_t kMostUndo = 50;
constexpr int kThickest = 200;

QImage canvasOf(const QImage &start, QSize size)
{
    QImage image(start.isNull() ? size : start.size(), QImage::Format_RGB888);
    image.fill(kGround);
    if (!start.isNull())
        QPainter(&image).drawImage(0, 0, start);
    return image;
}

} // namespace

DrawCanvas::DrawCanvas(const QImage &start, QWidget *parent) : QWidget(parent), m_image(start)
{
    setMinimumSize(256, 256);
    setCursor(Qt::CrossCursor);
    setAccessibleName(tr("Canvas"));
}

QRectF DrawCanvas::place() const
{
    const QSizeF shown = QSizeF(m_image.size()).scaled(size(), Qt::KeepAspectRatio);
    return {{(width() - shown.width()) / 2, (height() - shown.height()) / 2}, shown};
}

QPointF DrawCanvas::toPicture(const QPointF &point) const
{
    const QRectF shown = place();
    const double scale = m_image.width() / std::max(1.0, shown.width());
    return (point - shown.topLeft()) * scale;
}

void DrawCanvas::keep()
{
    m_undo.push_back(m_image);
    if (m_undo.size() > kMostUndo)
        m_undo.erase(m_undo.begin());
}

void DrawCanvas::undo()
{
    if (m_undo.empty())
        return;
    m_image = m_undo.back();
    m_undo.pop_back();
    update();
    Q_EMIT changed();
}

void DrawCanvas::clear()
{
    keep();
    m_image.fill(kGround);
    update();
    Q_EMIT changed();
}

// Never smoothed: a map of lines knows two colours.
void DrawCanvas::stroke(const QPointF &from, const QPointF &to)
{
    QPainter painter(&m_image);
    painter.setPen(QPen(QColor(m_isStrokeErasing ? kGround : kLine), m_diameter, Qt::SolidLine, Qt::RoundCap,
                        Qt::RoundJoin));
    from == to ? painter.drawPoint(to) : painter.drawLine(from, to);
    update();
}

void DrawCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::RightButton)
        return;
    keep();
    m_isDrawing = true;
    m_isStrokeErasing = m_isErasing || event->button() == Qt::RightButton;
    m_last = toPicture(event->position());
    stroke(m_last, m_last);
}

void DrawCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isDrawing)
        return;
    const QPointF now = toPicture(event->position());
    stroke(m_last, now);
    m_last = now;
}

void DrawCanvas::mouseReleaseEvent(QMouseEvent *)
{
    if (std::exchange(m_isDrawing, false))
        Q_EMIT changed();
}

void DrawCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(themeColors(palette()).stage[0]));
    const QRectF shown = place();
    painter.drawImage(shown, m_image);
    painter.setPen(color(themeColors(palette()).line));
    painter.drawRect(shown.adjusted(0, 0, -1, -1));
}

DrawDialog::DrawDialog(const QImage &start, QSize size, QWidget *parent)
    : QDialog(parent), m_canvas(new DrawCanvas(canvasOf(start, size), this))
{
    setWindowTitle(tr("Draw a condition"));
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::kSmall);
    auto *label = new QLabel(tr("Brush"), this);
    auto *brush = new QSpinBox(this);
    brush->setRange(1, kThickest);
    brush->setSuffix(tr(" px"));
    brush->setValue(std::max(1, m_canvas->image().width() / 170));
    label->setBuddy(brush);
    m_canvas->setBrush(brush->value());
    auto *eraser = new QCheckBox(tr("Eraser"), this);
    eraser->setObjectName(QStringLiteral("draw.eraser"));
    eraser->setToolTip(tr("The right mouse button erases, too"));
    auto *undo = new QPushButton(tr("Undo"), this);
    undo->setObjectName(QStringLiteral("draw.undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setEnabled(false);
    auto *clear = new QPushButton(tr("Clear"), this);
    clear->setObjectName(QStringLiteral("draw.clear"));
    bar->addWidget(label);
    bar->addWidget(brush);
    bar->addWidget(eraser);
    bar->addStretch(1);
    bar->addWidget(undo);
    bar->addWidget(clear);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *use = buttons->addButton(tr("Use as condition"), QDialogButtonBox::AcceptRole);
    use->setObjectName(QStringLiteral("draw.use"));
    makePrimary(use);
    auto *column = new QVBoxLayout(this);
    column->addLayout(bar);
    column->addWidget(m_canvas, 1);
    column->addWidget(buttons);
    connect(brush, &QSpinBox::valueChanged, m_canvas, &DrawCanvas::setBrush);
    connect(eraser, &QCheckBox::toggled, m_canvas, &DrawCanvas::setErasing);
    connect(undo, &QPushButton::clicked, m_canvas, &DrawCanvas::undo);
    connect(clear, &QPushButton::clicked, m_canvas, &DrawCanvas::clear);
    connect(m_canvas, &DrawCanvas::changed, undo, [this, undo] { undo->setEnabled(m_canvas->canUndo()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace armature::ui
