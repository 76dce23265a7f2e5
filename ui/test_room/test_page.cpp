#include "ui/test_room/test_page.h"

#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/test_room/export_dialog.h"
#include "ui/test_room/grid_dialog.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/surroundings.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QButtonGroup>
#include <QCoreApplication>
#include <QDragEnterEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPointer>
#include <QPushButton>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QThreadPool>
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
    : Page(parent), m_services(services), m_runner(new TestRunner(this)), m_folder(homelessFolder())
{
    setAcceptDrops(true);
    m_errors = new ErrorBar(this);
    auto *across = new QHBoxLayout;
    across->setSpacing(0);
    across->addWidget(makeLeft());
    across->addWidget(makeRight(), 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_errors);
    column->addLayout(across, 1);

    connect(m_form, &TestForm::changed, this, [this] {
        showState();
        Q_EMIT viewChanged();
    });
    connect(m_form, &TestForm::conditionShown, this, &TestPage::showState);
    connect(m_form, &TestForm::modelsChanged, this, &TestPage::openModels);
    connect(m_form, &TestForm::datasetWanted, this, &TestPage::pickFromDataset);
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
    connectRunner();
    showState();
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
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_generate, 1);
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
    column->addWidget(m_strip);
    return right;
}

void TestPage::openProject(Project &project)
{
    closeProject();
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

// What lies around: pairs to take conditions from, runs whose checkpoints can be tried.
void TestPage::readSurroundings()
{
    if (m_isDatasetRead || m_pictures.empty())
        return;
    m_isDatasetRead = true;
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), age = m_surroundings, pictures = m_pictures] {
            const auto found = std::make_shared<const Surroundings>(lookAround(pictures));
            QMetaObject::invokeMethod(qApp, [self, age, found] {
                if (!self || self->m_surroundings != age)
                    return;
                for (const auto &[condition, caption] : found->pairs)
                    self->m_pairs.push_back({condition, caption});
                self->m_form->setHasDataset(!self->m_pairs.empty());
                self->m_form->setCheckpoints(found->checkpoints);
                const TestSettings now = self->m_form->settings();
                if (now.base.empty() && !found->base.empty())
                    self->m_form->setBase(found->base);
                if (!self->m_form->boxes().empty() && !found->checkpoints.empty() &&
                    now.controls.front().net.empty())
                    self->m_form->boxes().front()->setNet(found->checkpoints.front().path);
                if (!self->m_form->boxes().empty() && now.controls.front().condition.empty() &&
                    !self->m_pairs.empty())
                    self->pickFromDataset(self->m_form->boxes().front());
            });
        });
}

void TestPage::pickFromDataset(ControlBox *box)
{
    if (m_pairs.empty())
        return;
    const auto &pair = m_pairs[QRandomGenerator::global()->bounded(quint32(m_pairs.size()))];
    const bool isPromptOurs =
        m_form->prompt().isEmpty() || std::ranges::any_of(m_pairs, [this](const DatasetPair &one) {
            return one.caption == m_form->prompt();
        });
    if (isPromptOurs)
        m_form->setPrompt(pair.caption);
    box->setCondition(pair.condition);
}

void TestPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    readSurroundings();
    if (m_isModelsOpenWanted)
        openModels();
}

void TestPage::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && pathFromUrl(urls.first()).extension() == ".png")
        event->acceptProposedAction();
}

// On the condition wells a picture becomes a condition; anywhere else its settings come back.
void TestPage::dropEvent(QDropEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty())
        return;
    event->acceptProposedAction();
    recall(pathFromUrl(urls.first()), Recall::All);
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

void TestPage::offerGrid()
{
    constexpr size_t kMostOffered = 30;
    AxisOffers offers{{Axis::Scheduler, TestForm::schedulers()}};
    for (const CheckpointChoice &choice : m_form->checkpoints())
        offers[Axis::ControlNet].emplace_back(choice.title, displayPath(choice.path));
    for (const DatasetPair &pair : m_pairs)
        if (offers[Axis::Condition].size() < kMostOffered)
            offers[Axis::Condition].emplace_back(displayName(pair.condition), displayPath(pair.condition));
    GridDialog dialog(std::move(offers), this);
    if (dialog.exec() == QDialog::Accepted)
        makeGrid(dialog.across(), dialog.down());
}

void TestPage::offerExport()
{
    const auto &boxes = m_form->boxes();
    const fs::path net = boxes.empty() ? fs::path() : boxes.front()->settings().net;
    if (net.empty()) {
        m_errors->show({tr("Choose the ControlNet to export first."), {}, {}, {}, {}}, ErrorBar::Kind::Note);
        return;
    }
    ExportDialog dialog(m_services.asker, net,
                        m_pictures.empty() ? net.parent_path() : m_pictures.parent_path(), this);
    std::vector<fs::path> samples = m_strip->selected();
    for (int row = 0; row < m_strip->count(); ++row) {
        if (const fs::path file = m_strip->file(row); std::ranges::count(samples, file) == 0)
            samples.push_back(file);
    }
    dialog.setCardFacts(displayName(m_form->settings().base), samples);
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
