#include "ui/preprocess/preprocess_page.h"

#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/busy_strip.h"
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/parameter_form.h"
#include "ui/preprocess/pose_editor.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/project.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace armature::ui {

namespace {

constexpr int kFormWidth = 320;

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
    column->addWidget(makePresets(left));
    m_chain = new ChainPanel(left);
    column->addWidget(m_chain, 1);
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
    connect(m_chain, &ChainPanel::changed, this, [this] {
        requestPreview();
        Q_EMIT viewChanged();
    });
    connect(m_chain, &ChainPanel::weightsWanted, this, [this](const QString &net) {
        showTab(Weights);
        m_weights->select(net.toStdString());
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
    m_previewStack = new QStackedWidget(m_stack);
    m_previewStack->addWidget(makePreview());
    m_poses = new PoseEditor(m_services.asker, m_previewStack);
    m_previewStack->addWidget(m_poses);
    m_batch = new BatchPanel(m_stack);
    m_weights = new WeightsPanel(m_services.asker, m_services.settings, m_stack);
    for (QWidget *tab : {static_cast<QWidget *>(m_previewStack), makeSheetTab(),
                         static_cast<QWidget *>(m_batch), static_cast<QWidget *>(m_weights)})
        m_stack->addWidget(tab);
    column->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_weights, &WeightsPanel::changed, this, [this] {
        keepInProject();
        requestPreview();
    });
    connect(m_poses, &PoseEditor::closeWanted, this, &PreprocessPage::closePoseEditor);
    connect(m_poses, &PoseEditor::saveWanted, this, &PreprocessPage::keepPose);
    connect(m_poses, &PoseEditor::foundWanted, this, &PreprocessPage::requestFound);
    connect(m_poses, &PoseEditor::messageShown, this, &PreprocessPage::messageShown);
    connect(m_poses, &PoseEditor::failed, this, [this](const QString &message) {
        m_errors->show({message, {}, {}, {}, {}});
    });
    return right;
}

QWidget *PreprocessPage::makeSheetTab()
{
    auto *tab = new QWidget(m_stack);
    auto *column = new QVBoxLayout(tab);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_sheet = new ContactSheet(tab);
    column->addWidget(m_sheet, 1);
    auto *foot = new QWidget(tab);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    auto *words =
        new QLabel(tr("Nine random pictures and their maps. Nothing is written. A click shows one large."));
    words->setForegroundRole(QPalette::PlaceholderText);
    line->addWidget(words);
    line->addStretch(1);
    m_sheetBusy = new BusyStrip(foot);
    line->addWidget(m_sheetBusy);
    foot->setFixedHeight(size::kToolBar);
    column->addWidget(foot);
    connect(m_sheetBusy, &BusyStrip::cancelWanted, m_sheeter, &MapWorker::cancel);
    connect(m_sheet, &ContactSheet::chosen, this, [this](const std::filesystem::path &file) {
        chooseFile(QString::fromStdString(file.lexically_relative(m_place.pictures).string()));
    });
    return tab;
}

QWidget *PreprocessPage::makePreview()
{
    auto *preview = new QWidget(m_previewStack);
    auto *column = new QVBoxLayout(preview);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_canvas = new PairCanvas(preview);
    column->addWidget(makePreviewBar());
    column->addWidget(m_canvas, 1);
    column->addWidget(makePreviewFoot());
    return preview;
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
    const struct
    {
        PairMode mode;
        const char *iconName;
        QString words;
    } modes[] = {{PairMode::Beside, "images", tr("Picture and map side by side")},
                 {PairMode::Picture, "image", tr("Only the picture")},
                 {PairMode::Map, "bounding-box", tr("Only the map")},
                 {PairMode::Overlay, "layers-half", tr("Map over the picture")},
                 {PairMode::Split, "layout-split", tr("Picture and map, split")},
                 {PairMode::Blink, "eye", tr("Picture and map in turn")}};
    for (const auto &one : modes) {
        QToolButton *made = button(one.iconName, one.words);
        made->setObjectName(QStringLiteral("preprocess.mode%1").arg(int(one.mode)));
        made->setCheckable(true);
        made->setChecked(one.mode == PairMode::Beside);
        m_modes->addButton(made, int(one.mode));
    }
    connect(m_modes, &QButtonGroup::idClicked, this, &PreprocessPage::setMode);
    m_opacity = new QSlider(Qt::Horizontal, bar);
    m_opacity->setObjectName(QStringLiteral("preprocess.opacity"));
    m_opacity->setAccessibleName(tr("How much of the map is seen over the picture"));
    m_opacity->setToolTip(m_opacity->accessibleName());
    m_opacity->setRange(0, 100);
    m_opacity->setValue(50);
    m_opacity->setFixedWidth(96);
    m_opacity->hide();
    line->addWidget(m_opacity);
    connect(m_opacity, &QSlider::valueChanged, this,
            [this](int percent) { m_canvas->setOpacity(percent / 100.0); });
    line->addSpacing(space::kSmall);
    m_asTrained = new QCheckBox(tr("At training size"), bar);
    m_asTrained->setObjectName(QStringLiteral("preprocess.asTrained"));
    m_asTrained->setToolTip(tr("Cut and resized as the trainer will, pixel for pixel"));
    m_trainingSize = new QSpinBox(bar);
    m_trainingSize->setObjectName(QStringLiteral("preprocess.trainingSize"));
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
    connect(m_trainingSize, &QSpinBox::valueChanged, this, [this](int pixels) {
        form()->setTrainingSize(pixels);
        if (m_asTrained->isChecked())
            requestPreview();
        Q_EMIT viewChanged();
    });
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

// What is to know of this picture's map, how far the network is, and the way to edit people.
QWidget *PreprocessPage::makePreviewFoot()
{
    auto *foot = new QWidget(this);
    foot->setFixedHeight(size::kToolBar);
    auto *line = new QHBoxLayout(foot);
    line->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    line->setSpacing(space::kSmall);
    m_noteIcon = new QLabel(foot);
    m_noteIcon->hide();
    line->addWidget(m_noteIcon);
    m_note = new ElidedLabel(Qt::ElideRight, foot);
    line->addWidget(m_note, 1);
    m_previewBusy = new BusyStrip(foot);
    line->addWidget(m_previewBusy);
    m_editPose = new QPushButton(icon(QStringLiteral("pencil")), tr("Edit people"), foot);
    m_editPose->setObjectName(QStringLiteral("preprocess.editPose"));
    m_editPose->setToolTip(tr("Move joints, add or remove people, take a pose from a file"));
    m_editPose->hide();
    line->addWidget(m_editPose);
    connect(m_editPose, &QPushButton::clicked, this, &PreprocessPage::editPose);
    connect(m_previewBusy, &BusyStrip::cancelWanted, m_previewer, &MapWorker::cancel);
    return foot;
}

void PreprocessPage::setMode(int mode)
{
    m_canvas->setMode(PairMode(mode));
    m_opacity->setVisible(PairMode(mode) == PairMode::Overlay);
}

ParameterForm *PreprocessPage::form() const { return m_chain->form(); }

void PreprocessPage::showTab(Tab tab) { m_tabs->setCurrentIndex(tab); }

QString PreprocessPage::annotator() const { return m_chain->annotator(); }

void PreprocessPage::setAnnotator(const QString &id) { m_chain->setAnnotator(id); }

QList<Command> PreprocessPage::commands()
{
    const auto hasPictures = [this] { return !m_pictures.empty() && !isRunning(); };
    return {{QStringLiteral("preprocess.run"), tr("Make all maps"), QStringLiteral("play-fill"),
             QKeySequence(), [this] { run(); }, hasPictures},
            {QStringLiteral("preprocess.sheet"), tr("Contact sheet of maps"), QStringLiteral("grid-3x3-gap"),
             QKeySequence(), [this] { makeSheet(); }, hasPictures},
            {QStringLiteral("preprocess.stop"), tr("Stop making maps"), QStringLiteral("stop-fill"),
             QKeySequence(), [this] { stop(); }, [this] { return isRunning(); }},
            {QStringLiteral("preprocess.editPose"), tr("Edit the people of this picture"),
             QStringLiteral("pencil"), QKeySequence(), [this] { editPose(); },
             [this] { return hasPoseStep() && !m_pictures.empty() && !isRunning() && !isEditing(); }}};
}

bool PreprocessPage::canClose(QString *whatGoesOn)
{
    if (isEditing()) {
        closePoseEditor();
        if (isEditing()) {
            if (whatGoesOn)
                whatGoesOn->clear();
            return false;
        }
    }
    if (isRunning() && whatGoesOn)
        *whatGoesOn = tr("a batch of maps, which can go on later");
    return !isRunning();
}

QJsonObject PreprocessPage::saveView() const
{
    const auto steps = QJsonDocument::fromJson(QByteArray::fromStdString(recipeToJson(recipe()).dump()));
    return {{QStringLiteral("recipe"), steps.object()},
            {QStringLiteral("step"), m_chain->step()},
            {QStringLiteral("picture"), m_current},
            {QStringLiteral("trainingSize"), m_trainingSize->value()}};
}

void PreprocessPage::restoreView(const QJsonObject &view)
{
    m_trainingSize->setValue(view[QStringLiteral("trainingSize")].toInt(512));
    const auto stored = QJsonDocument(view[QStringLiteral("recipe")].toObject()).toJson();
    const auto steps = recipeFromJson(nlohmann::json::parse(stored.toStdString(), nullptr, false), {});
    if (steps && !steps->steps.empty()) {
        m_chain->setRecipe(*steps);
        m_chain->select(view[QStringLiteral("step")].toInt());
    }
    m_current = std::max(0, view[QStringLiteral("picture")].toInt());
}

} // namespace armature::ui
