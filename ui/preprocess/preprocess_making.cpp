// What the page does: previews, sheets, batches, versions, and what of it a project remembers.
#include "preprocess/picture_list.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/busy_strip.h"
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/in_background.h"
#include "ui/preprocess/pose_editor.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/engine_labels.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>

#include <algorithm>
#include <map>
#include <random>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr size_t kSheetPictures = 9;

// What a folder of maps tells: its versions, and which pictures have no map in the one in use.
struct Known
{
    std::vector<MapVersion> versions;
    std::map<std::string, std::string> withoutMap; // why
};

} // namespace

void PreprocessPage::connectWorkers()
{
    connect(m_previewer, &MapWorker::made, this, [this](int, const MadeMap &made) { takePreview(made); });
    connect(m_previewer, &MapWorker::failed, this, &PreprocessPage::takeError);
    connect(m_previewer, &MapWorker::finished, this, [this] {
        m_previewBusy->stop();
        showState();
    });
    connect(m_sheeter, &MapWorker::made, this, [this](int index, const MadeMap &map) {
        m_sheet->setMap(index, map);
        m_sheetBusy->setDone(m_sheet->madeCount());
    });
    connect(m_sheeter, &MapWorker::failed, this, &PreprocessPage::takeError);
    connect(m_sheeter, &MapWorker::finished, this, [this] {
        m_sheetBusy->stop();
        m_sheet->finish();
        showState();
    });
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
        if (m_chain->nets().isEmpty() || !isVisible())
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
    m_place = {project.pictures(), {}}; // until its folders are known
    readFromProject();
    listPictures();
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
    m_wanted = Wanted::Nothing;
    m_previewStack->setCurrentIndex(0);
    m_shown = {};
    m_canvas->showImages({}, {}, tr("There is no map."));
    m_name->setText({});
    showNote({});
    m_sheet->clear(0);
    m_batch->setVersions({});
    if (!isRunning())
        m_batch->reset();
    m_errors->clear();
    showState();
}

void PreprocessPage::listPictures()
{
    struct Found
    {
        MapPlace place;
        Result<std::vector<std::string>> pictures;
    };
    inBackground(
        this,
        [root = m_project->pictures()] {
            const MapPlace place = mapPlaceOf(root);
            return Found{place, armature::listPictures(place.pictures, place.maps)};
        },
        [this, age = m_age](Found found) {
            if (age != m_age)
                return;
            m_place = found.place;
            if (found.pictures)
                m_pictures = std::move(*found.pictures);
            else
                m_errors->show(ErrorReport::from(found.pictures.error()));
            readVersions();
            setPicture(m_current);
            showState();
            Q_EMIT picturesListed();
        });
}

void PreprocessPage::setPicture(int index)
{
    closePoseEditor();
    if (m_pictures.empty() || isEditing())
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

Recipe PreprocessPage::recipe() const { return m_chain->recipe(); }

std::optional<MapMakerOptions> PreprocessPage::makerOptions()
{
    MapMakerOptions options;
    options.weights = m_weights->files();
    options.allowForeign = m_weights->allowedForeign();
    if (m_chain->nets().isEmpty())
        return options;
    EngineLink &engine = m_services.engine;
    if (!hasNetworks()) {
        engine.load();
        return std::nullopt;
    }
    if (!m_openNetwork)
        m_openNetwork = sharedNetworks(engine.door()->openAnnotator);
    options.openNetwork = m_openNetwork;
    if (engine.info() && engine.info()->devices.size() > 1)
        options.device = engine.info()->devices[1].name;
    return options;
}

bool PreprocessPage::hasNetworks() const { return m_openNetwork || m_services.engine.door(); }

void PreprocessPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    requestPreview();
}

MapRequest PreprocessPage::previewRequest(const MapMakerOptions &options) const
{
    MapRequest request;
    request.recipe = recipe();
    request.options = options;
    request.files = {m_place.pictures / m_pictures[size_t(m_current)]};
    request.trainingSize = m_asTrained->isChecked() ? m_trainingSize->value() : 0;
    request.maps = m_place.maps;
    request.sources = {m_pictures[size_t(m_current)]};
    return request;
}

void PreprocessPage::requestPreview()
{
    if (m_pictures.empty() || !isVisible())
        return;
    if (const auto options = makerOptions()) {
        m_previewBusy->start(m_chain->nets().isEmpty() ? tr("The map is being made…")
                                                       : tr("The network looks at the picture…"));
        m_previewer->request(previewRequest(*options));
    }
    showState();
}

void PreprocessPage::takePreview(const MadeMap &made)
{
    if (m_isFailedByWeights) {
        m_errors->clear();
        m_isFailedByWeights = false;
    }
    const Wanted wanted = std::exchange(m_wanted, Wanted::Nothing);
    if (wanted == Wanted::Found) {
        m_poses->setBusy(false);
        if (isEditing() && made.pose && made.error.isEmpty())
            m_poses->takeFound(*made.pose);
        else if (!made.error.isEmpty())
            m_errors->show({made.error, {}, {}, {}, {}});
        return;
    }
    m_shown = made;
    const QString why = !made.error.isEmpty() ? made.error : noMapText(made.nothing);
    m_canvas->showImages(made.picture, made.map, why.isEmpty() ? tr("There is no map.") : why);
    showNote(made);
    if (wanted == Wanted::Editor)
        openPoseEditor();
    Q_EMIT previewed();
}

QString PreprocessPage::noMapText(const QString &nothing)
{
    if (nothing == QLatin1String("no person found"))
        return tr("No person found");
    return inLabels(nothing.toStdString());
}

// Nobody on a picture is a state of it, told in words and a colour.
void PreprocessPage::showNote(const MadeMap &made)
{
    QString words, iconName;
    QRgb ThemeColors::*tone = &ThemeColors::info;
    if (!made.error.isEmpty()) {
        words = made.error;
        iconName = QStringLiteral("x-circle");
        tone = &ThemeColors::bad;
    } else if (!made.nothing.isEmpty()) {
        words = tr("%1: this picture gets no map and is left out of training.").arg(noMapText(made.nothing));
        if (made.isEdited)
            words += QLatin1Char(' ') + tr("Somebody said so by hand.");
        iconName = QStringLiteral("dash-circle");
        tone = &ThemeColors::warn;
    } else if (made.isEdited) {
        words = tr("These people were edited by hand; no batch makes this map again.");
        iconName = QStringLiteral("pencil");
    } else if (!made.note.isEmpty()) {
        words = made.note == QLatin1String("no edges") ? tr("No edges: the map is black.") : inLabels(made.note.toStdString());
        iconName = QStringLiteral("exclamation-triangle");
        tone = &ThemeColors::warn;
    }
    m_note->setText(words);
    m_noteIcon->setVisible(!iconName.isEmpty());
    if (!iconName.isEmpty())
        m_noteIcon->setPixmap(icon(iconName, tone).pixmap(size::kIcon, size::kIcon));
}

void PreprocessPage::takeError(const Error &error)
{
    if (error.code == ErrorCode::Interrupted)
        return;
    m_poses->setBusy(false);
    m_wanted = Wanted::Nothing;
    const QStringList nets = m_chain->nets();
    m_isFailedByWeights = !nets.isEmpty();
    m_shown = {};
    m_canvas->showImages({}, {}, tr("There is no map."));
    showNote({});
    m_errors->show(nets.isEmpty() ? ErrorReport::from(error)
                                  : ErrorReport::from(error, tr("Weights"),
                                                      [this, net = nets.front()] {
                                                          showTab(Weights);
                                                          m_weights->select(net.toStdString());
                                                      }),
                   error.code == ErrorCode::NotFound ? ErrorBar::Kind::Note : ErrorBar::Kind::Error);
    showState();
}

void PreprocessPage::showState()
{
    const bool isLearned = !m_chain->nets().isEmpty();
    const bool canMake = !m_pictures.empty() && !isRunning() && !isEditing() && (!isLearned || hasNetworks());
    m_run->setEnabled(canMake);
    m_sheetButton->setEnabled(canMake);
    m_existing->setEnabled(!isRunning());
    m_chain->setEnabled(!isEditing());
    m_presets->parentWidget()->setEnabled(!isEditing());
    m_editPose->setVisible(hasPoseStep());
    m_editPose->setEnabled(m_shown.pose.has_value() && !m_previewer->isBusy() && !isRunning());
    QString words;
    if (m_pictures.empty())
        words = m_project ? tr("There are no pictures in %1.").arg(displayPath(m_place.pictures))
                          : tr("Open a folder of pictures first.");
    else if (isLearned && m_services.engine.state() == EngineLink::State::Loading)
        words = tr("The engine is being loaded.");
    else
        words = tr("%1 and their maps in %2")
                    .arg(tr("%n pictures", nullptr, pictureCount()), displayName(m_place.maps));
    m_status->setText(words);
}

void PreprocessPage::makeSheet()
{
    const auto options = makerOptions();
    if (m_pictures.empty() || !options)
        return;
    std::vector<std::string> chosen;
    std::ranges::sample(m_pictures, std::back_inserter(chosen), kSheetPictures,
                        std::mt19937(std::random_device{}()));
    MapRequest request;
    request.recipe = recipe();
    request.options = *options;
    request.maps = m_place.maps;
    request.sources = chosen;
    for (const std::string &name : chosen)
        request.files.push_back(m_place.pictures / name);
    m_sheet->clear(int(chosen.size()));
    showTab(Sheet);
    m_sheetBusy->start(tr("Making maps…"), int(chosen.size()));
    m_sheeter->request(std::move(request));
}

void PreprocessPage::run()
{
    const auto options = makerOptions();
    if (m_pictures.empty() || isRunning() || isEditing() || !options)
        return;
    const bool isAgain = m_existing->currentIndex() == 1;
    const Question question{
        tr("Make existing maps again?"),
        tr("Maps in %1 are replaced, also those that Armature did not make.").arg(displayPath(m_place.maps)),
        tr("Versions made with other settings are kept, and so are people that were edited by hand."),
        {tr("Make them again"), tr("Cancel")},
        true};
    if (isAgain && m_services.asker.ask(this, question) != 0)
        return;
    BatchRequest request;
    request.in = m_place.pictures;
    request.out = m_place.maps;
    request.existing = isAgain ? ExistingMaps::Replace : ExistingMaps::Keep;
    m_errors->clear();
    m_batch->begin(recipeWords(recipe()));
    showTab(Batch);
    m_job = m_services.jobs.start(tr("Making maps"), CanCancel::Yes);
    connect(m_job, &Job::cancelRequested, this, &PreprocessPage::stop);
    m_runner->start(recipe(), *options, request);
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
        this,
        [folder = m_place.maps]() -> Result<Known> {
            ARMATURE_TRY(const auto store, MapStore::open(folder));
            Known known{store.versions(), {}};
            if (const auto *used = store.current()) {
                ARMATURE_TRY(const auto records, store.recordsOf(used->number));
                for (const auto &[source, missing] : records)
                    if (!missing.empty())
                        known.withoutMap.emplace(source, missing);
            }
            return known;
        },
        [this, age = m_age](const Result<Known> &known) {
            if (age != m_age)
                return;
            if (!known) {
                m_errors->show(ErrorReport::from(known.error()));
                return;
            }
            m_batch->setVersions(known->versions);
            m_batch->setWithoutMap(known->withoutMap);
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

} // namespace armature::ui
