#include "ui/dataset/pair_canvas.h"

#include "ui/theme/theme.h"
#include "ui/widgets/folder_work.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace armature::ui {

namespace {

constexpr int kBlink = 500; // milliseconds
constexpr double kMaxZoom = 32, kMinZoom = 0.02;
constexpr unsigned kThreads = 2;           // one for the picture, one for the map
constexpr int kHandle = 10;                // px around the split line that take hold of it
constexpr double kStep = 0.05, kMove = 64; // of the split line, of the view in px, by keyboard

} // namespace

PairCanvas::PairCanvas(QWidget *parent) : QWidget(parent), m_work(std::make_unique<FolderWork>(kThreads))
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Picture and map"));
    m_blink.setInterval(kBlink);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_isBlinked = !m_isBlinked;
        update();
    });
}

PairCanvas::~PairCanvas() = default;

void PairCanvas::leaveFolder()
{
    m_work = std::make_unique<FolderWork>(kThreads);
    show({}, {});
}

void PairCanvas::show(const std::filesystem::path &target, const std::filesystem::path &condition)
{
    const quint64 generation = ++m_generation;
    m_work->drop(); // the pair before has been passed by
    m_waiting = 0;
    m_target = m_condition = {};
    m_targetError = target.empty() ? tr("There is no picture.") : QString();
    m_conditionError = condition.empty() ? tr("There is no map.") : QString();
    for (const bool isTarget : {true, false}) {
        const auto &file = isTarget ? target : condition;
        if (file.empty())
            continue;
        ++m_waiting;
        m_work->run([self = QPointer(this), generation, isTarget, file] {
            const auto picture = loadPairPicture(file);
            QMetaObject::invokeMethod(qApp, [self, generation, isTarget, picture] {
                if (self)
                    self->take(generation, isTarget, picture);
            });
        });
    }
    update();
}

void PairCanvas::showImages(const QImage &target, const QImage &condition, const QString &whyNoMap)
{
    ++m_generation; // files still being read come too late
    m_waiting = 0;
    m_target = pairPictureOf(target);
    m_condition = pairPictureOf(condition);
    m_targetError = target.isNull() ? tr("There is no picture.") : QString();
    m_conditionError = condition.isNull() ? whyNoMap : QString();
    update();
}

void PairCanvas::take(quint64 generation, bool isTarget, const PairPicture &picture)
{
    if (generation != m_generation)
        return;
    (isTarget ? m_target : m_condition) = picture;
    if (picture.isNull())
        (isTarget ? m_targetError : m_conditionError) = tr("This file cannot be read.");
    --m_waiting;
    update();
    if (m_waiting == 0)
        Q_EMIT loaded();
}

void PairCanvas::setMode(PairMode mode)
{
    m_mode = mode;
    m_isBlinked = false;
    mode == PairMode::Blink ? m_blink.start() : m_blink.stop();
    update();
    Q_EMIT zoomChanged(); // what fits depends on it
}

void PairCanvas::setNames(const QString &target, const QString &condition)
{
    m_targetName = target;
    m_conditionName = condition;
    update();
}

void PairCanvas::setOpacity(double opacity)
{
    m_opacity = opacity;
    update();
}

void PairCanvas::setCut(std::optional<TrainerCut> cut)
{
    m_cut = cut;
    update();
}

void PairCanvas::fit()
{
    m_zoom = 0;
    m_centre = {0.5, 0.5};
    update();
    Q_EMIT zoomChanged();
}

void PairCanvas::setZoom(double pixels)
{
    m_zoom = std::clamp(pixels, kMinZoom, kMaxZoom);
    update();
    Q_EMIT zoomChanged();
}

double PairCanvas::zoom() const
{
    if (m_zoom > 0)
        return m_zoom;
    const QSize size = pixels();
    const QRectF area = pane(true).adjusted(space::kPage, space::kPage, -space::kPage, -space::kPage);
    return size.isEmpty() ? 1
                          : std::min({area.width() / size.width(), area.height() / size.height(), kMaxZoom});
}

QSize PairCanvas::pixels() const { return m_target.isNull() ? m_condition.size : m_target.size; }

bool PairCanvas::isMisaligned() const
{
    return !m_target.isNull() && !m_condition.isNull() && m_target.size != m_condition.size;
}

QRectF PairCanvas::pane(bool isTarget) const
{
    const QRectF whole = rect();
    if (m_mode != PairMode::Beside)
        return whole;
    const double half = (whole.width() - 2) / 2;
    return isTarget ? QRectF(0, 0, half, whole.height()) : QRectF(half + 2, 0, half, whole.height());
}

QRectF PairCanvas::placed(const QRectF &pane) const
{
    const QSizeF size = QSizeF(pixels()) * zoom();
    return {pane.center() - QPointF(size.width() * m_centre.x(), size.height() * m_centre.y()), size};
}

void PairCanvas::paintImage(QPainter &painter, const QRectF &pane, bool isTarget, double opacity)
{
    const PairPicture &picture = isTarget ? m_target : m_condition;
    painter.save();
    painter.setClipRect(pane, Qt::IntersectClip);
    const QRectF rect = placed(pane);
    if (picture.isNull()) {
        const auto &error = isTarget ? m_targetError : m_conditionError;
        painter.setPen(color(themeColors(palette()).text));
        if (opacity == 1)
            painter.drawText(pane.adjusted(space::kPage, space::kPage, -space::kPage, -space::kPage),
                             Qt::AlignCenter | Qt::TextWordWrap, error);
    } else {
        painter.setOpacity(opacity);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, zoom() < 2); // from there on pixels are seen
        // At its own scale, so that a map of another size shows that it is one.
        QRectF own(QPointF(), QSizeF(picture.size) * zoom());
        own.moveCenter(rect.center());
        painter.drawImage(own, picture.levelFor(zoom() * devicePixelRatioF()));
        painter.setOpacity(1);
        if (!isTarget && isMisaligned())
            paintMisalignment(painter, own);
    }
    painter.restore();
}

// The picture's outline around the map, and by how much they miss each other.
void PairCanvas::paintMisalignment(QPainter &painter, const QRectF &map)
{
    const auto &colors = kDarkColors; // over pictures
    QRectF outline(QPointF(), QSizeF(m_target.size) * zoom());
    outline.moveCenter(map.center());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color(colors.shadow), 4));
    painter.drawRect(outline);
    painter.setPen(QPen(color(colors.bad), 2, Qt::DashLine));
    painter.drawRect(outline);
    painter.setPen(QPen(color(colors.warn), 1));
    painter.drawRect(map);
}

QRectF PairCanvas::cutRect() const
{
    if (!m_cut || m_target.isNull())
        return {};
    const PixelSize size{m_target.size.width(), m_target.size.height()};
    const auto buckets = m_cut->bucketStep > 0 ? aspectBuckets(m_cut->resolution, m_cut->bucketStep)
                                               : Result<std::vector<PixelSize>>(std::vector<PixelSize>());
    if (!buckets)
        return {};
    const auto plan = buckets->empty() ? squarePlan(size, m_cut->resolution, {})
                                       : bucketPlan(size, (*buckets)[nearestBucket(size, *buckets)], {});
    if (!plan)
        return {};
    const double scaleX = double(size.width) / plan->resizeW, scaleY = double(size.height) / plan->resizeH;
    return {plan->cropX * scaleX, plan->cropY * scaleY, plan->cropW * scaleX, plan->cropH * scaleY};
}

void PairCanvas::paintCrop(QPainter &painter, const QRectF &rect)
{
    const QRectF cut = cutRect();
    if (cut.isEmpty())
        return;
    const QRectF kept(rect.topLeft() + cut.topLeft() * zoom(), cut.size() * zoom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(themeColors(palette()).scrim));
    painter.drawRect(QRectF(rect.topLeft(), QPointF(rect.right(), kept.top())));
    painter.drawRect(QRectF(QPointF(rect.left(), kept.bottom()), rect.bottomRight()));
    painter.drawRect(QRectF(QPointF(rect.left(), kept.top()), QPointF(kept.left(), kept.bottom())));
    painter.drawRect(QRectF(QPointF(kept.right(), kept.top()), QPointF(rect.right(), kept.bottom())));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color(themeColors(palette()).onAccent), 1));
    painter.drawRect(kept);
}

void PairCanvas::paintLabel(QPainter &painter, const QRectF &pane, const QString &text)
{
    const int width = fontMetrics().horizontalAdvance(text) + 2 * space::kSmall;
    const QRectF box(pane.left() + space::kSmall, pane.top() + space::kSmall, width, size::kRow);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(themeColors(palette()).scrim));
    painter.drawRoundedRect(box, radius::kControl, radius::kControl);
    painter.setPen(color(themeColors(palette()).onAccent));
    painter.drawText(box, Qt::AlignCenter, text);
}

void PairCanvas::paintEvent(QPaintEvent *)
{
    const auto &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(colors.stage[size_t(m_stage)]));
    const QRectF whole = rect();
    const auto sized = [](const QString &what, const PairPicture &picture) {
        return picture.isNull() ? what
                                : QStringLiteral("%1  %2 × %3")
                                      .arg(what)
                                      .arg(picture.size.width())
                                      .arg(picture.size.height());
    };
    const QString targetLabel = sized(m_targetName.isEmpty() ? tr("Picture") : m_targetName, m_target),
                  conditionLabel =
                      sized(m_conditionName.isEmpty() ? tr("Map") : m_conditionName, m_condition);
    if (m_waiting > 0 && pixels().isEmpty())
        return;
    switch (m_mode) {
    case PairMode::Beside:
        paintImage(painter, pane(true), true, 1);
        paintImage(painter, pane(false), false, 1);
        for (const bool isTarget : {true, false}) { // both are cut alike
            painter.save();
            painter.setClipRect(pane(isTarget));
            paintCrop(painter, placed(pane(isTarget)));
            painter.restore();
        }
        painter.fillRect(QRectF(pane(true).right(), 0, 2, height()), color(colors.window));
        paintLabel(painter, pane(true), targetLabel);
        paintLabel(painter, pane(false), conditionLabel);
        return;
    case PairMode::Overlay:
        paintImage(painter, whole, true, 1);
        paintImage(painter, whole, false, m_opacity);
        break;
    case PairMode::Split: {
        const double x = whole.width() * m_split;
        paintImage(painter, whole, true, 1);
        painter.save();
        painter.setClipRect(QRectF(x, 0, whole.width() - x, whole.height()));
        painter.fillRect(whole, color(colors.stage[size_t(m_stage)]));
        paintImage(painter, whole, false, 1);
        painter.restore();
        painter.fillRect(QRectF(x - 1.5, 0, 3, whole.height()), color(colors.shadow));
        painter.fillRect(QRectF(x - 0.5, 0, 1, whole.height()), color(colors.onAccent));
        break;
    }
    case PairMode::Difference: // black where they are equal
        paintImage(painter, whole, true, 1);
        painter.setCompositionMode(QPainter::CompositionMode_Difference);
        paintImage(painter, whole, false, 1);
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        break;
    case PairMode::Picture:
    case PairMode::Map:
        paintImage(painter, whole, m_mode == PairMode::Picture, 1);
        paintLabel(painter, whole, m_mode == PairMode::Picture ? targetLabel : conditionLabel);
        paintCrop(painter, placed(whole));
        return;
    case PairMode::Blink:
        paintImage(painter, whole, !m_isBlinked, 1);
        paintLabel(painter, whole, m_isBlinked ? conditionLabel : targetLabel);
        paintCrop(painter, placed(whole));
        return;
    }
    paintCrop(painter, placed(whole));
    paintLabel(painter, whole, targetLabel + QStringLiteral("   ·   ") + conditionLabel);
}

void PairCanvas::wheelEvent(QWheelEvent *event)
{
    const QRectF at = event->position().x() < pane(true).right() ? pane(true) : pane(false);
    const QRectF before = placed(at);
    if (before.isEmpty())
        return;
    // What is under the pointer stays there.
    const QPointF part((event->position().x() - before.left()) / before.width(),
                       (event->position().y() - before.top()) / before.height());
    m_zoom = std::clamp(zoom() * std::pow(1.25, event->angleDelta().y() / 120.0), kMinZoom, kMaxZoom);
    const QSizeF size = QSizeF(pixels()) * m_zoom;
    m_centre = {part.x() + (at.center().x() - event->position().x()) / size.width(),
                part.y() + (at.center().y() - event->position().y()) / size.height()};
    update();
    Q_EMIT zoomChanged();
}

void PairCanvas::mousePressEvent(QMouseEvent *event)
{
    m_isSplitting =
        m_mode == PairMode::Split && std::abs(event->position().x() - width() * m_split) < kHandle;
    m_dragFrom = event->position();
    m_dragCentre = m_centre;
}

void PairCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const bool isAtSplit =
        m_mode == PairMode::Split && std::abs(event->position().x() - width() * m_split) < kHandle;
    setCursor(m_isSplitting || isAtSplit          ? Qt::SplitHCursor
              : event->buttons() & Qt::LeftButton ? Qt::ClosedHandCursor
                                                  : Qt::OpenHandCursor);
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton)))
        return;
    if (m_isSplitting) {
        m_split = std::clamp(event->position().x() / std::max(1, width()), 0.0, 1.0);
    } else {
        m_centre = m_dragCentre;
        moveBy(m_dragFrom - event->position());
    }
    update();
}

void PairCanvas::moveBy(QPointF moved)
{
    const QSizeF size = QSizeF(pixels()) * zoom();
    if (size.isEmpty())
        return;
    m_centre = {std::clamp(m_centre.x() + moved.x() / size.width(), 0.0, 1.0),
                std::clamp(m_centre.y() + moved.y() / size.height(), 0.0, 1.0)};
    update();
}

void PairCanvas::mouseReleaseEvent(QMouseEvent *) { m_isSplitting = false; }

void PairCanvas::mouseDoubleClickEvent(QMouseEvent *) { m_zoom > 0 ? fit() : setZoom(1); }

void PairCanvas::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const double x = key == Qt::Key_Left    ? -1
                     : key == Qt::Key_Right ? 1
                                            : 0,
                 y = key == Qt::Key_Up     ? -1
                     : key == Qt::Key_Down ? 1
                                           : 0;
    if ((event->modifiers() & Qt::ShiftModifier) && (x != 0 || y != 0))
        return moveBy(QPointF(x, y) * kMove);
    if ((event->modifiers() & Qt::ControlModifier) && x != 0 && m_mode == PairMode::Split) {
        m_split = std::clamp(m_split + x * kStep, 0.0, 1.0);
        return update();
    }
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        setZoom(zoom() * 1.25);
        return;
    case Qt::Key_Minus:
        setZoom(zoom() / 1.25);
        return;
    case Qt::Key_0:
        fit();
        return;
    case Qt::Key_1:
        setZoom(1);
        return;
    case Qt::Key_G:
        m_stage = (m_stage + 1) % int(themeColors(palette()).stage.size());
        update();
        return;
    default:
        QWidget::keyPressEvent(event); // the arrows go to the pair view
    }
}

} // namespace armature::ui
