// What the page does: previews, sheets, batches, versions, and what of it a project remembers.
#include "core/config/annotator_nets.h"
#include "preprocess/picture_list.h"
#include "preprocess/registry.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/parameter_form.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QThreadPool>

#include <algorithm>
#include <random>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr size_t kSheetPictures = 9;

QString text(const std::string &words) { return QString::fromStdString(words); }

// Runs `work` on the pool and hands its result to `take` on the window's thread, if the page still is there.
template <typename Work, typename Take>
void inBackground(PreprocessPage *page, Work work, Take take)
{
    QThreadPool::globalInstance()->start([self = QPointer(page), work, take] {
        auto result = std::make_shared<decltype(work())>(work());
        QMetaObject::invokeMethod(qApp, [self, take, result] {
            if (self)
                take(std::move(*result));
        });
    });
}

} // namespace

void PreprocessPage::connectWorkers()
{
    connect(m_previewer, &MapWorker::made, this, [this](int, const MadeMap &made) { takePreview(made); });
    connect(m_previewer, &MapWorker::failed, this, &PreprocessPage::takeError);
    connect(m_previewer, &MapWorker::finished, this, &PreprocessPage::showState);
    connect(m_sheeter, &MapWorker::made, m_sheet, &ContactSheet::setMap);
    connect(m_sheeter, &MapWorker::failed, this, &PreprocessPage::takeError);
    connect(m_sheeter, &MapWorker::finished, this, &PreprocessPage::showState);
    connect(m_runner, &BatchRunner::progressed, this, [this](const BatchProgress &progress) {
        m_batch->setProgress(progress);
        if (m_job)
            m_job->setProgress(progress.finished(), progress.total);
    });
    connect(m_runner, &BatchRunner::fileLeft, m_batch, &BatchPanel::addFile);
    connect(m_runner, &BatchRunner::finished, this, [this](const BatchEnd &end) { takeEnd(end.summary); });
    connect(m_batch, &BatchPanel::pauseWanted, m_runner, &BatchRunner::setPaused);
    connect(m_batch, &BatchPanel::stopWanted, this, &PreprocessPage::stop);
    connect(m_batch, &BatchPanel::fileChosen, this, &PreprocessPage::chooseFile);
    connect(m_batch, &BatchPanel::versionChosen, this, &PreprocessPage::useVersion);
    connect(&m_services.engine, &EngineLink::changed, this, [this] {
        showState();
        const auto state = m_services.engine.state();
        const auto found = findAnnotator(annotator().toStdString());
        if (!found || (*found)->info().net.empty() || !isVisible())
            return;
        if (state == EngineLink::State::Ready)
            requestPreview();
        else if (state == EngineLink::State::Failed)
            takeError(m_services.engine.error());
    });
}

void PreprocessPage::openProject(Project &project)
{
    closeProject();
    m_project = &project;
    m_place = mapPlaceOf(project.pictures());
    readFromProject();
    listPictures();
    readVersions();
}

void PreprocessPage::closeProject()
{
    ++m_age;
    m_runner->stop();
    m_previewer->cancel();
    m_sheeter->cancel();
    m_project = nullptr;
    m_place = {};
    m_pictures.clear();
    m_canvas->showImages({}, {}, tr("There is no map."));
    m_name->setText({});
    m_note->clear();
    m_sheet->clear(0);
    m_batch->setVersions({});
    if (!isRunning())
        m_batch->reset();
    m_errors->clear();
    showState();
}

void PreprocessPage::listPictures()
{
    inBackground(
        this, [place = m_place] { return armature::listPictures(place.pictures, place.maps); },
        [this, age = m_age](Result<std::vector<std::string>> found) {
            if (age != m_age)
                return;
            if (found)
                m_pictures = std::move(*found);
            else
                m_errors->show(ErrorReport::from(found.error()));
            setPicture(m_current);
            showState();
            Q_EMIT picturesListed();
        });
}

void PreprocessPage::setPicture(int index)
{
    if (m_pictures.empty())
        return;
    m_current = std::clamp(index, 0, pictureCount() - 1);
    m_name->setText(tr("%1 of %2: %3")
                        .arg(m_current + 1)
                        .arg(pictureCount())
                        .arg(displayPath(fs::path(m_pictures[size_t(m_current)]))));
    requestPreview();
    Q_EMIT viewChanged();
}

void PreprocessPage::chooseFile(const QString &source)
{
    const auto found = std::ranges::find(m_pictures, source.toStdString());
    if (found == m_pictures.end())
        return;
    showTab(Preview);
    setPicture(int(found - m_pictures.begin()));
}

std::optional<Recipe> PreprocessPage::recipe() const
{
    const auto made = makeRecipe(annotator().toStdString(), m_form->values());
    return made ? std::optional(*made) : std::nullopt;
}

std::optional<MapMakerOptions> PreprocessPage::makerOptions()
{
    MapMakerOptions options;
    options.weights = m_weights->files();
    const auto found = findAnnotator(annotator().toStdString());
    if (!found || (*found)->info().net.empty())
        return options;
    const EngineLink &engine = m_services.engine;
    if (!engine.door()) {
        m_services.engine.load();
        return std::nullopt;
    }
    if (!m_openNetwork)
        m_openNetwork = sharedNetworks(engine.door()->openAnnotator);
    options.openNetwork = m_openNetwork;
    if (engine.info()->devices.size() > 1)
        options.device = engine.info()->devices[1].name;
    return options;
}

void PreprocessPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    requestPreview();
}

void PreprocessPage::requestPreview()
{
    if (m_pictures.empty() || !isVisible())
        return;
    const auto steps = recipe();
    const auto options = makerOptions();
    if (steps && options)
        m_previewer->request({*steps,
                              *options,
                              {m_place.pictures / m_pictures[size_t(m_current)]},
                              m_asTrained->isChecked() ? m_trainingSize->value() : 0});
    showState();
}

void PreprocessPage::takePreview(const MadeMap &made)
{
    if (m_isFailedByWeights) {
        m_errors->clear();
        m_isFailedByWeights = false;
    }
    const QString why = !made.error.isEmpty() ? made.error : made.nothing;
    m_canvas->showImages(made.picture, made.map, why.isEmpty() ? tr("There is no map.") : why);
    m_note->setText(!why.isEmpty() ? why : made.note);
    m_note->setVisible(!m_note->text().isEmpty() && why.size() < 60);
    Q_EMIT previewed();
}

void PreprocessPage::takeError(const Error &error)
{
    if (error.code == ErrorCode::Interrupted)
        return;
    const auto found = findAnnotator(annotator().toStdString());
    const std::string net = found ? (*found)->info().net : std::string();
    m_isFailedByWeights = !net.empty();
    m_canvas->showImages({}, {}, tr("There is no map."));
    m_errors->show(net.empty() ? ErrorReport::from(error)
                               : ErrorReport::from(error, tr("Weights"),
                                                   [this, net] {
                                                       showTab(Weights);
                                                       m_weights->select(net);
                                                   }),
                   error.code == ErrorCode::NotFound ? ErrorBar::Kind::Note : ErrorBar::Kind::Error);
    showState();
}

void PreprocessPage::showState()
{
    const auto found = findAnnotator(annotator().toStdString());
    const bool isLearned = found && !(*found)->info().net.empty();
    const bool canMake = !m_pictures.empty() && !isRunning() && (!isLearned || m_services.engine.door());
    m_run->setEnabled(canMake);
    m_sheetButton->setEnabled(canMake);
    m_existing->setEnabled(!isRunning());
    QString words;
    if (m_pictures.empty())
        words = m_project ? tr("There are no pictures in %1.").arg(displayPath(m_place.pictures))
                          : tr("Open a folder of pictures first.");
    else if (isLearned && m_services.engine.state() == EngineLink::State::Loading)
        words = tr("The engine is being loaded.");
    else if (isLearned && m_previewer->isBusy())
        words = tr("The network looks at the picture…");
    else
        words = tr("%1 and their maps in %2")
                    .arg(tr("%n pictures", nullptr, pictureCount()), displayName(m_place.maps));
    m_status->setText(words);
}

void PreprocessPage::makeSheet()
{
    const auto steps = recipe();
    const auto options = makerOptions();
    if (m_pictures.empty() || !steps || !options)
        return;
    std::vector<std::string> chosen;
    std::ranges::sample(m_pictures, std::back_inserter(chosen), kSheetPictures,
                        std::mt19937(std::random_device{}()));
    MapRequest request{*steps, *options, {}, 0};
    for (const std::string &name : chosen)
        request.files.push_back(m_place.pictures / name);
    m_sheet->clear(int(chosen.size()));
    showTab(Sheet);
    m_sheeter->request(std::move(request));
}

void PreprocessPage::run()
{
    const auto steps = recipe();
    const auto options = makerOptions();
    if (m_pictures.empty() || isRunning() || !steps || !options)
        return;
    const bool isAgain = m_existing->currentIndex() == 1;
    const Question question{
        tr("Make existing maps again?"),
        tr("Maps in %1 are replaced, also those that Armature did not make.").arg(displayPath(m_place.maps)),
        tr("Versions made with other settings are kept."),
        {tr("Make them again"), tr("Cancel")},
        true};
    if (isAgain && m_services.asker.ask(this, question) != 0)
        return;
    BatchRequest request;
    request.in = m_place.pictures;
    request.out = m_place.maps;
    request.existing = isAgain ? ExistingMaps::Replace : ExistingMaps::Keep;
    m_errors->clear();
    m_batch->begin(text(recipeText(*steps)));
    showTab(Batch);
    m_job = m_services.jobs.start(tr("Making maps"), CanCancel::Yes);
    connect(m_job, &Job::cancelRequested, this, &PreprocessPage::stop);
    m_runner->start(*steps, *options, request);
    showState();
}

void PreprocessPage::stop() { m_runner->stop(); }

void PreprocessPage::takeEnd(const Result<BatchSummary> &summary)
{
    if (m_job)
        m_job->finish();
    m_job = nullptr;
    m_batch->end(summary);
    if (!summary)
        takeError(summary.error());
    else if (summary->stoppedBy)
        m_errors->show(ErrorReport::from(*summary->stoppedBy));
    else if (!m_project)
        m_batch->reset(); // of a project that is closed
    readVersions();
    showState();
    Q_EMIT batchEnded();
}

void PreprocessPage::readVersions()
{
    if (!m_project)
        return;
    inBackground(
        this, [folder = m_place.maps] { return MapStore::open(folder); },
        [this, age = m_age](const Result<MapStore> &store) {
            if (age != m_age)
                return;
            if (store)
                m_batch->setVersions(store->versions());
            else
                m_errors->show(ErrorReport::from(store.error()));
        });
}

void PreprocessPage::useVersion(int number)
{
    if (!m_project || number <= 0)
        return;
    inBackground(
        this,
        [folder = m_place.maps, number]() -> Status {
            ARMATURE_TRY(auto store, MapStore::open(folder));
            return store.use(number);
        },
        [this, age = m_age](const Status &status) {
            if (age != m_age)
                return;
            if (!status)
                m_errors->show(ErrorReport::from(status.error()));
            readVersions();
            Q_EMIT versionUsed();
        });
}

void PreprocessPage::savePreset()
{
    const QString name = m_presets->currentText().trimmed();
    const auto steps = recipe();
    if (name.isEmpty() || !steps) {
        m_presets->setFocus();
        Q_EMIT messageShown(tr("Give the preset a name first."));
        return;
    }
    m_presetRecipes[name] =
        QJsonDocument::fromJson(QByteArray::fromStdString(recipeToJson(*steps).dump())).object();
    if (m_presets->findText(name) < 0)
        m_presets->addItem(name);
    keepInProject();
    Q_EMIT messageShown(tr("Preset “%1” is saved in the project.").arg(name));
}

void PreprocessPage::usePreset(const QString &name)
{
    const auto stored = QJsonDocument(m_presetRecipes[name].toObject()).toJson();
    const auto steps =
        recipeFromJson(nlohmann::json::parse(stored.toStdString(), nullptr, false), name.toStdString());
    if (!steps || steps->steps.empty()) {
        if (!steps)
            m_errors->show(ErrorReport::from(steps.error()));
        return;
    }
    setAnnotator(text(steps->steps.front().annotator));
    m_form->setValues(steps->steps.front().parameters);
}

void PreprocessPage::keepInProject()
{
    if (!m_project)
        return;
    QJsonObject weights;
    for (const auto &[net, files] : m_weights->files()) {
        QJsonArray list;
        for (const std::string &file : files)
            list.append(storedPath(file));
        weights[text(net)] = list;
    }
    QJsonObject section = m_project->section(QStringLiteral("preprocess"));
    section[QStringLiteral("presets")] = m_presetRecipes;
    section[QStringLiteral("weights")] = weights;
    m_project->setSection(QStringLiteral("preprocess"), section);
    Q_EMIT viewChanged(); // the window saves the project
}

void PreprocessPage::readFromProject()
{
    const QJsonObject section = m_project->section(QStringLiteral("preprocess"));
    m_presetRecipes = section[QStringLiteral("presets")].toObject();
    m_presets->clear();
    m_presets->addItems(m_presetRecipes.keys());
    m_presets->setCurrentIndex(-1);
    WeightFiles files;
    const QJsonObject weights = section[QStringLiteral("weights")].toObject();
    for (const QString &net : weights.keys())
        for (const auto &file : weights[net].toArray())
            files[net.toStdString()].push_back(pathFromStored(file.toString()).string());
    m_weights->setFiles(files);
}

} // namespace armature::ui
