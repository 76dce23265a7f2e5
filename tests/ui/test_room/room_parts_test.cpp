// Parts of the test room by mouse: conditions from pictures, what is recalled by where it is dropped, the
// dataset's conditions by eye, the queue, grids, pictures of other programs.
#include "core/image/codec.h"
#include "preprocess/recipe.h"
#include "tests/ui/test_room/fake_room.h"
#include "ui/test_room/pick_dialog.h"
#include "ui/test_room/recall_zones.h"

#include <QLineEdit>
#include <QListView>
#include <QPushButton>

using namespace testing;

class RoomPartsTest : public QObject, protected FakeRoom
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadTheme(); }
    void cleanupTestCase() { m_theme.reset(); }
    void init() { openRoom(); }
    void cleanup() { leaveRoom(); }

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
};

QTEST_MAIN(RoomPartsTest)
#include "room_parts_test.moc"
