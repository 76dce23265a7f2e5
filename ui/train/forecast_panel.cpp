#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/run_forecast.h"

#include <QCoreApplication>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <memory>
#include <thread>

namespace armature::ui {

namespace {

constexpr int kDelay = 300; // milliseconds after the last change: typing is not answered letter by letter

const char *iconOf(Light light) { return light == Light::Green ? "check-circle" : light == Light::Amber ? "exclamation-triangle" : "exclamation-circle"; }
QRgb colorOf(Light light, const ThemeColors &colors) { return light == Light::Green ? colors.good : light == Light::Amber ? colors.warn : colors.bad; }

} // namespace

ForecastPanel::ForecastPanel(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout), m_timer(new QTimer(this))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    outer->addWidget(area);
    auto *inner = new QWidget(area);
    inner->setLayout(m_column);
    area->setWidget(inner);
    m_column->setContentsMargins(space::kGroup, space::kGroup, space::kGroup, space::kGroup);
    m_column->setSpacing(space::kMedium);
    auto *title = new QLabel(tr("Before it starts"), inner);
    title->setFont(titleFont(font()));
    m_column->addWidget(title);
    m_column->addStretch(1);
    setAccessibleName(title->text());
    area->setAccessibleName(title->text());
    m_timer->setSingleShot(true);
    m_timer->setInterval(kDelay);
    connect(m_timer, &QTimer::timeout, this, &ForecastPanel::begin);
}

ForecastPanel::~ForecastPanel() { m_stop.request_stop(); }

void ForecastPanel::ask(const TrainOptions &options, const RunPlace &place)
{
    if (m_generation > 0 && options == m_options && place.folder() == m_place.folder())
        return;
    m_options = options;
    m_place = place;
    m_isWaiting = true;
    ++m_generation;
    m_stop.request_stop();
    m_timer->start();
}

// On a thread of its own: a slow disk may hold it up for minutes, and nobody waits for it.
void ForecastPanel::begin()
{
    m_stop = {};
    std::thread([panel = QPointer<ForecastPanel>(this), options = m_options, place = m_place, stop = m_stop.get_token(),
                 generation = m_generation] {
        auto lines = std::make_shared<std::vector<ForecastLine>>(forecast(options, place, stop));
        if (stop.stop_requested())
            return;
        QMetaObject::invokeMethod(
            qApp,
            [panel, lines, generation] {
                if (!panel || panel->m_generation != generation)
                    return;
                panel->m_isWaiting = false;
                panel->setLines(std::move(*lines));
                Q_EMIT panel->answered();
            },
            Qt::QueuedConnection);
    }).detach();
}

void ForecastPanel::setLines(std::vector<ForecastLine> lines)
{
    m_lines = std::move(lines);
    rebuild();
}

Light ForecastPanel::worst() const
{
    Light worst = Light::Green;
    for (const ForecastLine &line : m_lines)
        worst = std::max(worst, line.light);
    return worst;
}

void ForecastPanel::rebuild()
{
    if (m_list)
        m_list->deleteLater();
    m_list = new QWidget(this);
    m_column->insertWidget(1, m_list);
    auto *grid = new QGridLayout(m_list);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::kMedium);
    grid->setVerticalSpacing(space::kSmall);
    grid->setColumnStretch(2, 1);
    const ThemeColors &colors = themeColors(palette());
    const QString words[] = {tr("good"), tr("mind this"), tr("will not work")};
    int row = 0;
    for (const ForecastLine &line : m_lines) {
        auto *sign = new QLabel(m_list);
        sign->setPixmap(iconPixmap(QLatin1String(iconOf(line.light)), size::kIcon, devicePixelRatioF(), colorOf(line.light, colors)));
        sign->setAccessibleName(words[int(line.light)]);
        sign->setToolTip(words[int(line.light)]);
        auto *title = new QLabel(line.title, m_list);
        title->setFont(sectionFont(font()));
        auto *text = new QLabel(line.text, m_list);
        text->setWordWrap(true);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        // The first line of each stands in the middle of a button's height.
        const auto lower = [](QWidget *one, int height) { one->setContentsMargins(0, std::max(0, (size::kControl - height) / 2), 0, 0); };
        lower(sign, size::kIcon);
        lower(title, title->fontMetrics().height());
        lower(text, text->fontMetrics().height());
        grid->addWidget(sign, row, 0, Qt::AlignTop);
        grid->addWidget(title, row, 1, Qt::AlignTop);
        grid->addWidget(text, row, 2, Qt::AlignTop);
        if (!line.mendText.isEmpty()) {
            auto *button = new QPushButton(line.mendText, m_list);
            button->setObjectName(QStringLiteral("train.mend.") + line.id);
            connect(button, &QPushButton::clicked, this, [this, mend = line.mend, action = line.action] {
                if (!mend) {
                    Q_EMIT actionWanted(action);
                    return;
                }
                TrainOptions options = m_options;
                mend(options);
                Q_EMIT mended(options);
            });
            grid->addWidget(button, row, 3, Qt::AlignTop);
        }
        grid->setRowMinimumHeight(row, size::kControl);
        ++row;
    }
}

void ForecastPanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_list)
        rebuild();
    QWidget::changeEvent(event);
}

} // namespace armature::ui
