// What the test room does with its queue: models opened, pictures and sheets made, results shown.
#include "core/image/codec.h"
#include "ui/project/paths.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/seen_panel.h"
#include "ui/test_room/test_page.h"
#include "ui/test_room/training_hold.h"
#include "ui/theme/icons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/to_qimage.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kQueueWidth = 360; // px of a line in the queue's menu

QImage loaded(const fs::path &file)
{
    const auto image = decodeOriented(file);
    return image ? toQImage(toRgb8(*image)) : QImage();
}

// What the stage needs to know about a picture, to be worked out on another thread; its condition where a
// maker is given.
std::function<Shown()> shown(const fs::path &file, std::shared_ptr<const ConditionMaker> maker)
{
    return [file, maker] {
        Shown one{file, loaded(file), {}, displayName(file), {}};
        const auto settings = settingsOf(file);
        if (!settings)
            return one;
        one.words = settings->label.isEmpty() ? TestPage::tr("seed %1").arg(settings->seed) : settings->label;
        if (settings->adherence)
            one.words +=
                QStringLiteral(" · ") +
                TestPage::tr("follows its condition to %1 %").arg(std::lround(*settings->adherence * 100));
        one.facts = TestPage::tr("%1 steps, guidance %2, seed %3")
                        .arg(settings->steps)
                        .arg(settings->guidanceScale)
                        .arg(settings->seed);
        if (!maker || settings->controls.empty())
            return one;
        if (const auto seen = maker->make(settings->controls.front(), std::max(8, settings->width),
                                          std::max(8, settings->height), settings->fit))
            one.condition = toQImage(seen->image);
        return one;
    };
}

Result<fs::path> saveSheet(const QImage &sheet, const fs::path &folder, const TestSettings &settings)
{
    std::error_code error;
    fs::create_directories(folder, error);
    const QString stem = QStringLiteral("sheet-") +
                         QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const fs::path file = folder / (stem + QStringLiteral(".png")).toStdString();
    ARMATURE_CHECK(writePng(file, fromQImage(sheet), pngTexts(settings, settings.scheduler)));
    return file;
}

} // namespace

void TestPage::setSessionFactory(SessionFactory factory)
{
    m_runner->setFactory(std::move(factory));
    if (m_isModelsOpenWanted)
        openModels();
}

void TestPage::startEngine()
{
    if (m_runner->hasFactory())
        return;
    m_isEngineWanted = true;
    takeEngine();
    m_services.engine.load();
}

void TestPage::takeEngine()
{
    if (!m_isEngineWanted || m_runner->hasFactory())
        return;
    const EngineLink &engine = m_services.engine;
    if (engine.state() == EngineLink::State::Ready) {
        m_isEngineWanted = false;
        updateMaker(); // learned annotators work from now on
        setSessionFactory(engine.door()->makeTestSession);
    } else if (engine.state() == EngineLink::State::Failed) {
        m_isEngineWanted = false;
        m_runner->stopAll();
        m_errors->show(ErrorReport::from(engine.error(), tr("Try again"), [this] { startEngine(); }));
    }
    showState();
}

void TestPage::connectRunner()
{
    connect(m_runner, &TestRunner::opened, this, [this](const TestModelFacts &facts) {
        m_errors->clear();
        m_form->setFacts(facts);
        showState();
    });
    connect(m_runner, &TestRunner::openFailed, this,
            [this](const Error &error) { m_errors->show(ErrorReport::from(error)); });
    connect(m_runner, &TestRunner::started, this, [this](quint64, const TestSettings &settings) {
        m_step = m_stepCount = 0;
        m_running = settings;
        m_stage->setPicturesShape({settings.width, settings.height});
        if (!m_job) {
            m_job = m_services.jobs.start(tr("Generating"), CanCancel::Yes);
            connect(m_job, &Job::cancelRequested, this, &TestPage::stop);
        }
    });
    connect(m_runner, &TestRunner::stepped, this,
            [this](quint64, qint64 done, qint64 total, const QImage &preview) {
                m_step = int(done);
                m_stepCount = int(total);
                // Who compares two pictures meanwhile goes on looking at them.
                m_stage->setPreview(m_strip->selected().size() > 1 ? QImage() : preview);
                if (m_job)
                    m_job->setProgress(done, total * (m_runner->waitingCount() + 1));
                showState();
            });
    connect(m_runner, &TestRunner::made, this, &TestPage::takeMade);
    connect(m_runner, &TestRunner::failed, this, &TestPage::takeFailed);
    connect(m_runner, &TestRunner::queueChanged, this, [this] {
        if (!m_runner->isBusy()) {
            m_stage->setPreview({});
            if (m_job)
                std::exchange(m_job, nullptr)->finish();
        }
        showState();
    });
}

void TestPage::openModels()
{
    const TestModels models = m_form->models();
    m_isModelsOpenWanted = true;
    if (models.base.empty() || !isVisible())
        return;
    startEngine();
    if (!m_runner->hasFactory())
        return;
    m_isModelsOpenWanted = false;
    m_runner->open(models);
}

void TestPage::showState()
{
    const QString missing = m_form->missing();
    QString text;
    if (m_runner->isBusy()) {
        text = m_hold->state() == TrainingHold::State::Pausing
                   ? tr("Waiting until %1 has saved…").arg(m_hold->name())
               : !m_runner->hasFactory() ? tr("Starting the engine…")
               : m_stepCount == 0        ? tr("Loading the models…")
                                         : tr("Step %1 of %2").arg(m_step).arg(m_stepCount);
        if (m_stepCount > 0 && m_job && m_job->secondsLeft())
            text += QStringLiteral(" · ") + timeLeftText(*m_job->secondsLeft());
        if (m_runner->waitingCount() > 0)
            text += QStringLiteral(" · ") + tr("%n waiting", nullptr, m_runner->waitingCount());
    } else if (!missing.isEmpty()) {
        text = tr("To begin, %1.").arg(missing);
    }
    m_status->setText(text);
    m_status->setVisible(!text.isEmpty());
    m_generate->setEnabled(missing.isEmpty());
    m_generate->setText(m_runner->isBusy() ? tr("Generate next") : tr("Generate"));
    m_stop->setVisible(m_runner->isBusy());
    m_queue->setVisible(m_runner->waitingCount() > 0);
    m_stage->setEmptyText(missing.isEmpty() ? tr("Press Generate. The picture appears here as it forms.")
                                            : tr("To begin, %1.").arg(missing));
}

void TestPage::showSeen()
{
    std::vector<QImage> conditions;
    for (const ControlBox *box : m_form->boxes())
        conditions.push_back(box->seenByModel());
    m_seen->setConditions(conditions);
}

bool TestPage::isReady()
{
    const QString missing = m_form->missing();
    if (!missing.isEmpty()) {
        m_errors->show({tr("Nothing can be made yet: %1.").arg(missing), {}, {}, {}, {}},
                       ErrorBar::Kind::Note);
        return false;
    }
    m_errors->clear();
    if (!m_hold->makeWay(this))
        return false;
    startEngine();
    return true;
}

void TestPage::fillQueue(QMenu &menu)
{
    menu.clear();
    for (const TestTask &task : m_runner->waiting()) {
        const QString what =
            task.settings.label.isEmpty() ? task.settings.prompt.simplified() : task.settings.label;
        const QString words = tr("seed %1").arg(task.settings.seed) + QStringLiteral(" · ") + what;
        menu.addAction(menu.fontMetrics().elidedText(words, Qt::ElideRight, kQueueWidth), this,
                       [this, id = task.id] { takeOut(id); })
            ->setIcon(icon(QStringLiteral("x-lg")));
    }
    menu.addSeparator();
    menu.addAction(tr("Take all out"), this, [this] {
        while (m_runner->waitingCount() > 0)
            takeOut(m_runner->waiting().front().id);
    });
}

// A sheet that lost a picture is not made; those of it that are there stay in the strip.
void TestPage::takeOut(quint64 id)
{
    if (m_sheet && std::ranges::count(m_sheet->ids, id) > 0) {
        for (const quint64 other : m_sheet->ids)
            if (other != m_runner->runningId())
                m_runner->remove(other);
        m_sheet.reset();
    } else {
        m_runner->remove(id);
    }
}

void TestPage::setTraining(TrainingDoor *door) { m_hold->setDoor(door); }

void TestPage::showHold()
{
    if (m_hold->state() == TrainingHold::State::Paused)
        showPaused(m_hold->name());
    else
        m_holdBar->clear();
    showState();
}

void TestPage::showPaused(const QString &name)
{
    m_holdBar->show({tr("%1 is paused while you test.").arg(name),
                     tr("It goes on from the very step, also when you leave this room."),
                     {},
                     tr("Resume the training"),
                     [this] { m_hold->letGo(); }},
                    ErrorBar::Kind::Note);
}

void TestPage::generate()
{
    if (!isReady())
        return;
    m_strip->clearSelection(); // the stage shows what forms
    TestSettings settings = m_form->settings();
    for (int i = 0; i < m_form->count(); ++i) {
        TestTask task;
        task.settings = settings;
        task.folder = m_folder;
        m_runner->add(std::move(task));
        ++settings.seed; // several pictures have neighbouring seeds, as in the WebUI
    }
    if (!m_form->isSeedLocked())
        m_form->rollSeed();
}

void TestPage::makeProof()
{
    if (!isReady())
        return;
    const TestSettings settings = m_form->settings();
    if (settings.controls.empty()) {
        m_errors->show({tr("A proof sheet shows what a ControlNet does; choose one first."), {}, {}, {}, {}},
                       ErrorBar::Kind::Note);
        return;
    }
    fs::path other;
    for (const DatasetPair &pair : m_pairs) {
        if (pair.condition != settings.controls.front().condition) {
            other = pair.condition;
            break;
        }
    }
    startSheet(proofPlan(settings, other));
}

void TestPage::makeGrid(const AxisChoice &across, const AxisChoice &down)
{
    if (!isReady())
        return;
    const auto plan = gridPlan(m_form->settings(), across, down);
    if (!plan) {
        m_errors->show(ErrorReport::from(plan.error()));
        return;
    }
    startSheet(*plan);
}

void TestPage::startSheet(SheetPlan plan)
{
    if (m_sheet) {
        m_errors->show({tr("One sheet is being made; the next can follow when it is done."), {}, {}, {}, {}},
                       ErrorBar::Kind::Note);
        return;
    }
    m_sheet.emplace();
    m_sheet->plan = plan;
    m_sheet->pictures.resize(plan.tasks.size());
    for (TestTask &task : plan.tasks) {
        task.folder = m_folder;
        m_sheet->ids.push_back(m_runner->add(task));
    }
}

void TestPage::takeMade(quint64 id, const std::shared_ptr<TestResult> &result)
{
    const TestSettings &settings = result->settings;
    if (result->file.parent_path() != m_folder)
        return; // of a project that was closed meanwhile
    m_strip->add(result->file, result->image, settings.label.isEmpty() ? settings.prompt : settings.label);
    if (!m_runner->isBusy() || m_sheet)
        m_stage->setPreview({});
    if (m_strip->selected().size() < 2) { // else two are being compared
        m_strip->clearSelection();
        m_strip->setCurrentRow(0);
    }
    if (!result->notes.isEmpty())
        m_errors->show({result->notes.join(QLatin1Char(' ')), {}, {}, {}, {}}, ErrorBar::Kind::Note);
    Q_EMIT pictureMade(result->file);
    if (!m_sheet)
        return;
    const auto place = std::ranges::find(m_sheet->ids, id);
    if (place == m_sheet->ids.end())
        return;
    m_sheet->pictures[size_t(place - m_sheet->ids.begin())] = result->image;
    if (std::ranges::none_of(m_sheet->pictures, &QImage::isNull))
        finishSheet(*std::exchange(m_sheet, std::nullopt));
}

void TestPage::finishSheet(Sheet sheet)
{
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), sheet = std::move(sheet), folder = m_folder] {
            const QImage drawn = drawSheet(sheet.plan, sheet.pictures);
            TestSettings settings = sheet.plan.tasks.front().settings;
            settings.label = sheet.plan.title;
            settings.adherence.reset();
            const auto file = saveSheet(drawn, folder, settings);
            QMetaObject::invokeMethod(qApp, [self, file, drawn, label = settings.label] {
                if (!self)
                    return;
                if (!file) {
                    self->m_errors->show(ErrorReport::from(file.error()));
                    return;
                }
                if (file->parent_path() == self->m_folder)
                    self->m_strip->add(*file, drawn, label);
                self->m_strip->clearSelection();
                self->m_strip->setCurrentRow(0);
                Q_EMIT self->sheetMade(*file);
            });
        });
}

void TestPage::takeFailed(quint64 id, const Error &error)
{
    if (m_sheet && std::ranges::count(m_sheet->ids, id) > 0) {
        for (const quint64 other : m_sheet->ids)
            m_runner->remove(other);
        m_sheet.reset();
    }
    m_stage->setPreview({});
    if (error.code == ErrorCode::Interrupted)
        return;
    if (error.code != ErrorCode::OutOfMemory || !m_hold->isTrainingAlive()) {
        m_errors->show(ErrorReport::from(error));
        return;
    }
    m_errors->show(
        ErrorReport::from(error, tr("Pause the training and try again"), [this, settings = m_running] {
            m_errors->clear();
            if (!m_hold->pause())
                return;
            TestTask task;
            task.settings = settings;
            task.folder = m_folder;
            m_runner->add(std::move(task));
        }));
}

void TestPage::stop()
{
    m_sheet.reset();
    m_runner->stopAll();
}

// Read and fitted away from the window's thread: conditions may be photographs of any size.
void TestPage::showSelected(const std::vector<fs::path> &files)
{
    const quint64 age = ++m_shownAge;
    if (files.empty())
        return;
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), age, first = shown(files.front(), m_maker),
         second = files.size() > 1 ? shown(files[1], {}) : std::function<Shown()>()] {
            const auto a = first(), b = second ? second() : Shown();
            QMetaObject::invokeMethod(qApp, [self, age, a, b] {
                if (self && self->m_shownAge == age)
                    self->takeShown(a, b);
            });
        });
}

void TestPage::takeShown(const Shown &first, const Shown &second)
{
    m_stage->setPicture(first.image, first.words);
    m_stage->setOther(second.image, second.image.isNull() ? QString() : second.words);
    m_stage->setCondition(first.condition);
    m_facts->setText(first.facts);
}

} // namespace armature::ui
