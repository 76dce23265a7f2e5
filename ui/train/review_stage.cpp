#include "ui/train/review_stage.h"

#include "ui/dataset/thumbnails.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QThreadPool>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <set>

namespace armature::ui {

namespace {

constexpr int kSide = 2048;           // px of the longer side that is kept
constexpr int kMemory = 192 * 1024;   // kilobytes of pictures that stay at hand, for playing through
constexpr int kBlink = 500;           // milliseconds
constexpr double kMaxZoom = 32, kMinZoom = 0.02;
constexpr int kHandle = 10; // px around a split line that take hold of it
constexpr double kGap = 2;

QByteArray keyOf(const std::filesystem::path &file) { return QByteArray::fromStdString(file.string()); }

} // namespace

ReviewStage::ReviewStage(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(200, 120);
    setAccessibleName(tr("Validation pictures, large"));
    m_cache.setMaxCost(kMemory);
    m_blink.setInterval(kBlink);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        ++m_turn;
        update();
    });
}

void ReviewStage::show(std::vector<StagePicture> pictures)
{
    m_wanted = std::move(pictures);
    const quint64 generation = ++m_generation;
    m_waiting = 0;
    m_coming.clear();
    std::set<std::filesystem::path> files;
    for (const StagePicture &one : m_wanted) {
        files.insert(one.file);
        files.insert(one.condition);
    }
    for (const auto &file : files) {
        if (file.empty())
            continue;
        if (const QImage *kept = m_cache.object(keyOf(file))) {
            m_coming[file] = *kept;
            continue;
        }
        ++m_waiting;
        QThreadPool::globalInstance()->start([self = QPointer(this), generation, file] {
            const QImage image = loadScaled(file, kSide);
            QMetaObject::invokeMethod(qApp, [self, generation, file, image] {
                if (self)
                    self->take(generation, file, image);
            });
        });
    }
    if (m_waiting == 0)
        settle();
}

void ReviewStage::take(quint64 generation, const std::filesystem::path &file, const QImage &image)
{
    if (!image.isNull()) // one that cannot be read now may be there the next time
        m_cache.insert(keyOf(file), new QImage(image), std::max(1, int(image.sizeInBytes() / 1024)));
    if (generation != m_generation)
        return;
    if (!image.isNull())
        m_coming[file] = image;
    if (--m_waiting == 0)
        settle();
}

void ReviewStage::settle()
{
    m_shown = m_wanted;
    m_images.swap(m_coming);
    const size_t count = compared().size();
    if (m_splits.size() + 1 != std::max<size_t>(1, count)) {
        m_splits.clear();
        for (size_t i = 1; i < count; ++i)
            m_splits.push_back(double(i) / double(count));
    }
    QStringList names;
    for (const StagePicture &one : m_shown)
        names += one.name;
    setAccessibleDescription(names.join(QStringLiteral(", ")));
    update();
    Q_EMIT loaded();
}

const QImage *ReviewStage::image(const std::filesystem::path &file) const
{
    const auto found = m_images.find(file);
    return found == m_images.end() ? nullptr : &found->second;
}

std::vector<size_t> ReviewStage::compared() const
{
    std::vector<size_t> all;
    for (size_t i = 0; i < m_shown.size(); ++i)
        if (!m_shown[i].isReference)
            all.push_back(i);
    if (all.size() >= 2)
        return all;
    all.clear();
    for (size_t i = 0; i < m_shown.size(); ++i) // one picture: against its condition and target
        all.push_back(i);
    return all;
}

std::vector<ReviewStage::Part> ReviewStage::panes() const
{
    std::vector<Part> parts;
    const std::vector<size_t> all = compared();
    if (m_mode == StageMode::Beside)
        for (size_t i = 0; i < m_shown.size(); ++i)
            parts.push_back({i, m_shown[i].name});
    else if (m_mode == StageMode::Onion)
        for (const size_t i : all) {
            if (!m_shown[i].isReference)
                parts.push_back({i, tr("%1, under its condition").arg(m_shown[i].name)});
        }
    else if (m_mode == StageMode::Difference)
        for (size_t i = 1; i < all.size(); ++i)
            parts.push_back({all[i], (m_strength > 1 ? tr("%1 − %2, × %3; black is equal").arg(m_shown[all[i]].name, m_shown[all[0]].name).arg(m_strength)
                                             : tr("%1 − %2; black is equal").arg(m_shown[all[i]].name, m_shown[all[0]].name))});
    else if (!all.empty())
        parts.push_back({all[m_turn % all.size()], m_shown[all[m_turn % all.size()]].name});
    if (parts.empty() && !m_shown.empty())
        parts.push_back({0, m_shown[0].name});
    return parts;
}

// As many columns as make the pictures largest.
std::vector<QRectF> ReviewStage::placed(size_t count) const
{
    const QSizeF one = frame();
    size_t best = 1;
    double largest = 0;
    for (size_t columns = 1; columns <= std::max<size_t>(1, count); ++columns) {
        const size_t lines = (count + columns - 1) / columns;
        const double scale = std::min(width() / double(columns) / one.width(), height() / double(lines) / one.height());
        if (scale > largest * 1.001) {
            largest = scale;
            best = columns;
        }
    }
    const size_t lines = std::max<size_t>(1, (count + best - 1) / best);
    const double w = (width() - kGap * double(best - 1)) / double(best), h = (height() - kGap * double(lines - 1)) / double(lines);
    std::vector<QRectF> places;
    for (size_t i = 0; i < count; ++i)
        places.emplace_back(double(i % best) * (w + kGap), double(i / best) * (h + kGap), w, h);
    return places;
}

QRectF ReviewStage::paneAt(const QPointF &point) const
{
    for (const QRectF &pane : placed(panes().size()))
        if (pane.contains(point))
            return pane;
    return rect();
}

QSizeF ReviewStage::frame() const
{
    for (const StagePicture &one : m_shown)
        if (const QImage *found = image(one.file))
            return found->size();
    return {512, 512};
}

double ReviewStage::fitted() const
{
    const QRectF pane = placed(std::max<size_t>(1, panes().size())).front().adjusted(space::kSmall, space::kSmall, -space::kSmall, -space::kSmall);
    return std::clamp(std::min(pane.width() / frame().width(), pane.height() / frame().height()), kMinZoom, kMaxZoom);
}

double ReviewStage::zoom() const { return m_zoom > 0 ? m_zoom : fitted(); }

QRectF ReviewStage::inPane(const QRectF &pane) const
{
    const QSizeF size = frame() * zoom();
    return {pane.center() - QPointF(size.width() * m_centre.x(), size.height() * m_centre.y()), size};
}

void ReviewStage::setMode(StageMode mode)
{
    m_mode = mode;
    m_turn = 0;
    mode == StageMode::Blink ? m_blink.start() : m_blink.stop();
    update();
}

void ReviewStage::setOpacity(double opacity)
{
    m_opacity = std::clamp(opacity, 0.0, 1.0);
    update();
}

void ReviewStage::setStrength(int times)
{
    m_strength = std::max(1, times);
    update();
}

void ReviewStage::fit()
{
    m_zoom = 0;
    m_centre = {0.5, 0.5};
    update();
}

void ReviewStage::setZoom(double pixels)
{
    m_zoom = std::clamp(pixels, kMinZoom, kMaxZoom);
    update();
}

// Every picture covers the frame as the trainer's cut does: short edge to it, the middle kept. So a condition and a target of
// another size lie over the picture where they belong.
void ReviewStage::drawImage(QPainter &painter, const QRectF &pane, const QImage *image, double opacity) const
{
    const QRectF place = inPane(pane);
    if (!image)
        return;
    const double scale = std::max(place.width() / image->width(), place.height() / image->height());
    QRectF own(QPointF(), QSizeF(image->size()) * scale);
    own.moveCenter(place.center());
    painter.save();
    painter.setClipRect(pane.intersected(place), Qt::IntersectClip);
    painter.setOpacity(opacity);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 2); // from there on pixels are seen
    painter.drawImage(own, *image);
    painter.restore();
}

// Where one of the two is not there, nothing is drawn. Amplified by adding the difference to itself.
void ReviewStage::drawDifference(QPainter &painter, const QRectF &pane, const QImage *first, const QImage *other) const
{
    const QRectF shown = pane.intersected(inPane(pane));
    if (!first || !other || shown.isEmpty())
        return;
    const double ratio = devicePixelRatioF();
    QImage difference((shown.size() * ratio).toSize().expandedTo({1, 1}), QImage::Format_RGB32);
    difference.setDevicePixelRatio(ratio);
    difference.fill(color(themeColors(palette()).shadow));
    QPainter within(&difference);
    within.translate(-shown.topLeft());
    drawImage(within, pane, first);
    within.setCompositionMode(QPainter::CompositionMode_Difference);
    drawImage(within, pane, other);
    within.end();
    painter.drawImage(shown, difference);
    painter.setCompositionMode(QPainter::CompositionMode_Plus);
    for (int i = 1; i < m_strength; ++i)
        painter.drawImage(shown, difference);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
}

void ReviewStage::drawLabel(QPainter &painter, const QRectF &pane, const QString &text) const
{
    const ThemeColors &colors = themeColors(palette());
    const QString words = fontMetrics().elidedText(text, Qt::ElideMiddle, int(pane.width()) - 4 * space::kSmall);
    const QRectF box(pane.left() + space::kSmall, pane.top() + space::kSmall, fontMetrics().horizontalAdvance(words) + 2 * space::kSmall, size::kRow);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(colors.scrim));
    painter.drawRoundedRect(box, radius::kControl, radius::kControl);
    painter.setPen(color(colors.onAccent));
    painter.drawText(box, Qt::AlignCenter, words);
}

void ReviewStage::paintSlider(QPainter &painter, const std::vector<size_t> &all)
{
    const ThemeColors &colors = themeColors(palette());
    const QRectF whole = rect(), shown = underSlider();
    for (size_t i = 0; i < all.size(); ++i) {
        const double left = i == 0 ? shown.left() : shown.left() + shown.width() * m_splits[i - 1];
        const double right = i + 1 == all.size() ? shown.right() : shown.left() + shown.width() * m_splits[i];
        painter.save();
        painter.setClipRect(QRectF(left, 0, right - left, whole.height()));
        drawImage(painter, whole, image(m_shown[all[i]].file));
        painter.restore();
        if (right - left > 4 * space::kPage)
            drawLabel(painter, QRectF(left, shown.top(), right - left, shown.height()), m_shown[all[i]].name);
        if (i > 0) {
            painter.fillRect(QRectF(left - 1.5, 0, 3, whole.height()), color(colors.shadow));
            painter.fillRect(QRectF(left - 0.5, 0, 1, whole.height()), color(colors.onAccent));
        }
    }
}

void ReviewStage::paintEvent(QPaintEvent *)
{
    const ThemeColors &colors = themeColors(palette());
    QPainter painter(this);
    painter.fillRect(rect(), color(colors.stage[0]));
    if (m_shown.empty())
        return;
    const std::vector<size_t> all = compared();
    if (m_mode == StageMode::Slider && all.size() >= 2 && m_splits.size() + 1 == all.size())
        return paintSlider(painter, all);
    const std::vector<Part> parts = panes();
    const std::vector<QRectF> places = placed(parts.size());
    for (size_t i = 0; i < parts.size(); ++i) {
        const StagePicture &picture = m_shown[parts[i].picture];
        const QImage *found = image(picture.file);
        if (!found) {
            painter.setPen(color(colors.text));
            painter.drawText(places[i], Qt::AlignCenter | Qt::TextWordWrap, tr("There is no such picture."));
        }
        if (m_mode == StageMode::Difference && all.size() >= 2)
            drawDifference(painter, places[i], image(m_shown[all[0]].file), found);
        else
            drawImage(painter, places[i], found);
        if (m_mode == StageMode::Onion)
            drawImage(painter, places[i], image(picture.condition), m_opacity);
        drawLabel(painter, places[i], parts[i].label);
    }
}

void ReviewStage::wheelEvent(QWheelEvent *event)
{
    const QRectF pane = m_mode == StageMode::Slider ? QRectF(rect()) : paneAt(event->position());
    const QRectF before = inPane(pane);
    // What is under the pointer stays there.
    const QPointF part((event->position().x() - before.left()) / before.width(), (event->position().y() - before.top()) / before.height());
    m_zoom = std::clamp(zoom() * std::pow(1.25, event->angleDelta().y() / 120.0), kMinZoom, kMaxZoom);
    const QSizeF size = frame() * m_zoom;
    m_centre = {part.x() + (pane.center().x() - event->position().x()) / size.width(), part.y() + (pane.center().y() - event->position().y()) / size.height()};
    update();
    event->accept();
}

QRectF ReviewStage::underSlider() const
{
    const QRectF shown = inPane(rect()).intersected(rect());
    return shown.isEmpty() ? QRectF(rect()) : shown;
}

int ReviewStage::handleAt(double x) const
{
    if (m_mode != StageMode::Slider)
        return -1;
    for (size_t i = 0; i < m_splits.size(); ++i)
        if (std::abs(x - underSlider().left() - underSlider().width() * m_splits[i]) < kHandle)
            return int(i);
    return -1;
}

void ReviewStage::mousePressEvent(QMouseEvent *event)
{
    m_handle = handleAt(event->position().x());
    m_dragFrom = event->position();
    m_dragCentre = m_centre;
}

void ReviewStage::mouseMoveEvent(QMouseEvent *event)
{
    setCursor(m_handle >= 0 || handleAt(event->position().x()) >= 0 ? Qt::SplitHCursor
              : event->buttons() & Qt::LeftButton                   ? Qt::ClosedHandCursor
                                                                    : Qt::OpenHandCursor);
    if (!(event->buttons() & (Qt::LeftButton | Qt::MiddleButton)))
        return;
    if (m_handle >= 0) {
        const auto at = size_t(m_handle);
        const double low = at == 0 ? 0 : m_splits[at - 1], high = at + 1 == m_splits.size() ? 1 : m_splits[at + 1];
        m_splits[at] = std::clamp((event->position().x() - underSlider().left()) / underSlider().width(), low, high);
    } else {
        const QSizeF size = frame() * zoom();
        const QPointF moved = event->position() - m_dragFrom;
        m_centre = {std::clamp(m_dragCentre.x() - moved.x() / size.width(), 0.0, 1.0), std::clamp(m_dragCentre.y() - moved.y() / size.height(), 0.0, 1.0)};
    }
    update();
}

void ReviewStage::mouseReleaseEvent(QMouseEvent *) { m_handle = -1; }

void ReviewStage::mouseDoubleClickEvent(QMouseEvent *) { m_zoom > 0 ? fit() : setZoom(1); }

void ReviewStage::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: return setZoom(zoom() * 1.25);
    case Qt::Key_Minus: return setZoom(zoom() / 1.25);
    case Qt::Key_0: return fit();
    case Qt::Key_1: return setZoom(1);
    default: QWidget::keyPressEvent(event); // the arrows go to the wall
    }
}

} // namespace armature::ui
