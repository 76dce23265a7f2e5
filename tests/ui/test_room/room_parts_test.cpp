// Parts of the test room by mouse: conditions from pictures, what is recalled by where it is dropped, the
// dataset's conditions by eye, the queue, a training that makes way. With the tiny models or a session of the
// test's own.
#include "core/image/codec.h"
#include "core/image/png_writer.h"
#include "preprocess/recipe.h"
#include "tests/ui/test_room/room_support.h"
#include "ui/project/project.h"
#include "ui/test_room/pick_dialog.h"
#include "ui/test_room/recall_zones.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/test_room/training_hold.h"
#include "ui/theme/theme.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QtTest>

#include <atomic>
#include <chrono>
#include <thread>

using namespace testing;

namespace {

// Grey pictures at once; fails or waits where the test wants it.
class FakeSession : public TestSession
{
public:
    struct Wishes
    {
        std::atomic<int> failures = 0; // so many times
        Error error;
        std::atomic<bool> isWaiting = false;
        std::atomic<int> made = 0, released = 0;
    };
    explicit FakeSession(Wishes &wishes) : m_wishes(wishes) {}

    Result<TestModelFacts> open(const TestModels &) override
    {
        TestModelFacts facts;
        facts.family = "SD-like";
        facts.scheduler = "DDIMScheduler";
        facts.compute = "fp32 on the CPU";
        facts.side = 64;
        return facts;
    }
    Result<TestPicture> sample(const TestRequest &request, std::stop_token stop,
                               const std::function<void(const TestStep &)> &onStep) override
    {
        while (m_wishes.isWaiting && !stop.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        if (stop.stop_requested())
            return fail(ErrorCode::Interrupted, "Stopped.");
        if (m_wishes.failures > 0) {
            --m_wishes.failures;
            return tl::unexpected(m_wishes.error);
        }
        if (onStep)
            onStep({1, 1, Image(8, 8, 3)});
        ++m_wishes.made;
        TestPicture picture;
        picture.image = Image(int(request.width), int(request.height), 3);
        picture.schedulerClass = "DDIMScheduler";
        return picture;
    }
    void release() override { ++m_wishes.released; }

private:
    Wishes &m_wishes;
};

class FakeTraining : public TrainingDoor
{
public:
    std::optional<QString> running() const override
    {
        return isAlive ? std::optional(QStringLiteral("run-3")) : std::nullopt;
    }
    bool pause() override
    {
        ++pauses;
        return canPause;
    }
    Status resume(bool) override
    {
        ++resumes;
        isAlive = true;
        return {};
    }
    bool isAlive = true, canPause = true;
    int pauses = 0, resumes = 0;
};

} // namespace

class RoomPartsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void cleanupTestCase() { m_theme.reset(); }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_folder = fs::path(m_dir->path().toStdString());
        fs::create_directories(m_folder / "pictures/image");
        fs::create_directories(m_folder / "pictures/condition");
        for (int i = 0; i < 3; ++i) {
            const std::string name = "p" + std::to_string(i);
            QVERIFY(writePng(m_folder / "pictures/image" / (name + ".png"), Image(32, 32, 3)));
            fs::copy_file(kFamily / "condition.png", m_folder / "pictures/condition" / (name + ".png"));
            QFile caption(displayPath(m_folder / "pictures/image" / (name + ".txt")));
            QVERIFY(caption.open(QIODevice::WriteOnly));
            caption.write(i == 2 ? "a green tree" : "a house");
        }
        m_wishes = std::make_unique<FakeSession::Wishes>();
        m_training = FakeTraining();
        m_asker.answer = 0;
        m_asker.asked.clear();
        m_project = std::move(*Project::open(m_folder / "pictures"));
        m_page = std::make_unique<TestPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->resize(1000, 700);
        m_page->show();
        m_page->openProject(*m_project);
        m_page->setSessionFactory([this] { return std::make_unique<FakeSession>(*m_wishes); });
        QTRY_VERIFY(box()->findChild<QToolButton *>(QStringLiteral("control.pick"))->isVisible());
    }
    void cleanup()
    {
        m_wishes->isWaiting = false;
        m_page.reset();
        m_project.reset();
    }

    void aDroppedPicture_becomesAMapByItself_saidAndRecorded()
    {
        QVERIFY(writeNetWithRecipe(
            m_folder / "net",
            recipeToJson(*makeRecipe("canny", {{"low_threshold", 30}, {"high_threshold", 60}})).dump()));
        Image photo(96, 72, 3);
        for (int y = 0; y < 72; ++y)
            for (int x = 0; x < 96; ++x)
                photo.row<std::uint8_t>(y)[3 * x + (y > 30 && x > 40 ? 0 : 2)] = std::uint8_t(120 + x);
        QVERIFY(writePng(m_folder / "photo.png", photo));
        TestSettings settings = goldenSettings();
        settings.controls[0].net = m_folder / "net";
        m_page->form()->setSettings(settings);
        drop(*box()->well(), m_folder / "photo.png");
        QTRY_VERIFY2(box()->mapWords().contains(QStringLiteral("low_threshold 30")),
                     qPrintable(box()->mapWords()));
        const QImage seen = box()->seenByModel();
        for (int y = 0; y < seen.height(); ++y)
            for (int x = 0; x < seen.width(); ++x)
                QVERIFY(seen.pixel(x, y) == qRgb(0, 0, 0) || seen.pixel(x, y) == qRgb(255, 255, 255));
        const auto kept = settingsOf(make());
        QVERIFY(kept);
        QCOMPARE(kept->controls[0].condition, m_folder / "photo.png");
        QCOMPARE(kept->controls[0].mapUse, MapUse::Auto);
        QVERIFY(kept->controls[0].recipe.contains(QStringLiteral("\"low_threshold\":30")));

        // By the menu: as it is; the next picture is made a map again.
        choose("control.map", QStringLiteral("The picture as it is"));
        QTRY_COMPARE(box()->settings().mapUse, MapUse::AsIs);
        QTRY_VERIFY(box()->mapWords().isEmpty());
        QVERIFY(settingsOf(make())->controls[0].recipe.isEmpty());
        box()->setCondition(m_folder / "photo.png");
        QCOMPARE(box()->settings().mapUse, MapUse::Auto);

        // A recipe of one's own is kept in the picture and comes back with it.
        choose("control.map", QStringLiteral("Scribble (XDoG)"));
        QTRY_VERIFY(box()->mapWords().contains(QStringLiteral("XDoG")));
        const fs::path file = make();
        m_page->form()->setSettings(goldenSettings());
        m_page->recall(file, Recall::All);
        QCOMPARE(box()->settings().mapUse, MapUse::Make);
        QVERIFY(box()->settings().recipe.contains(QStringLiteral("xdog")));
    }

    void recall_isWhatTheZoneSays_data()
    {
        QTest::addColumn<int>("what");
        for (const auto &[name, what] : {std::pair("all", Recall::All),
                                         {"prompt", Recall::Prompt},
                                         {"seed", Recall::Seed},
                                         {"size", Recall::Size},
                                         {"condition", Recall::Condition}})
            QTest::newRow(name) << int(what);
    }
    void recall_isWhatTheZoneSays()
    {
        QFETCH(int, what);
        TestSettings kept = goldenSettings();
        kept.prompt = QStringLiteral("a lighthouse");
        kept.seed = 99;
        kept.width = 128;
        kept.controls[0].condition = m_folder / "pictures/condition/p1.png";
        kept.controls[0].scale = 0.3333;
        QVERIFY(
            writePng(m_folder / "kept.png", Image(8, 8, 3), pngTexts(kept, QStringLiteral("DDIMScheduler"))));
        m_page->form()->setSettings(goldenSettings());
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(displayPath(m_folder / "kept.png"))});
        QDragEnterEvent enter(QPoint(700, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_page.get(), &enter);
        QVERIFY(m_page->zones()->isVisible());
        drop(*m_page->zones(), m_folder / "kept.png", m_page->zones()->zone(Recall(what)).center());
        QVERIFY(!m_page->zones()->isVisible());
        const TestSettings now = m_page->form()->settings(), before = goldenSettings();
        const bool isAll = Recall(what) == Recall::All;
        const auto has = [&](Recall part) { return isAll || Recall(what) == part; };
        QCOMPARE(now.prompt, has(Recall::Prompt) ? kept.prompt : before.prompt);
        QCOMPARE(now.seed, has(Recall::Seed) ? kept.seed : before.seed);
        QCOMPARE(now.width, has(Recall::Size) ? kept.width : before.width);
        QCOMPARE(now.controls[0].condition,
                 has(Recall::Condition) ? kept.controls[0].condition : before.controls[0].condition);
        QCOMPARE(now.controls[0].scale, isAll ? kept.controls[0].scale : before.controls[0].scale);
    }

    void conditionOfTheDataset_isChosenByEye()
    {
        m_page->form()->setPrompt({});
        QTimer::singleShot(0, this, [this] {
            auto *dialog = m_page->findChild<PickDialog *>();
            QVERIFY(dialog);
            auto *list = dialog->findChild<QListView *>(QStringLiteral("pick.list"));
            QCOMPARE(list->model()->rowCount(), 3);
            auto *search = dialog->findChild<QLineEdit *>(QStringLiteral("pick.search"));
            QTest::keyClicks(search, QStringLiteral("TREE"));
            QCOMPARE(list->model()->rowCount(), 1);
            auto *use = dialog->findChild<QPushButton *>(QStringLiteral("pick.use"));
            QVERIFY(!use->isEnabled());
            QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                              list->visualRect(list->model()->index(0, 0)).center());
            QVERIFY(use->isEnabled());
            QTest::mouseClick(use, Qt::LeftButton);
        });
        QTest::mouseClick(box()->findChild<QToolButton *>(QStringLiteral("control.pick")), Qt::LeftButton);
        QCOMPARE(box()->settings().condition.filename(), fs::path("p2.png"));
        QCOMPARE(m_page->form()->prompt(), QStringLiteral("a green tree"));
    }

    void whatWaits_canBeTakenOut()
    {
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_wishes->isWaiting = true;
        for (int i = 0; i < 3; ++i)
            m_page->generate();
        QCOMPARE(m_page->runner()->waitingCount(), 2);
        auto *queue = m_page->findChild<QToolButton *>(QStringLiteral("test.queue"));
        QVERIFY(queue->isVisible());
        Q_EMIT queue->menu()->aboutToShow();
        queue->menu()->actions().first()->trigger();
        QCOMPARE(m_page->runner()->waitingCount(), 1);
        m_wishes->isWaiting = false;
        QTRY_VERIFY(!m_page->runner()->isBusy());
        QCOMPARE(m_page->strip()->count(), 2);
        QVERIFY(!queue->isVisible());
    }

    void comparingTwo_isNotDisturbedByWhatComesIn()
    {
        m_page->form()->setSettings(goldenSettings());
        make();
        make();
        m_wishes->isWaiting = true;
        m_page->generate();
        m_page->strip()->item(0)->setSelected(true);
        m_page->strip()->item(1)->setSelected(true);
        const auto compared = m_page->strip()->selected();
        QCOMPARE(compared.size(), size_t(2));
        m_wishes->isWaiting = false;
        QTRY_COMPARE(m_page->strip()->count(), 3);
        QCOMPARE(m_page->strip()->selected(), compared);
    }

    void aTrainingThatRuns_isPausedTestedAndCarriedOn()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_page->generate();
        QCOMPARE(m_asker.asked.size(), 1);
        QVERIFY(m_asker.asked.first().contains(QStringLiteral("run-3")));
        QCOMPARE(m_training.pauses, 1);
        QVERIFY(status().contains(QStringLiteral("run-3")));
        QCOMPARE(m_wishes->made.load(), 0); // it still holds the device
        m_training.isAlive = false;         // saved and ended
        QTRY_COMPARE(m_page->strip()->count(), 1);
        QVERIFY(m_page->holdBar()->text().contains(QStringLiteral("run-3")));
        m_page->generate(); // paused already: nobody is asked again
        QTRY_COMPARE(m_page->strip()->count(), 2);
        QCOMPARE(m_asker.asked.size(), 1);
        QCOMPARE(m_training.resumes, 0);
        QTest::mouseClick(m_page->holdBar()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(m_training.resumes, 1);
        QTRY_COMPARE(m_wishes->released.load(), 1); // the memory is the training's again
        QVERIFY(m_page->holdBar()->isHidden());
    }

    void leavingTheRoom_letsTheTrainingGoOn()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_page->generate();
        m_training.isAlive = false;
        QTRY_COMPARE(m_page->strip()->count(), 1);
        m_page->hide();
        QCOMPARE(m_training.resumes, 1);
        m_page->show();
        QCOMPARE(m_training.resumes, 1);
    }

    void aTraining_mayGoOnBesideTheTestOrTheTestBeLeft()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_asker.answer = 2;
        m_page->generate();
        QVERIFY(!m_page->runner()->isBusy());
        m_asker.answer = 1;
        m_page->generate();
        QTRY_COMPARE(m_page->strip()->count(), 1);
        m_page->generate();
        QTRY_COMPARE(m_page->strip()->count(), 2);
        QCOMPARE(m_asker.asked.size(), 2); // once for this run
        QCOMPARE(m_training.pauses, 0);
        m_training.canPause = false; // of another machine
        QVERIFY(!m_page->hold()->pause());
        QVERIFY(m_page->errors()->text().contains(QStringLiteral("run-3")));
    }

    void memoryThatRunsOutBesideATraining_offersToPauseIt()
    {
        m_page->setTraining(&m_training);
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_asker.answer = 1;
        m_wishes->error = Error{
            ErrorCode::OutOfMemory, "The memory does not hold this picture.", "Use a smaller size.", {}};
        m_wishes->failures = 1;
        m_page->generate();
        QTRY_VERIFY(m_page->errors()->text().contains(QStringLiteral("memory")));
        QCOMPARE(m_page->form()->settings().controls, goldenSettings().controls); // the room stays as it was
        QTest::mouseClick(m_page->errors()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(m_training.pauses, 1);
        m_training.isAlive = false;
        QTRY_COMPARE(m_page->strip()->count(), 1);
        QCOMPARE(settingsOf(m_page->strip()->file(0))->seed, quint64(7)); // the one that had failed
    }

    void memoryThatRunsOut_isSaidAndTheRoomGoesOn()
    {
        m_page->form()->setSettings(goldenSettings());
        waitUntilReady();
        m_wishes->error = Error{
            ErrorCode::OutOfMemory, "The memory does not hold this picture.", "Use a smaller size.", {}};
        m_wishes->failures = 1;
        m_page->generate();
        QTRY_VERIFY(m_page->errors()->text().contains(QStringLiteral("memory")));
        QCOMPARE(m_page->strip()->count(), 0);
        m_page->form()->setSettings(goldenSettings());
        make();
        QVERIFY(m_page->errors()->isHidden());
    }

    void anyTwoSettings_makeAGrid_data()
    {
        QTest::addColumn<int>("axis");
        QTest::addColumn<QString>("values");
        const auto row = [](const char *name, Axis axis, const QString &values) {
            QTest::newRow(name) << int(axis) << values;
        };
        row("scale", Axis::Scale, QStringLiteral("0, 0.5"));
        row("start", Axis::Start, QStringLiteral("0, 0.5"));
        row("end", Axis::End, QStringLiteral("0.5, 1"));
        row("guidance", Axis::Guidance, QStringLiteral("1, 7.5"));
        row("steps", Axis::Steps, QStringLiteral("1, 2"));
        row("scheduler", Axis::Scheduler, QStringLiteral("ddim, euler_a"));
        row("seed", Axis::Seed, QStringLiteral("1, 2"));
        row("size", Axis::Size, QStringLiteral("64x64, 64 × 128"));
        row("fit", Axis::Fit, QStringLiteral("just, fill"));
        row("guess", Axis::GuessMode, QStringLiteral("on, off"));
        row("prompt", Axis::Prompt, QStringLiteral("a, b | c"));
        row("negative", Axis::NegativePrompt, QStringLiteral("- | dark, grey"));
        row("base", Axis::Base, displayPath(kFamily / "model") + QStringLiteral(" | /elsewhere/model"));
        row("checkpoint", Axis::ControlNet,
            displayPath(kFamily / "controlnet") + QStringLiteral(" | /b/controlnet"));
        row("condition", Axis::Condition, QStringLiteral("/a/one.png | /a/two.png"));
    }
    void anyTwoSettings_makeAGrid()
    {
        QFETCH(int, axis);
        QFETCH(QString, values);
        const Axis other = Axis(axis) == Axis::Seed ? Axis::Steps : Axis::Seed;
        const auto plan = gridPlan(goldenSettings(), {Axis(axis), values}, {other, QStringLiteral("3, 4")});
        QVERIFY2(plan, plan ? "" : plan.error().message.c_str());
        QCOMPARE(plan->tasks.size(), size_t(4));
        QVERIFY(plan->columns[0] != plan->columns[1]);
        QVERIFY(!plan->columns[0].isEmpty() && !plan->rows[1].isEmpty());
        TestSettings first = plan->tasks[0].settings, second = plan->tasks[1].settings;
        first.label = second.label;
        QVERIFY(!(first == second));
        QVERIFY(!(plan->tasks[0].settings == plan->tasks[2].settings));
        QVERIFY(axisTitle(Axis(axis)) != axisTitle(Axis::None) && !axisExample(Axis(axis)).isEmpty());
        QVERIFY(gridPlan(goldenSettings(), {Axis(axis), axisExample(Axis(axis))}, {Axis::None, {}}));
    }

    void proofWithoutADataset_mirrorsTheCondition()
    {
        const SheetPlan plan = proofPlan(goldenSettings(), {});
        QCOMPARE(plan.tasks.size(), size_t(3));
        QVERIFY(plan.tasks[1].isConditionMirrored && plan.tasks[2].isConditionBlank);
        const SheetPlan other = proofPlan(goldenSettings(), "/a/b.png");
        QCOMPARE(other.tasks[1].settings.controls[0].condition, fs::path("/a/b.png"));
    }

    // "parameters" as the WebUI writes it: its own words for samplers, so that it can read them.
    void pictures_tellTheWebUiWhatItKnows()
    {
        const auto textOf = [](const QString &scheduler, const char *schedulerClass) {
            TestSettings settings = goldenSettings();
            settings.scheduler = scheduler;
            const auto texts = pngTexts(settings, QLatin1String(schedulerClass));
            return texts[0].key == "parameters" ? QString::fromStdString(texts[0].value) : QString();
        };
        QVERIFY(textOf({}, "PNDMScheduler")
                    .contains(QStringLiteral("Sampler: PLMS, CFG scale: 7.5, Seed: 7, Size: 64x48")));
        QVERIFY(textOf(QStringLiteral("dpmpp_2m_karras"), "DPMSolverMultistepScheduler")
                    .contains(QStringLiteral("DPM++ 2M Karras")));
        QVERIFY(textOf(QStringLiteral("euler_a"), "EulerAncestralDiscreteScheduler")
                    .contains(QStringLiteral("Euler a,")));
        const auto back = settingsFromWebUi(textOf({}, "PNDMScheduler"));
        QVERIFY(back);
        QCOMPARE(back->prompt, goldenSettings().prompt);
        QCOMPARE(back->controls.size(), size_t(1));
    }

    void newerWebUiPictures_areUnderstood()
    {
        const auto settings = settingsFromWebUi(
            QStringLiteral("a cat\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: "
                           "5, Size: 512x512, ControlNet 0: \"Module: canny, "
                           "Model: control_v11p_sd15_canny [d14c016b], Weight: 0.8, Resize Mode: Crop and "
                           "Resize, Guidance Start: 0.1, Guidance End: 0.9\", Version: v1.10"));
        QVERIFY(settings);
        QCOMPARE(settings->scheduler, QStringLiteral("DPM++ 2M Karras"));
        QCOMPARE(settings->controls.size(), size_t(1));
        m_page->form()->setSettings(goldenSettings());
        m_page->form()->recall(*settings, Recall::All);
        const TestSettings now = m_page->form()->settings();
        QCOMPARE(now.scheduler, QStringLiteral("dpmpp_2m_karras"));
        QCOMPARE(now.base, goldenSettings().base);
        QCOMPARE(now.controls[0].net, goldenSettings().controls[0].net);
        QCOMPARE(now.controls[0].scale, 0.8);
        QCOMPARE(now.controls[0].start, 0.1);
        QCOMPARE(now.controls[0].end, 0.9);
    }

private:
    ControlBox *box() { return m_page->form()->boxes().front(); }
    QString status() { return m_page->findChild<QLabel *>(QStringLiteral("test.status"))->text(); }
    void waitUntilReady()
    {
        QVERIFY(QTest::qWaitFor([this] { return m_page->form()->missing().isEmpty(); }, kWait));
    }
    void choose(const char *button, const QString &title)
    {
        QTimer::singleShot(0, this, [title] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            QVERIFY(menu);
            for (QAction *action : menu->actions()) {
                if (action->text() == title) {
                    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
                    return;
                }
            }
            menu->close();
            QFAIL(qPrintable(title));
        });
        QTest::mouseClick(box()->findChild<QToolButton *>(QLatin1String(button)), Qt::LeftButton);
    }
    fs::path make()
    {
        QSignalSpy made(m_page.get(), &TestPage::pictureMade);
        if (!QTest::qWaitFor([this] { return m_page->form()->missing().isEmpty(); }, kWait))
            qWarning("not ready: %s", qPrintable(m_page->form()->missing()));
        m_page->generate();
        if (!made.wait(kWait))
            qWarning("%s", qPrintable(m_page->errors()->text()));
        return m_page->strip()->count() > 0 ? m_page->strip()->file(0) : fs::path();
    }

    std::unique_ptr<Theme> m_theme;
    JobList m_jobs;
    EngineLink m_engine;
    PreparedAsker m_asker;
    std::unique_ptr<FakeSession::Wishes> m_wishes;
    FakeTraining m_training;
    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path m_folder;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<TestPage> m_page;
};

QTEST_MAIN(RoomPartsTest)
#include "room_parts_test.moc"
