#include "ui/test_room/recall_zones.h"

#include "ui/project/paths.h"
#include "ui/theme/icons.h"
#include "ui/theme/style_paint.h"
#include "ui/theme/theme.h"

#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QUrl>

#include <array>
#include <utility>

namespace armature::ui {

namespace {

constexpr int kRows = 2;

struct Zone
{
    Recall what;
    const char *iconName, *title;
};

// All takes the upper row, the rest share the lower one.
constexpr std::array<Zone, 5> kZones = {{
    {Recall::All, "arrow-counterclockwise",
     QT_TRANSLATE_NOOP("armature::ui::RecallZones", "Recall all settings")},
    {Recall::Prompt, "type", QT_TRANSLATE_NOOP("armature::ui::RecallZones", "Only the prompt")},
    {Recall::Seed, "dice-5", QT_TRANSLATE_NOOP("armature::ui::RecallZones", "Only the seed")},
    {Recall::Size, "aspect-ratio", QT_TRANSLATE_NOOP("armature::ui::RecallZones", "Only the size")},
    {Recall::Condition, "layers", QT_TRANSLATE_NOOP("armature::ui::RecallZones", "Only the condition")},
}};

} // namespace

std::filesystem::path draggedPng(const QMimeData *mime)
{
    const QList<QUrl> urls = mime->urls();
    const std::filesystem::path file = urls.size() == 1 ? pathFromUrl(urls.first()) : std::filesystem::path();
    return QString::fromStdString(file.extension().string())
                       .compare(QLatin1String(".png"), Qt::CaseInsensitive) == 0
               ? file
               : std::filesystem::path();
}

RecallZones::RecallZones(QWidget *parent) : QWidget(parent)
{
    setAcceptDrops(true);
    setAccessibleName(tr("Recall the settings of a saved picture"));
    hide();
}

QRect RecallZones::zone(Recall what) const
{
    const QRect all = rect().adjusted(space::kGroup, space::kGroup, -space::kGroup, -space::kGroup);
    const int height = (all.height() - space::kMedium) / kRows;
    if (what == Recall::All)
        return {all.left(), all.top(), all.width(), height};
    const int count = int(kZones.size()) - 1, place = int(what) - int(Recall::Prompt);
    const int width = (all.width() - (count - 1) * space::kMedium) / count;
    return {all.left() + place * (width + space::kMedium), all.top() + height + space::kMedium, width,
            height};
}

void RecallZones::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const ThemeColors &c = themeColors(palette());
    painter.fillRect(rect(), color(c.scrim));
    for (int i = 0; i < int(kZones.size()); ++i) {
        const QRectF place = zone(kZones[size_t(i)].what);
        const bool isPointed = i == m_pointed;
        paint::panel(painter, place, radius::kCard, isPointed ? c.hover : c.raised, c.line);
        if (isPointed)
            paint::focusRing(painter, place, radius::kCard, c.focus);
        const QPointF middle = place.center();
        paintIcon(painter, QRectF(middle.x() - 12, middle.y() - 32, 24, 24),
                  QLatin1String(kZones[size_t(i)].iconName), isPointed ? c.focus : c.text2);
        painter.setPen(color(c.text));
        painter.drawText(place.adjusted(space::kSmall, 0, -space::kSmall, 0).translated(0, 16),
                         Qt::AlignCenter | Qt::TextWordWrap, tr(kZones[size_t(i)].title));
    }
}

void RecallZones::point(const QPoint &at)
{
    int pointed = -1;
    for (int i = 0; i < int(kZones.size()); ++i)
        if (zone(kZones[size_t(i)].what).contains(at))
            pointed = i;
    if (pointed == m_pointed)
        return;
    m_pointed = pointed;
    update();
}

void RecallZones::dragEnterEvent(QDragEnterEvent *event)
{
    if (draggedPng(event->mimeData()).empty())
        return;
    point(event->position().toPoint());
    event->acceptProposedAction();
}

void RecallZones::dragMoveEvent(QDragMoveEvent *event)
{
    point(event->position().toPoint());
    event->acceptProposedAction();
}

void RecallZones::dragLeaveEvent(QDragLeaveEvent *)
{
    m_pointed = -1;
    hide();
}

void RecallZones::dropEvent(QDropEvent *event)
{
    point(event->position().toPoint());
    const int pointed = std::exchange(m_pointed, -1);
    const std::filesystem::path file = draggedPng(event->mimeData());
    event->acceptProposedAction();
    hide();
    if (!file.empty() && pointed >= 0) // between the zones: thought better of it
        Q_EMIT dropped(file, kZones[size_t(pointed)].what);
}

} // namespace armature::ui
