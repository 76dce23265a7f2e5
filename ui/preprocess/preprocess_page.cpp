#include "ui/preprocess/preprocess_page.h"

#include "preprocess/registry.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/parameter_form.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/project.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"

#include <QAbstractItemView>
#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kFormWidth = 320;

QString text(const std::string &words) { return QString::fromStdString(words); }

} // namespace

PreprocessPage::PreprocessPage(PageServices services, QWidget *parent)
    : Page(parent), m_services(services), m_previewer(new MapWorker(this)), m_sheeter(new MapWorker(this)),
      m_runner(new BatchRunner(this)), m_errors(new ErrorBar(this))
{
    auto *across = new QHBoxLayout;
    across->setSpacing(0);
    across->addWidget(makeLeft());
    across->addWidget(makeRight(), 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_errors);
    column->addLayout(across, 1);
    connectWorkers();
    showAnnotator();
    showState();
}

PreprocessPage::~PreprocessPage()
{
    // Ended while there still is a page, and unheard: they would tell it what it can no longer show.
    for (QObject *worker : {static_cast<QObject *>(m_previewer), static_cast<QObject *>(m_sheeter),
                            static_cast<QObject *>(m_runner)}) {
        worker->disconnect(this);
        delete worker;
    }
}

QWidget *PreprocessPage::makeLeft()
{
    auto *left = new QWidget(this);
    left->setFixedWidth(kFormWidth);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
    column->setSpacing(space::kSmall);
    m_annotators = new QComboBox(left);
    m_annotators->setObjectName(QStringLiteral("preprocess.annotator"));
    m_annotators->setAccessibleName(tr("Kind of map"));
    std::optional<AnnotatorGroup> group;
    for (const Annotator *one : annotators()) {
        if (one->info().group == AnnotatorGroup::Step)
            continue; // makes sense only within a chain
        if (group && *group != one->info().group)
            m_annotators->insertSeparator(m_annotators->count());
        group = one->info().group;
        m_annotators->addItem(text(one->info().title), text(one->info().id));
    }
    m_annotators->setMaxVisibleItems(24);
    m_annotators->view()->setAccessibleName(m_annotators->accessibleName());
    column->addWidget(m_annotators);
    m_help = new QLabel(left);
    m_help->setWordWrap(true);
    m_help->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_help);

    auto *presets = new QHBoxLayout;
    presets->setSpacing(space::kTiny);
    m_presets = new QComboBox(left);
    m_presets->setObjectName(QStringLiteral("preprocess.presets"));
    m_presets->setAccessibleName(tr("Presets of this project"));
    m_presets->setEditable(true);
    m_presets->lineEdit()->setAccessibleName(m_presets->accessibleName());
    m_presets->view()->setAccessibleName(m_presets->accessibleName());
    m_presets->setInsertPolicy(QComboBox::NoInsert);
    m_presets->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_presets->setCurrentIndex(-1);
    m_presets->lineEdit()->setPlaceholderText(tr("Preset name"));
    auto *save = new QPushButton(tr("Save preset"), left);
    save->setObjectName(QStringLiteral("preprocess.savePreset"));
    presets->addWidget(m_presets, 1);
    presets->addWidget(save);
    column->addLayout(presets);
    connect(save, &QPushButton::clicked, this, &PreprocessPage::savePreset);
    connect(m_presets, &QComboBox::activated, this, [this] { usePreset(m_presets->currentText()); });

    m_form = new ParameterForm;
    auto *inside = new QWidget;
    auto *insideColumn = new QVBoxLayout(inside);
    insideColumn->setContentsMargins(0, space::kSmall, space::kSmall, 0);
    insideColumn->addWidget(m_form);
    insideColumn->addStretch(1);
    auto *scroll = new QScrollArea(left);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Settings of the map"));
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(inside);
    column->addWidget(scroll, 1);

    m_existing = new QComboBox(left);
    m_existing->setObjectName(QStringLiteral("preprocess.existing"));
    m_existing->setAccessibleName(tr("Maps that exist"));
    m_existing->addItems({tr("Keep maps that exist"), tr("Make existing maps again")});
    column->addWidget(m_existing);
    m_status = new QLabel(left);
    m_status->setWordWrap(true);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_status);
    m_sheetButton = new QPushButton(icon(QStringLiteral("grid-3x3-gap")), tr("Contact sheet"), left);
    m_sheetButton->setObjectName(QStringLiteral("preprocess.sheet"));
    m_sheetButton->setToolTip(tr("Nine random pictures, before the folder is run"));
    m_run = new QPushButton(icon(QStringLiteral("play-fill")), tr("Make all maps"), left);
    m_run->setObjectName(QStringLiteral("preprocess.run"));
    makePrimary(m_run);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_sheetButton);
    buttons->addWidget(m_run, 1);
    column->addLayout(buttons);
    connect(m_sheetButton, &QPushButton::clicked, this, &PreprocessPage::makeSheet);
    connect(m_run, &QPushButton::clicked, this, &PreprocessPage::run);
    connect(m_annotators, &QComboBox::currentIndexChanged, this, &PreprocessPage::showAnnotator);
    connect(m_form, &ParameterForm::changed, this, [this] {
        requestPreview();
        Q_EMIT viewChanged();
    });
    return left;
}

QWidget *PreprocessPage::makeRight()
{
    auto *right = new QWidget(this);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_tabs = new QTabBar(right);
    m_tabs->setObjectName(QStringLiteral("preprocess.tabs"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (const QString &title : {tr("Preview"), tr("Contact sheet"), tr("Batch"), tr("Weights")})
        m_tabs->addTab(title);
    column->addWidget(m_tabs);
    m_stack = new QStackedWidget(right);
    auto *preview = new QWidget(m_stack);
    auto *previewColumn = new QVBoxLayout(preview);
    previewColumn->setContentsMargins(0, 0, 0, 0);
    previewColumn->setSpacing(0);
    m_canvas = new PairCanvas(preview);
    previewColumn->addWidget(makePreviewBar());
    previewColumn->addWidget(m_canvas, 1);
    m_sheet = new ContactSheet(m_stack);
    m_batch = new BatchPanel(m_stack);
    m_weights = new WeightsPanel(m_services.asker, m_stack);
    for (QWidget *tab : {preview, static_cast<QWidget *>(m_sheet), static_cast<QWidget *>(m_batch),
                         static_cast<QWidget *>(m_weights)})
        m_stack->addWidget(tab);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_weights, &WeightsPanel::changed, this, [this] {
        keepInProject();
        requestPreview();
    });
    return right;
}

QWidget *PreprocessPage::makePreviewBar()
{
    auto *bar = new QWidget(this);
    auto *line = new QHBoxLayout(bar);
    line->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    line->setSpacing(space::kTiny);
    m_modes = new QButtonGroup(this);
    const auto button = [&](const char *iconName, const QString &words) {
        auto *made = new QToolButton(bar);
        made->setIcon(icon(QLatin1String(iconName)));
        made->setToolTip(words);
        made->setAccessibleName(words);
        made->setAutoRaise(true);
        line->addWidget(made);
        return made;
    };
    const std::pair<const char *, QString> modes[] = {{"images", tr("Picture and map side by side")},
                                                      {"layers-half", tr("Map over the picture")},
                                                      {"layout-split", tr("Picture and map, split")},
                                                      {"eye", tr("Picture and map in turn")}};
    for (int mode = 0; mode < int(std::size(modes)); ++mode) {
        QToolButton *made = button(modes[mode].first, modes[mode].second);
        made->setCheckable(true);
        made->setChecked(mode == 0);
        m_modes->addButton(made, mode);
    }
    connect(m_modes, &QButtonGroup::idClicked, this, [this](int mode) { m_canvas->setMode(PairMode(mode)); });
    line->addSpacing(space::kSmall);
    m_asTrained = new QCheckBox(tr("At training size"), bar);
    m_asTrained->setObjectName(QStringLiteral("preprocess.asTrained"));
    m_asTrained->setToolTip(tr("Cut and resized as the trainer will, pixel for pixel"));
    m_trainingSize = new QSpinBox(bar);
    m_trainingSize->setAccessibleName(tr("Training size"));
    m_trainingSize->findChild<QLineEdit *>()->setAccessibleName(m_trainingSize->accessibleName());
    m_trainingSize->setRange(64, 2048);
    m_trainingSize->setSingleStep(64);
    m_trainingSize->setValue(512);
    m_trainingSize->setSuffix(tr(" px"));
    line->addWidget(m_asTrained);
    line->addWidget(m_trainingSize);
    connect(m_asTrained, &QCheckBox::toggled, this, [this](bool isOn) {
        isOn ? m_canvas->setZoom(1 / m_canvas->devicePixelRatioF()) : m_canvas->fit();
        requestPreview();
    });
    connect(m_trainingSize, &QSpinBox::valueChanged, this, &PreprocessPage::requestPreview);
    m_note = new QLabel(bar);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    line->addWidget(m_note);
    m_name = new ElidedLabel(Qt::ElideMiddle, bar);
    m_name->setRole(QPalette::PlaceholderText);
    line->addSpacing(space::kSmall);
    line->addWidget(m_name, 1);
    connect(button("chevron-left", tr("Previous picture")), &QToolButton::clicked, this,
            [this] { setPicture(m_current - 1); });
    connect(button("chevron-right", tr("Next picture")), &QToolButton::clicked, this,
            [this] { setPicture(m_current + 1); });
    return bar;
}

void PreprocessPage::showTab(Tab tab) { m_tabs->setCurrentIndex(tab); }

QString PreprocessPage::annotator() const { return m_annotators->currentData().toString(); }

void PreprocessPage::setAnnotator(const QString &id)
{
    const int row = m_annotators->findData(id);
    if (row >= 0)
        m_annotators->setCurrentIndex(row);
}

void PreprocessPage::showAnnotator()
{
    const auto found = findAnnotator(annotator().toStdString());
    if (!found)
        return;
    m_help->setText(text((*found)->info().help));
    m_form->setSchema((*found)->info().parameters);
}

QList<Command> PreprocessPage::commands()
{
    const auto hasPictures = [this] { return !m_pictures.empty() && !isRunning(); };
    return {{QStringLiteral("preprocess.run"), tr("Make all maps"), QStringLiteral("play-fill"),
             QKeySequence(), [this] { run(); }, hasPictures},
            {QStringLiteral("preprocess.sheet"), tr("Contact sheet of maps"), QStringLiteral("grid-3x3-gap"),
             QKeySequence(), [this] { makeSheet(); }, hasPictures},
            {QStringLiteral("preprocess.stop"), tr("Stop making maps"), QStringLiteral("stop-fill"),
             QKeySequence(), [this] { stop(); }, [this] { return isRunning(); }}};
}

bool PreprocessPage::canClose(QString *whatGoesOn)
{
    if (isRunning() && whatGoesOn)
        *whatGoesOn = tr("a batch of maps, which can go on later");
    return !isRunning();
}

QJsonObject PreprocessPage::saveView() const
{
    const auto values = QJsonDocument::fromJson(QByteArray::fromStdString(m_form->values().dump()));
    return {{QStringLiteral("annotator"), annotator()},
            {QStringLiteral("parameters"), values.object()},
            {QStringLiteral("picture"), m_current},
            {QStringLiteral("trainingSize"), m_trainingSize->value()}};
}

void PreprocessPage::restoreView(const QJsonObject &view)
{
    setAnnotator(view[QStringLiteral("annotator")].toString());
    const auto stored = QJsonDocument(view[QStringLiteral("parameters")].toObject()).toJson();
    m_form->setValues(nlohmann::json::parse(stored.toStdString(), nullptr, false));
    m_current = std::max(0, view[QStringLiteral("picture")].toInt());
    m_trainingSize->setValue(view[QStringLiteral("trainingSize")].toInt(512));
}

} // namespace armature::ui
