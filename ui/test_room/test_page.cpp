#include "ui/test_room/test_page.h"

#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/test_room/export_dialog.h"
#include "ui/test_room/recall_zones.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/seen_panel.h"
#include "ui/test_room/training_hold.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QButtonGroup>
#include <QCursor>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kFormWidth = 320;

// Where pictures go while no project is open.
fs::path homelessFolder()
{
    return pathFromQt(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation)) / "test";
}

} // namespace

TestPage::TestPage(PageServices services, QWidget *parent)
    : Page(parent), m_services(services), m_runner(new TestRunner(this)),
      m_hold(new TrainingHold(services.asker, *m_runner, this)), m_maker(std::make_shared<ConditionMaker>()),
      m_folder(homelessFolder())
{
    setAcceptDrops(true);
    m_runner->setMaker(m_maker);
    m_errors = new ErrorBar(this);
    m_holdBar = new ErrorBar(this);
    auto *across = new QHBoxLayout;
    across->setSpacing(0);
    across->addWidget(makeLeft());
    across->addWidget(makeRight(), 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_holdBar);
    column->addWidget(m_errors);
    column->addLayout(across, 1);
    m_form->setMaker(m_maker);

    connect(m_form, &TestForm::changed, this, [this] {
        showState();
        showSeen();
        Q_EMIT viewChanged();
    });
    connect(m_form, &TestForm::conditionShown, this, [this] {
        showState();
        showSeen();
    });
    connect(m_seen, &SeenPanel::chosen, this,
            [this](int unit) { m_form->ensureWidgetVisible(m_form->boxes()[size_t(unit)]->well()); });
    connect(m_form, &TestForm::modelsChanged, this, &TestPage::openModels);
    connect(m_form, &TestForm::datasetWanted, this, &TestPage::pickFromDataset);
    connect(m_form, &TestForm::pickingWanted, this, &TestPage::pickByEye);
    connect(m_form, &TestForm::drawingWanted, this, &TestPage::draw);
    connect(m_strip, &ResultStrip::selectionChangedTo, this, &TestPage::showSelected);
    connect(m_strip, &ResultStrip::recallWanted, this,
            [this](const fs::path &file, int what) { recall(file, Recall(what)); });
    connect(m_strip, &ResultStrip::removeWanted, this, [this](const fs::path &file) {
        const Question question{tr("Delete this picture?"),
                                tr("%1 is removed from the disk.").arg(displayName(file)),
                                QString(),
                                {tr("Delete"), tr("Keep")},
                                true};
        std::error_code error;
        if (m_services.asker.ask(this, question) == 0 && fs::remove(file, error))
            m_strip->openFolder(m_folder);
    });
    connect(&m_services.engine, &EngineLink::changed, this, &TestPage::takeEngine);
    connect(m_zones, &RecallZones::dropped, this, &TestPage::recall);
    connect(m_hold, &TrainingHold::changed, this, &TestPage::showHold);
    connect(m_hold, &TrainingHold::failed, this,
            [this](const Error &error) { m_errors->show(ErrorReport::from(error)); });
    connectRunner();
    showState();
    showSeen();
}

TestPage::~TestPage() = default;

QWidget *TestPage::makeLeft()
{
    auto *left = new QWidget(this);
    left->setFixedWidth(kFormWidth);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_form = new TestForm(m_services.asker, left);
    column->addWidget(m_form, 1);
    auto *bottom = new QVBoxLayout;
    bottom->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kMedium);
    bottom->setSpacing(space::kSmall);
    m_status = new QLabel(left);
    m_status->setObjectName(QStringLiteral("test.status"));
    m_status->setWordWrap(true);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_generate = new QPushButton(icon(QStringLiteral("play-fill")), tr("Generate"), left);
    m_generate->setObjectName(QStringLiteral("test.generate"));
    makePrimary(m_generate);
    m_stop = new QPushButton(icon(QStringLiteral("stop-fill")), tr("Stop"), left);
    m_stop->setObjectName(QStringLiteral("test.stop"));
    m_queue = new QToolButton(left);
    m_queue->setObjectName(QStringLiteral("test.queue"));
    m_queue->setIcon(icon(QStringLiteral("list-ul")));
    m_queue->setToolTip(tr("What waits, to be taken out"));
    m_queue->setAccessibleName(tr("Queue"));
    m_queue->setPopupMode(QToolButton::InstantPopup);
    auto *queue = new QMenu(m_queue);
    m_queue->setMenu(queue);
    connect(queue, &QMenu::aboutToShow, this, [this, queue] { fillQueue(*queue); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_generate, 1);
    buttons->addWidget(m_queue);
    buttons->addWidget(m_stop);
    bottom->addWidget(m_status);
    bottom->addLayout(buttons);
    column->addLayout(bottom);
    connect(m_generate, &QPushButton::clicked, this, &TestPage::generate);
    connect(m_stop, &QPushButton::clicked, this, &TestPage::stop);
    return left;
}

QWidget *TestPage::makeRight()
{
    auto *right = new QWidget(this);
    auto *column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(space::kMedium, space::kTiny, space::kMedium, space::kTiny);
    bar->setSpacing(space::kTiny);
    m_modes = new QButtonGroup(this);
    m_stage = new CompareView(right);
    const std::pair<const char *, QString> modes[] = {
        {"file-earmark-image", tr("One picture")}, {"layout-split", tr("Compare with a slider")},
        {"images", tr("Compare side by side")},    {"eye", tr("Compare by blinking")},
        {"circle-half", tr("Difference of two")},  {"layers-half", tr("Condition over the picture")}};
    for (int mode = 0; mode < int(std::size(modes)); ++mode) {
        auto *button = new QToolButton(right);
        button->setIcon(icon(QLatin1String(modes[mode].first)));
        button->setToolTip(modes[mode].second);
        button->setAccessibleName(modes[mode].second);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setChecked(mode == 0);
        m_modes->addButton(button, mode);
        bar->addWidget(button);
    }
    connect(m_modes, &QButtonGroup::idClicked, this,
            [this](int mode) { m_stage->setMode(CompareMode(mode)); });
    m_facts = new ElidedLabel(Qt::ElideRight, right);
    m_facts->setRole(QPalette::PlaceholderText);
    bar->addSpacing(space::kSmall);
    bar->addWidget(m_facts, 1);
    const auto action = [&](const QString &text, const char *iconName, const char *name, auto slot) {
        auto *button = new QPushButton(icon(QLatin1String(iconName)), text, right);
        button->setObjectName(QLatin1String(name));
        bar->addWidget(button);
        connect(button, &QPushButton::clicked, this, slot);
    };
    auto *recall = new QToolButton(right);
    recall->setObjectName(QStringLiteral("test.recall"));
    recall->setIcon(icon(QStringLiteral("arrow-counterclockwise")));
    recall->setToolTip(tr("Recall the settings of a saved picture"));
    recall->setAccessibleName(recall->toolTip());
    recall->setAutoRaise(true);
    bar->addWidget(recall);
    connect(recall, &QToolButton::clicked, this, &TestPage::offerRecall);
    action(tr("Proof sheet"), "images", "test.proof", &TestPage::makeProof);
    action(tr("Grid…"), "grid-3x3-gap", "test.grid", &TestPage::offerGrid);
    action(tr("Export…"), "box-arrow-up-right", "test.export", &TestPage::offerExport);
    column->addLayout(bar);
    column->addWidget(m_stage, 1);
    m_strip = new ResultStrip(right);
    m_seen = new SeenPanel(right);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_seen);
    row->addWidget(m_strip, 1);
    column->addLayout(row);
    m_zones = new RecallZones(right);
    return right;
}

void TestPage::openProject(Project &project)
{
    closeProject();
    m_project = &project;
    m_pictures = project.pictures();
    m_folder = project.folder() / "test";
    m_form->setStartFolder(m_pictures);
    m_strip->openFolder(m_folder);
    if (isVisible())
        readSurroundings();
}

void TestPage::closeProject()
{
    stop();
    m_hold->letGo(true);
    m_project = nullptr;
    ++m_surroundings;
    ++m_shownAge;
    m_isDatasetRead = false;
    m_pictures.clear();
    m_pairs.clear();
    m_form->setHasDataset(false);
    m_form->setCheckpoints({});
    m_folder = homelessFolder();
    m_strip->openFolder({});
    m_stage->setPicture({}, {});
    m_stage->setOther({}, {});
    m_stage->setCondition({});
    m_errors->clear();
}

void TestPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_hold->setLeft(false);
    updateMaker(); // another room may have located weights
    readSurroundings();
    if (m_isModelsOpenWanted)
        openModels();
}

void TestPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    if (!event->spontaneous()) // another room, not a window put away
        m_hold->setLeft(true);
}

// On the condition wells a picture becomes a condition; over the stage it may bring back all or a part of its
// settings, anywhere else all.
void TestPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (draggedPng(event->mimeData()).empty())
        return;
    event->acceptProposedAction();
    m_zones->setGeometry(m_stage->geometry());
    m_zones->raise();
    m_zones->show();
}

void TestPage::dragLeaveEvent(QDragLeaveEvent *)
{
    if (!m_zones->geometry().contains(m_zones->parentWidget()->mapFromGlobal(QCursor::pos())))
        m_zones->hide();
}

void TestPage::dropEvent(QDropEvent *event)
{
    m_zones->hide();
    const fs::path file = draggedPng(event->mimeData());
    if (file.empty() || event->source() == m_strip) // put back where it came from
        return;
    event->acceptProposedAction();
    recall(file, Recall::All);
}

void TestPage::recall(const fs::path &png, Recall what)
{
    const auto settings = settingsOf(png);
    if (!settings) {
        m_errors->show(ErrorReport::from(settings.error()), ErrorBar::Kind::Note);
        return;
    }
    m_errors->clear();
    m_form->recall(*settings, what);
    Q_EMIT messageShown(tr("Recalled from %1").arg(displayName(png)));
}

void TestPage::offerRecall()
{
    if (const auto chosen = m_services.asker.openFile(this, tr("A picture whose settings to recall"),
                                                      displayPath(m_folder), tr("PNG pictures (*.png)")))
        recall(pathFromQt(*chosen), Recall::All);
}

AxisOffers TestPage::gridOffers() const
{
    constexpr size_t kMostOffered = 30;
    AxisOffers offers{{Axis::Scheduler, TestForm::schedulers()}};
    for (const CheckpointChoice &choice : m_form->bases())
        offers[Axis::Base].emplace_back(choice.title, displayPath(choice.path));
    for (const CheckpointChoice &choice : m_form->checkpoints())
        offers[Axis::ControlNet].emplace_back(choice.title, displayPath(choice.path));
    for (const DatasetPair &pair : m_pairs)
        if (offers[Axis::Condition].size() < kMostOffered)
            offers[Axis::Condition].emplace_back(displayName(pair.condition), displayPath(pair.condition));
    return offers;
}

void TestPage::offerGrid()
{
    GridDialog dialog(gridOffers(), this);
    if (dialog.exec() == QDialog::Accepted)
        makeGrid(dialog.across(), dialog.down());
}

void TestPage::offerExport()
{
    std::vector<fs::path> nets;
    for (const ControlSettings &control : m_form->settings().controls)
        if (!control.net.empty() && std::ranges::count(nets, control.net) == 0)
            nets.push_back(control.net);
    if (nets.empty()) {
        m_errors->show({tr("Choose the ControlNet to export first."), {}, {}, {}, {}}, ErrorBar::Kind::Note);
        return;
    }
    if (nets.size() == 1)
        return exportNet(nets.front());
    QMenu menu(this);
    for (const fs::path &net : nets)
        menu.addAction(displayPath(net), this, [this, net] { exportNet(net); });
    menu.exec(QCursor::pos());
}

void TestPage::exportNet(const fs::path &net)
{
    ExportDialog dialog(m_services.asker, net,
                        m_pictures.empty() ? net.parent_path() : m_pictures.parent_path(), this);
    std::vector<fs::path> samples = m_strip->selected();
    for (int row = 0; row < m_strip->count(); ++row) {
        if (const fs::path file = m_strip->file(row); std::ranges::count(samples, file) == 0)
            samples.push_back(file);
    }
    // "model" says little: its folder's name goes before.
    const fs::path base = m_form->settings().base;
    const QString name = displayName(base) == QLatin1String("model")
                             ? displayName(base.parent_path()) + QLatin1Char('/') + displayName(base)
                             : displayName(base);
    dialog.setCardFacts(name, samples, m_maker);
    dialog.exec();
}

QList<Command> TestPage::commands()
{
    return {{QStringLiteral("test.export"),
             tr("Export the ControlNet"),
             QStringLiteral("box-arrow-up-right"),
             QKeySequence(),
             [this] { offerExport(); },
             {}},
            {QStringLiteral("test.generate"),
             tr("Generate"),
             QStringLiteral("play-fill"),
             QKeySequence(Qt::CTRL | Qt::Key_Return),
             [this] { generate(); },
             {}},
            {QStringLiteral("test.stop"), tr("Stop generating"), QStringLiteral("stop-fill"), QKeySequence(),
             [this] { stop(); }, [this] { return m_runner->isBusy(); }},
            {QStringLiteral("test.proof"),
             tr("Make a proof sheet"),
             QStringLiteral("images"),
             QKeySequence(),
             [this] { makeProof(); },
             {}},
            {QStringLiteral("test.grid"),
             tr("Make a grid over two settings"),
             QStringLiteral("grid-3x3-gap"),
             QKeySequence(),
             [this] { offerGrid(); },
             {}}};
}

bool TestPage::canClose(QString *whatGoesOn)
{
    if (m_runner->isBusy() && whatGoesOn)
        *whatGoesOn = tr("a picture");
    return !m_runner->isBusy();
}

QJsonObject TestPage::saveView() const { return {{QStringLiteral("settings"), toJson(m_form->settings())}}; }

void TestPage::restoreView(const QJsonObject &view)
{
    const QJsonObject stored = view[QStringLiteral("settings")].toObject();
    if (!stored.isEmpty())
        m_form->setSettings(settingsFrom(stored));
}

} // namespace armature::ui
