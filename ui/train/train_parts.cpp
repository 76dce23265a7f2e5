// What the training room is made of.
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/train/adherence_meter.h"
#include "ui/train/loss_plot.h"
#include "ui/train/option_form.h"
#include "ui/train/review_wall.h"
#include "ui/train/run_comparison.h"
#include "ui/train/run_forecast.h"
#include "ui/train/run_watcher.h"
#include "ui/train/run_words.h"
#include "ui/train/train_page.h"
#include "ui/train/train_presets.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

// Decided by the page: where pairs and results lie, and how it goes on.
const std::vector<std::string> kFirst{"pretrained_model_name_or_path", "condition_kind"};
// Below its button, which shows its icon alone.
void popUp(QToolButton &button, QMenu &menu)
{
    QObject::connect(&button, &QToolButton::clicked, &menu, [&button, &menu] { menu.popup(button.mapToGlobal(QPoint(0, button.height()))); });
}

const std::set<std::string> kHidden{"train_data_dir", "output_dir", "resume_from_checkpoint", "single_file", "progress", "num_train_epochs"};

} // namespace

QWidget *TrainPage::makeHeader()
{
    auto *header = new QWidget(this);
    auto *column = new QVBoxLayout(header);
    column->setContentsMargins(space::kPage, space::kMedium, space::kPage, space::kSmall);
    column->setSpacing(space::kTiny);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::kSmall);
    m_choice = new QComboBox(header);
    m_choice->setAccessibleName(tr("Run"));
    m_choice->setMinimumWidth(140);
    connect(m_choice, &QComboBox::activated, this, &TrainPage::chooseRun);
    row->addWidget(m_choice);
    auto *more = new QToolButton(header);
    more->setObjectName(QStringLiteral("train.runMenu"));
    more->setIcon(icon(QStringLiteral("three-dots")));
    more->setAutoRaise(true);
    more->setToolTip(tr("Rename, duplicate, compare, queue, archive"));
    more->setAccessibleName(more->toolTip());
    m_runMenu = new QMenu(more);
    popUp(*more, *m_runMenu);
    connect(m_runMenu, &QMenu::aboutToShow, this, &TrainPage::fillRunMenu);
    row->addWidget(more);
    m_state = new QLabel(header);
    m_state->setFont(sectionFont(font()));
    row->addWidget(m_state);
    row->addSpacing(space::kMedium);
    m_numbers = new QLabel(header);
    m_numbers->setObjectName(QStringLiteral("train.numbers"));
    m_numbers->setFont(sectionFont(font()));
    m_numbers->setTextFormat(Qt::RichText);
    m_numbers->setToolTip(tr("Control gain: how much worse pairs that it never saw do with another pair's condition. Adherence: how far the validation pictures follow theirs."));
    m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_numbers, 1);
    const auto button = [&](const char *name, const char *iconName, const QString &text, void (TrainPage::*action)()) {
        auto *made = new QPushButton(icon(QLatin1String(iconName)), text, header);
        made->setObjectName(QLatin1String(name));
        connect(made, &QPushButton::clicked, this, action);
        row->addWidget(made);
        return made;
    };
    m_sample = button("train.sampleNow", "images", tr("Pictures now"), &TrainPage::sampleNow);
    m_save = button("train.saveNow", "box-arrow-in-down", tr("Save now"), &TrainPage::saveNow);
    m_pause = button("train.pause", "pause-fill", tr("Pause"), &TrainPage::pause);
    m_pause->setToolTip(tr("Saves exactly and gives the memory back; it resumes from here"));
    m_stop = button("train.stop", "stop-fill", tr("Stop"), &TrainPage::stop);
    m_new = button("train.new", "plus-lg", tr("New run"), &TrainPage::beginNew);
    m_start = button("train.start", "play-fill", tr("Start"), &TrainPage::start);
    makePrimary(m_start);
    column->addLayout(row);
    m_progressText = new QLabel(header);
    m_progressText->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    column->addWidget(m_progressText);
    m_progress = new QProgressBar(header);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(size::kProgress);
    column->addWidget(m_progress);
    m_learning = new QLabel(header);
    m_learning->setForegroundRole(QPalette::PlaceholderText);
    m_learning->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_learning->setWordWrap(true);
    column->addWidget(m_learning);
    return header;
}

QWidget *TrainPage::makeSettings()
{
    auto *area = new QScrollArea(this);
    area->setObjectName(QStringLiteral("train.settings"));
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(280);
    area->setAccessibleName(tr("Settings"));
    auto *inner = new QWidget(area);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(space::kPage, space::kSmall, space::kMedium, space::kPage);
    column->setSpacing(space::kTiny);
    m_form = new OptionForm(kHidden, kFirst, inner);
    QVBoxLayout &middle = m_form->middle();
    auto *datasetTitle = new QLabel(tr("Dataset"), inner);
    datasetTitle->setMinimumHeight(size::kRow);
    m_dataset = new ElidedLabel(Qt::ElideMiddle, inner);
    m_dataset->setAccessibleName(datasetTitle->text());
    middle.setSpacing(0);
    middle.addWidget(datasetTitle);
    middle.addWidget(m_dataset);
    middle.addSpacing(space::kTiny);
    const auto presets = [&](const QString &title, const QString &name, const auto &rows) {
        auto *label = new QLabel(title, inner);
        label->setMinimumHeight(size::kRow);
        auto *list = new QComboBox(inner);
        list->setObjectName(name);
        list->setAccessibleName(title);
        list->addItem(tr("As set below"));
        for (const auto &one : rows)
            list->addItem(tr(one.title));
        label->setBuddy(list);
        middle.addWidget(label);
        middle.addWidget(list);
        middle.addSpacing(space::kTiny);
        return list;
    };
    m_goal = presets(tr("Goal"), QStringLiteral("train.goal"), kGoals);
    m_memory = presets(tr("Memory of the device"), QStringLiteral("train.memory"), kMemories);
    for (QComboBox *list : {m_goal, m_memory})
        OptionForm::guardFromWheel(*list);
    connect(m_goal, &QComboBox::activated, this, &TrainPage::applyGoal);
    connect(m_memory, &QComboBox::activated, this, &TrainPage::applyMemory);
    column->addWidget(m_form, 1);
    auto *where = new QLabel(tr("Runs train"), inner);
    where->setMinimumHeight(size::kRow);
    m_where = new QComboBox(inner);
    m_where->setObjectName(QStringLiteral("train.where"));
    m_where->setAccessibleName(where->text());
    OptionForm::guardFromWheel(*m_where);
    m_where->addItem(tr("in a process of their own"));
    m_where->addItem(tr("in this window"));
    m_where->setItemData(0, tr("Training goes on when the window is closed, and a crash of either leaves the other alone."), Qt::ToolTipRole);
    m_where->setItemData(1, tr("Training is saved and stopped when the window closes."), Qt::ToolTipRole);
    where->setBuddy(m_where);
    column->addWidget(where);
    column->addWidget(m_where);
    connect(m_where, &QComboBox::activated, this, [this](int kind) { setHost(HostKind(kind)); });
    area->setWidget(inner);
    return area;
}

QToolButton *TrainPage::makePlotMenu(QWidget *parent)
{
    auto *made = new QToolButton(parent);
    made->setObjectName(QStringLiteral("train.plotMenu"));
    made->setIcon(icon(QStringLiteral("sliders")));
    made->setAutoRaise(true);
    made->setToolTip(tr("How the curves are drawn"));
    made->setAccessibleName(made->toolTip());
    auto *menu = new QMenu(made);
    popUp(*made, *menu);
    const auto add = [&](const char *name, const QString &words, auto &&set) {
        QAction *action = menu->addAction(words);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        connect(action, &QAction::toggled, this, set);
        connect(action, &QAction::triggered, this, &TrainPage::viewChanged);
        return action;
    };
    m_logarithmic = add("train.logarithmic", tr("Logarithmic"), [this](bool isOn) { m_plot->setLogarithmic(isOn); });
    m_outliers = add("train.outliers", tr("With outliers"), [this](bool isOn) { m_plot->setOutliersShown(isOn); });
    m_hours = add("train.hours", tr("Over hours instead of steps"), [this](bool isOn) {
        m_plot->setAcross(isOn ? LossPlot::Across::Hours : LossPlot::Across::Steps);
        m_comparison->refresh();
    });
    menu->addSeparator();
    menu->addAction(tr("Show all (double click)"), this, [this] { m_plot->fitAll(); });
    return made;
}

QWidget *TrainPage::makePlotBar(QWidget *parent)
{
    auto *bar = new QWidget(parent);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, 0);
    row->setSpacing(space::kSmall);
    m_legend = new QLabel(bar);
    m_legend->setFont(captionFont(font()));
    m_legend->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_legend->setWordWrap(true); // many runs take a second line
    row->addWidget(m_legend, 1);
    m_detail = new QComboBox(bar);
    m_detail->setObjectName(QStringLiteral("train.detail"));
    m_detail->setAccessibleName(tr("Another curve beside the loss"));
    m_detail->setToolTip(m_detail->accessibleName());
    m_detail->addItems({tr("Loss alone"), tr("with learning rate"), tr("with gradient norm"), tr("with speed"), tr("with memory")});
    row->addWidget(m_detail);
    connect(m_detail, &QComboBox::currentIndexChanged, this, [this](int chosen) { m_plot->setDetail(LossPlot::Detail(chosen)); });
    connect(m_detail, &QComboBox::activated, this, &TrainPage::viewChanged);
    row->addWidget(makePlotMenu(bar));
    const auto button = [&](const char *name, const char *iconName, const QString &tip, void (TrainPage::*action)()) {
        auto *made = new QToolButton(bar);
        made->setObjectName(QLatin1String(name));
        made->setIcon(icon(QLatin1String(iconName)));
        made->setAutoRaise(true);
        made->setToolTip(tip);
        made->setAccessibleName(tip);
        connect(made, &QToolButton::clicked, this, action);
        row->addWidget(made);
    };
    button("train.table", "list-ul", tr("The numbers as a table"), &TrainPage::showTable);
    button("train.saveCurves", "download", tr("Save the curves"), &TrainPage::exportCurves);
    connect(m_comparison, &RunComparison::changed, this, &TrainPage::showLegend);
    showLegend();
    return bar;
}

// Names in the colours and dashes of their curves; the cursor names each as well.
void TrainPage::showLegend()
{
    const ThemeColors &colors = themeColors(palette());
    const auto entry = [](const QColor &tint, Qt::PenStyle dash, const QString &words) {
        const QString sign = dash == Qt::SolidLine ? QStringLiteral("━━") : dash == Qt::DashLine ? QStringLiteral("╍╍") : dash == Qt::DotLine ? QStringLiteral("┅┅") : QStringLiteral("━┅");
        return QStringLiteral("<span style=\"color:%1\">%2</span> %3").arg(tint.name(), sign, words.toHtmlEscaped());
    };
    QStringList parts{entry(color(colors.chart[0]), Qt::SolidLine, tr("loss, gain (dashed: blank condition)")), entry(color(colors.chart[1]), Qt::SolidLine, tr("adherence"))};
    for (const QString &name : m_comparison->names())
        parts += entry(m_plot->colorOf(name), m_plot->dashOf(name), name);
    m_legend->setText(parts.join(QStringLiteral("&nbsp;&nbsp; ")));
}

QWidget *TrainPage::makeViews()
{
    m_right = new QStackedWidget(this);
    m_forecast = new ForecastPanel(m_right);
    connect(m_forecast, &ForecastPanel::mended, this, [this](const TrainOptions &options) { m_form->setOptions(options); });
    m_right->addWidget(m_forecast);
    m_views = new QSplitter(Qt::Vertical, m_right);
    m_right->addWidget(m_views);
    m_views->setChildrenCollapsible(false);
    auto *curves = new QWidget(m_views);
    auto *column = new QVBoxLayout(curves);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_plot = new LossPlot(curves);
    m_plot->setMinimumHeight(160);
    m_comparison = new RunComparison(*m_plot, this);
    m_adherence = new AdherenceMeter(this);
    connect(m_adherence, &AdherenceMeter::changed, this, [this] {
        m_plot->setAdherence(m_adherence->points());
        m_learning->setText(learningWords(m_watcher->history(), m_watcher->state(), m_adherence->points()));
        showNumbers();
    });
    connect(m_adherence, &AdherenceMeter::engineWanted, &m_services.engine, &EngineLink::load);
    connect(&m_services.engine, &EngineLink::changed, this, &TrainPage::updateMaps);
    column->addWidget(makePlotBar(curves));
    column->addWidget(m_plot, 1);
    m_pointed = new QLabel(curves);
    m_pointed->setFont(captionFont(font()));
    m_pointed->setForegroundRole(QPalette::PlaceholderText);
    m_pointed->setContentsMargins(space::kMedium, 0, space::kMedium, space::kTiny);
    m_pointed->setText(QStringLiteral(" "));
    m_pointed->setBackgroundRole(QPalette::Base); // of one piece with the curves
    m_pointed->setAutoFillBackground(true);
    column->addWidget(m_pointed);
    connect(m_plot, &LossPlot::pointed, this, [this](const QString &values) { m_pointed->setText(values.isEmpty() ? QStringLiteral(" ") : values); });
    m_views->addWidget(curves);
    m_wall = new ReviewWall(m_views);
    connect(m_wall, &ReviewWall::said, this, &TrainPage::messageShown);
    connect(m_wall, &ReviewWall::failed, this, [this](const Error &error) { m_errors->show(ErrorReport::from(error)); });
    m_views->addWidget(m_wall);
    m_views->setStretchFactor(0, 2);
    m_views->setStretchFactor(1, 3);
    m_views->setSizes({260, 400});
    return m_right;
}

} // namespace armature::ui
