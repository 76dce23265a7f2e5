// What the test room does with its queue: models opened, pictures and sheets made, results shown.
#include "core/image/codec.h"
#include "ui/project/paths.h"
#include "ui/test_room/draw_dialog.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"
#include "ui/widgets/to_qimage.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <utility>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

QImage loaded(const fs::path &file)
{
    const auto image = decodeOriented(file);
    return image ? toQImage(toRgb8(*image)) : QImage();
}

// What the stage needs to know about a picture, to be worked out on another thread.
std::function<Shown()> shown(const fs::path &file, bool withCondition)
{
    return [file, withCondition] {
        Shown one{file, loaded(file), {}, displayName(file), {}};
        const auto settings = settingsOf(file);
        if (!settings)
            return one;
        one.words = settings->label.isEmpty() ? TestPage::tr("seed %1").arg(settings->seed) : settings->label;
        if (settings->adherence)
            one.words += QStringLiteral(" · ") + TestPage::tr("follows its condition to %1 %")
                                                     .arg(std::lround(*settings->adherence * 100));
        one.facts = TestPage::tr("%1 steps, guidance %2, seed %3")
                        .arg(settings->steps)
                        .arg(settings->guidanceScale)
                        .arg(settings->seed);
        if (!withCondition || settings->controls.empty())
            return one;
        if (const auto seen = conditionFor(settings->controls.front().condition, std::max(8, settings->width),
                                           std::max(8, settings->height), settings->fit))
            one.condition = toQImage(*seen);
        return one;
    };
}

Image fromQImage(const QImage &picture) // RGB888
{
    Image image(picture.width(), picture.height(), 3);
    for (int y = 0; y < picture.height(); ++y)
        std::memcpy(image.row<std::uint8_t>(y), picture.constScanLine(y), image.samplesPerRow());
    return image;
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
                m_stage->setPreview(preview);
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
        text = !m_runner->hasFactory() ? tr("Starting the engine…")
               : m_stepCount == 0      ? tr("Loading the models…")
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
    m_stage->setEmptyText(missing.isEmpty() ? tr("Press Generate. The picture appears here as it forms.")
                                            : tr("To begin, %1.").arg(missing));
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
    startEngine();
    return true;
}

void TestPage::generate()
{
    if (!isReady())
        return;
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

void TestPage::draw(ControlBox *box)
{
    DrawDialog dialog(box->seenByModel(), box->target().isEmpty() ? QSize(512, 512) : box->target(), this);
    if (dialog.exec() == QDialog::Accepted)
        takeDrawn(box, dialog.image());
}

// Kept beside the results, so that their settings can name it.
void TestPage::takeDrawn(ControlBox *box, const QImage &drawn)
{
    const fs::path folder = m_folder / "conditions";
    std::error_code error;
    fs::create_directories(folder, error);
    const QString stem = QStringLiteral("drawn-") +
                         QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const fs::path file = folder / (stem + QStringLiteral(".png")).toStdString();
    if (const Status written = writePng(file, fromQImage(drawn)); !written) {
        m_errors->show(ErrorReport::from(written.error()));
        return;
    }
    box->setCondition(file);
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
    m_strip->add(result->file, result->image, settings.label.isEmpty() ? settings.prompt : settings.label);
    if (!m_runner->isBusy() || m_sheet)
        m_stage->setPreview({});
    m_strip->clearSelection();
    m_strip->setCurrentRow(0);
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
    if (error.code != ErrorCode::Interrupted)
        m_errors->show(ErrorReport::from(error));
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
        [self = QPointer(this), age, first = shown(files.front(), true),
         second = files.size() > 1 ? shown(files[1], false) : std::function<Shown()>()] {
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
