#include "ui/dataset/pair_samples.h"

#include "ui/dataset/pair_model.h"
#include "ui/dataset/thumbnails.h"
#include "ui/theme/theme.h"

#include <QPainter>

namespace armature::ui {

namespace {

constexpr int kSide = 96; // px of a picture

int lineHeight(const QFont &font) { return QFontMetrics(captionFont(font)).lineSpacing(); }

} // namespace

PairSamples::PairSamples(Thumbnails &thumbnails, QWidget *parent) : QWidget(parent), m_thumbnails(thumbnails)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&thumbnails, &Thumbnails::ready, this, qOverload<>(&QWidget::update));
}

void PairSamples::show(std::filesystem::path root, std::vector<LoosePair> pairs)
{
    m_root = std::move(root);
    m_pairs = std::move(pairs);
    QStringList names;
    for (const auto &pair : m_pairs)
        names << tr("%1 with %2").arg(shownName(pair.target), shownName(pair.condition));
    setAccessibleName(names.join(QStringLiteral("; ")));
    update();
}

QSize PairSamples::sizeHint() const
{
    return {4 * (kSide + space::kMedium), 2 * (kSide + lineHeight(font())) + 3 * space::kTiny};
}

void PairSamples::paintPicture(QPainter &painter, const QRect &place, const std::string &name)
{
    const auto &colors = themeColors(palette());
    painter.fillRect(place, color(colors.field));
    const auto thumbnail = m_thumbnails.get(m_root / name);
    if (thumbnail.state == Thumbnails::State::Ready) {
        const auto size = thumbnail.pixmap.size().scaled(place.size(), Qt::KeepAspectRatio);
        QRect fitted({}, size);
        fitted.moveCenter(place.center());
        painter.drawPixmap(fitted, thumbnail.pixmap);
    }
    painter.setFont(captionFont(font()));
    painter.setPen(color(colors.text2));
    const QRect line(place.left(), place.bottom() + space::kTiny, place.width(), lineHeight(font()));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignTop,
                     painter.fontMetrics().elidedText(shownName(name), Qt::ElideMiddle, line.width()));
}

void PairSamples::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const int step = kSide + space::kMedium;
    for (size_t i = 0; i < m_pairs.size() && int(i) * step + kSide <= width(); ++i) {
        const QRect top(int(i) * step, 0, kSide, kSide);
        paintPicture(painter, top, m_pairs[i].target);
        paintPicture(painter, top.translated(0, kSide + lineHeight(font()) + 2 * space::kTiny),
                     m_pairs[i].condition);
    }
}

} // namespace armature::ui
