#include "ui/dataset/pair_view.h"

#include "ui/dataset/pair_canvas.h"
#include "ui/dataset/pair_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kBucketStep = 64; // px, the trainer's default

} // namespace

PairView::PairView(const PairModel &model, QWidget *parent)
    : QWidget(parent), m_model(model), m_canvas(new PairCanvas(this)), m_modes(new QButtonGroup(this)),
      m_opacity(new QSlider(Qt::Horizontal, this)), m_crop(new QToolButton(this)), m_cut(new QComboBox(this)),
      m_place(new ElidedLabel(Qt::ElideMiddle, this)), m_zoom(new QLabel(this))
{
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    bar->setSpacing(space::kTiny);
    const auto button = [&](QToolButton *made, const char *iconName, const QString &text) {
        made->setIcon(icon(QLatin1String(iconName)));
        made->setToolTip(text);
        made->setAccessibleName(text);
        made->setAutoRaise(true);
        bar->addWidget(made);
        return made;
    };
    connect(button(new QToolButton(this), "grid-3x3-gap", tr("Back to the grid (Esc)")),
            &QToolButton::clicked, this, &PairView::closeWanted);
    connect(button(new QToolButton(this), "chevron-left", tr("Previous pair (Left)")), &QToolButton::clicked,
            this, [this] { Q_EMIT stepWanted(-1); });
    connect(button(new QToolButton(this), "chevron-right", tr("Next pair (Right)")), &QToolButton::clicked,
            this, [this] { Q_EMIT stepWanted(1); });
    bar->addWidget(m_place, 1);
    const std::pair<const char *, QString> modes[] = {{"images", tr("Beside each other (B)")},
                                                      {"layers-half", tr("Over each other (O)")},
                                                      {"layout-split", tr("Split (S)")},
                                                      {"eye", tr("In turn (T)")}};
    for (int mode = 0; mode < 4; ++mode) {
        auto *made = button(new QToolButton(this), modes[mode].first, modes[mode].second);
        made->setCheckable(true);
        m_modes->addButton(made, mode);
    }
    m_modes->button(0)->setChecked(true);
    m_opacity->setRange(0, 100);
    m_opacity->setValue(50);
    m_opacity->setFixedWidth(96);
    m_opacity->setAccessibleName(tr("Opacity of the map"));
    m_opacity->setToolTip(m_opacity->accessibleName());
    m_opacity->hide(); // of use over each other only
    bar->addWidget(m_opacity);
    button(m_crop, "crop", tr("What the trainer cuts out (C)"))->setCheckable(true);
    m_cut->addItem(tr("Square"));
    m_cut->addItem(tr("Buckets"));
    m_cut->setAccessibleName(tr("How the trainer cuts"));
    m_cut->setToolTip(tr("A square out of the middle, or with --aspect_buckets the nearest shape"));
    m_cut->setMinimumWidth(72); // rather narrow than a window that grows
    m_cut->hide();
    bar->addWidget(m_cut);
    m_zoom->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("3200 %")) + space::kSmall);
    m_zoom->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    bar->addWidget(m_zoom);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_canvas, 1);
    setFocusProxy(m_canvas);
    connect(m_modes, &QButtonGroup::idClicked, this, &PairView::setMode);
    connect(m_opacity, &QSlider::valueChanged, this,
            [this](int value) { m_canvas->setOpacity(value / 100.0); });
    connect(m_crop, &QToolButton::toggled, this, &PairView::showCut);
    connect(m_cut, &QComboBox::currentIndexChanged, this, &PairView::showCut);
    const auto showZoom = [this] { m_zoom->setText(tr("%1 %").arg(qRound(m_canvas->zoom() * 100))); };
    connect(m_canvas, &PairCanvas::zoomChanged, this, showZoom);
    connect(m_canvas, &PairCanvas::loaded, this, showZoom);
}

void PairView::setMode(int mode)
{
    m_modes->button(mode)->setChecked(true);
    m_opacity->setVisible(mode == int(PairMode::Overlay));
    m_canvas->setMode(PairMode(mode));
}

void PairView::showCutOut(bool isShown) { m_crop->setChecked(isShown); }

void PairView::showCut()
{
    m_cut->setVisible(m_crop->isChecked());
    m_canvas->setCut(m_crop->isChecked() ? std::optional(TrainerCut{
                                               m_resolution, m_cut->currentIndex() == 1 ? kBucketStep : 0})
                                         : std::nullopt);
}

void PairView::show(std::optional<uint32_t> row, const std::filesystem::path &root, int resolution)
{
    m_resolution = resolution;
    showCut();
    const auto &table = m_model.table();
    if (!row || *row >= table.size()) {
        m_place->setText({});
        m_canvas->show({}, {});
        return;
    }
    const auto path = [&](std::string_view name) {
        return name.empty() ? std::filesystem::path() : root / name;
    };
    m_canvas->show(path(table.target(*row)), path(table.condition(*row)));
    const auto index = m_model.indexOf(*row);
    m_place->setText(
        shownName(table.id(*row)) +
        (index.isValid() ? tr("   %1 of %2")
                               .arg(locale().toString(index.row() + 1), locale().toString(m_model.rowCount()))
                         : QString()));
}

void PairView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_PageUp:
        Q_EMIT stepWanted(-1);
        return;
    case Qt::Key_Right:
    case Qt::Key_PageDown:
    case Qt::Key_Space:
        Q_EMIT stepWanted(1);
        return;
    case Qt::Key_Escape:
    case Qt::Key_Return:
        Q_EMIT closeWanted();
        return;
    case Qt::Key_B:
        return setMode(0);
    case Qt::Key_O:
        return setMode(1);
    case Qt::Key_S:
        return setMode(2);
    case Qt::Key_T:
        return setMode(3);
    case Qt::Key_C:
        m_crop->toggle();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace armature::ui
