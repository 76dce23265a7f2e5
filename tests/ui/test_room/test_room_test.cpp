// The test room by mouse and drop, on the tiny models of goldens/pipeline with the real session.
#include "core/image/codec.h"
#include "tests/ui/test_room/room_support.h"
#include "ui/project/project.h"
#include "ui/test_room/draw_dialog.h"
#include "ui/test_room/export_dialog.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QtTest>

using namespace testing;

class TestRoomTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void cleanupTestCase() { m_theme.reset(); }

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        const fs::path folder = fs::path(m_dir->path().toStdString()) / "pictures";
        fs::create_directory(folder);
        m_project = std::move(*Project::open(folder));
        m_page = std::make_unique<TestPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->resize(1000, 700);
        m_page->show();
        m_page->openProject(*m_project);
        m_page->setSessionFactory(&makeTestSession);
    }
    void cleanup()
    {
        m_page.reset();
        m_project.reset();
    }

    void byMouse_aPictureIsMadeSavedAndRecalled()
    {
        TestForm *form = m_page->form();
        QVERIFY(!button("test.generate")->isEnabled());
        QVERIFY(status().contains(QStringLiteral("base model")));
        form->setBase(kFamily / "model");
        ControlBox *box = form->boxes().front();
        box->setNet(kFamily / "controlnet");
        drop(*box->well(), kFamily / "condition.png");
        QTRY_VERIFY(button("test.generate")->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(form->settings().width, 64, kWait); // what the model was made for
        form->setPrompt(QStringLiteral("a red star"));
        const quint64 seed = form->settings().seed;
        QTest::mouseClick(button("test.generate"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->strip()->count(), 1, kWait);
        QVERIFY(form->settings().seed != seed); // not locked: the next one is another
        const fs::path file = m_page->strip()->file(0);
        QVERIFY(fs::exists(file));
        QCOMPARE(file.parent_path(), m_project->folder() / "test");

        const auto kept = settingsOf(file);
        QVERIFY(kept);
        QCOMPARE(kept->seed, seed);
        QCOMPARE(kept->controls, form->settings().controls);
        form->setPrompt(QStringLiteral("something else"));
        drop(*m_page, file);
        QCOMPARE(form->settings().seed, seed);
        QCOMPARE(form->settings().prompt, QStringLiteral("a red star"));
        QVERIFY(form->isSeedLocked());
    }

    void sameSettings_giveTheSamePicture()
    {
        m_page->form()->setSettings(goldenSettings());
        const fs::path first = make();
        m_page->form()->recall(*settingsOf(first), Recall::All);
        const fs::path second = make();
        QVERIFY(first != second);
        QCOMPARE(*decode(first), *decode(second));
    }

    void results_areThereAfterARestart()
    {
        m_page->form()->setSettings(goldenSettings());
        make();
        const QJsonObject view = m_page->saveView();
        const TestSettings before = m_page->form()->settings();
        m_page = std::make_unique<TestPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->openProject(*m_project);
        m_page->restoreView(view);
        QTRY_COMPARE(m_page->strip()->count(), 1);
        QCOMPARE(m_page->form()->settings(), before);
    }

    void grid_makesEveryPictureAndASheet()
    {
        m_page->form()->setSettings(goldenSettings());
        QSignalSpy sheets(m_page.get(), &TestPage::sheetMade);
        m_page->makeGrid({Axis::Scale, QStringLiteral("0, 1")}, {Axis::Steps, QStringLiteral("2, 3")});
        QTRY_COMPARE_WITH_TIMEOUT(sheets.size(), 1, kWait);
        QCOMPARE(m_page->strip()->count(), 5);
        QVERIFY(m_page->errors()->isHidden());
    }

    void proofSheet_makesThePictureWithoutCondition()
    {
        m_page->form()->setSettings(goldenSettings());
        QSignalSpy sheets(m_page.get(), &TestPage::sheetMade);
        QTest::mouseClick(button("test.proof"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(sheets.size(), 1, kWait);
        QVERIFY(*decode(m_page->strip()->file(1)) != *decode(m_page->strip()->file(2)));
    }

    void stopping_leavesTheRoomReady()
    {
        TestSettings settings = goldenSettings();
        settings.steps = 500;
        m_page->form()->setSettings(settings);
        QSignalSpy steps(m_page->runner(), &TestRunner::stepped);
        m_page->generate();
        m_page->generate();
        QTRY_VERIFY_WITH_TIMEOUT(steps.size() > 2, kWait);
        QTest::mouseClick(button("test.stop"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->runner()->isBusy(), kWait);
        QCOMPARE(m_page->strip()->count(), 0);
        QVERIFY(m_page->errors()->isHidden());
        m_page->form()->setSettings(goldenSettings());
        make();
    }

    void badInput_isSaidAndTheRoomStays_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("word");
        QTest::newRow("model that is gone") << 0 << "nowhere";
        QTest::newRow("ControlNet of another family") << 1 << "wide";
        QTest::newRow("unknown scheduler of a recalled picture") << 3 << "no such";
    }
    void badInput_isSaidAndTheRoomStays()
    {
        QFETCH(int, kind);
        QFETCH(QString, word);
        TestSettings settings = goldenSettings();
        if (kind == 0)
            settings.base = "/nowhere/at/all";
        if (kind == 1)
            settings.controls[0].net = fs::path(ARMATURE_TEST_DATA) / "goldens/nn/sd2/controlnet";
        if (kind == 3)
            settings.scheduler = QStringLiteral("no such");
        m_page->form()->setSettings(settings);
        QTRY_VERIFY(!m_page->form()->boxes().front()->seenByModel().isNull());
        m_page->generate();
        QTRY_VERIFY_WITH_TIMEOUT(!m_page->runner()->isBusy(), kWait);
        QVERIFY2(m_page->errors()->text().contains(word), qPrintable(m_page->errors()->text()));
        QCOMPARE(m_page->form()->settings().controls, settings.controls);
        m_page->form()->setSettings(goldenSettings());
        make();
    }

    void damagedCondition_isSaidInItsPlace()
    {
        const fs::path broken = fs::path(m_dir->path().toStdString()) / "broken.png";
        QFile file(displayPath(broken));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x89PNG\r\n\x1a\n no more");
        file.close();
        m_page->form()->setSettings(goldenSettings());
        ControlBox *box = m_page->form()->boxes().front();
        drop(*box->well(), broken);
        QTRY_VERIFY(!box->well()->error().isEmpty());
        QVERIFY(!button("test.generate")->isEnabled());
        drop(*box->well(), kFamily / "condition.png");
        QTRY_VERIFY(button("test.generate")->isEnabled());
    }

    // Every mode and container the codec knows, however small or thin; faults are said.
    void conditionsOfAnyKind_areFittedOrRefused()
    {
        int fitted = 0;
        for (const auto &entry : fs::directory_iterator(fs::path(ARMATURE_TEST_DATA) / "goldens/image")) {
            const auto extension = entry.path().extension();
            if (extension != ".png" && extension != ".jpg" && extension != ".webp" && extension != ".tif" &&
                extension != ".bmp")
                continue;
            const auto image = conditionFor(entry.path(), 64, 48, FitMode::Crop);
            if (!image) {
                QVERIFY2(!image.error().message.empty(), entry.path().c_str());
                continue;
            }
            ++fitted;
            QCOMPARE(image->width(), 64);
            QCOMPARE(image->height(), 48);
            QCOMPARE(image->channels(), 3);
            QCOMPARE(image->bitDepth(), 8);
        }
        QVERIFY(fitted > 40);
        const fs::path folder = m_dir->path().toStdString();
        for (const auto &[width, height] : {std::pair(1, 1), std::pair(3000, 2), std::pair(5, 4001)}) {
            const fs::path file = folder / "odd.png";
            QVERIFY(writePng(file, Image(width, height, 3)));
            for (const FitMode fit : {FitMode::Stretch, FitMode::Crop, FitMode::Fill}) {
                const auto image = conditionFor(file, 64, 48, fit);
                QVERIFY(image);
                QCOMPARE(image->width(), 64);
            }
        }
        const auto write = [&](const char *name, const QByteArray &bytes) {
            QFile file(displayPath(folder / name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? folder / name
                                                                                        : fs::path();
        };
        for (const fs::path &file : {write("empty.png", {}), write("words.jpg", "not a picture"),
                                     write("cut.png", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)),
                                     folder, folder / "gone.png"}) {
            const auto image = conditionFor(file, 64, 48, FitMode::Crop);
            QVERIFY2(!image, file.c_str());
            QVERIFY(!image.error().message.empty());
        }
    }

    void adherence_isKeptInThePicture()
    {
        m_page->form()->setSettings(goldenSettings());
        const auto kept = settingsOf(make());
        QVERIFY(kept);
        QVERIFY(kept->adherence.has_value()); // the condition is lines
        QVERIFY(*kept->adherence >= 0 && *kept->adherence <= 1);
        QVERIFY(kept->readsWeights);
    }

    void conditionDrawnByHand_isWhatTheModelSees()
    {
        m_page->form()->setSettings(goldenSettings());
        ControlBox *box = m_page->form()->boxes().front();
        QTRY_VERIFY(!box->seenByModel().isNull());
        QTimer::singleShot(0, this, [this] {
            auto *dialog = m_page->findChild<DrawDialog *>();
            QVERIFY(dialog);
            DrawCanvas *canvas = dialog->canvas();
            QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("draw.clear")), Qt::LeftButton);
            QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->rect().center());
            QCOMPARE(canvas->image().pixelColor(32, 24), QColor(Qt::white));
            QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("draw.undo")), Qt::LeftButton);
            QCOMPARE(canvas->image().pixelColor(32, 24), QColor(Qt::black));
            QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->rect().center());
            QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("draw.use")), Qt::LeftButton);
        });
        QTest::mouseClick(box->findChild<QToolButton *>(QStringLiteral("control.draw")), Qt::LeftButton);
        QTRY_COMPARE(box->settings().condition.parent_path().filename(), fs::path("conditions"));
        QTRY_COMPARE(box->seenByModel().pixelColor(32, 24), QColor(Qt::white));
        QTRY_COMPARE(box->seenByModel().pixelColor(2, 2), QColor(Qt::black));
        make();
    }

    void startAfterEnd_isSaidBeforeAnythingStarts()
    {
        TestSettings settings = goldenSettings();
        settings.controls[0].start = 0.8;
        settings.controls[0].end = 0.2;
        m_page->form()->setSettings(settings);
        QTRY_VERIFY(status().contains(QStringLiteral("guidance")));
        QVERIFY(!button("test.generate")->isEnabled());
    }

    void pictureWithoutSettings_isSaidAndNothingChanges()
    {
        m_page->form()->setSettings(goldenSettings());
        drop(*m_page, kFamily / "condition.png");
        QVERIFY(m_page->errors()->text().contains(QStringLiteral("no settings")));
        QCOMPARE(m_page->form()->settings(), goldenSettings());
    }

    void webUiPictures_areUnderstood()
    {
        const auto settings = settingsFromWebUi(QStringLiteral(
            "a cat, sitting\non a mat\nNegative prompt: dog, blurry\nSteps: 25, Sampler: DPM++ 2M "
            "Karras, CFG scale: 6.5, Seed: 18446744073709551615, Size: 512x768, Model hash: abc"));
        QVERIFY(settings);
        QCOMPARE(settings->prompt, QStringLiteral("a cat, sitting\non a mat"));
        QCOMPARE(settings->negativePrompt, QStringLiteral("dog, blurry"));
        QCOMPARE(settings->scheduler, QStringLiteral("DPM++ 2M Karras"));
        QCOMPARE(settings->steps, 25);
        QCOMPARE(settings->seed, quint64(18446744073709551615ull));
        QCOMPARE(settings->width, 512);
        QCOMPARE(settings->height, 768);
        QVERIFY(!settingsFromWebUi(QStringLiteral("only words")));
    }

    void window_isSaidInSteps()
    {
        QVERIFY(actsText(0, 0.8, 20).contains(QStringLiteral("1–16 of 20")));
        QVERIFY(actsText(0.2, 1, 20).contains(QStringLiteral("5–20 of 20")));
        QVERIFY(actsText(0.01, 0.04, 20).contains(QStringLiteral("never")));
    }

    void wrongGridValues_areRefused()
    {
        const auto refused = [](Axis axis, const char *values) {
            return !gridPlan(goldenSettings(), {axis, QLatin1String(values)}, {Axis::None, {}});
        };
        QVERIFY(refused(Axis::Scale, "0, much"));
        QVERIFY(refused(Axis::Steps, "0"));
        QVERIFY(refused(Axis::Steps, "2.5"));
        QVERIFY(refused(Axis::End, "0"));
        QVERIFY(refused(Axis::Scale, ""));
        QVERIFY(!refused(Axis::Scale, "-1; 0; 10"));
        QVERIFY(!gridPlan(goldenSettings(), {Axis::Seed, QStringLiteral("1,2,3,4,5,6,7,8,9,10,11")},
                          {Axis::Steps, QStringLiteral("1,2,3,4,5,6,7,8,9,10,11")}));
    }

    void exportedControlNet_isReadBackInBothLayouts()
    {
        const fs::path folder = fs::path(m_dir->path().toStdString());
        for (const char *dtype : {"fp32", "fp16", "bf16"}) {
            const ExportChoice choice{
                kFamily / "controlnet", folder, std::string("net-") + dtype, true, true, dtype};
            const auto written = exportControlNet(choice);
            QVERIFY2(written, written ? "" : written.error().message.c_str());
            QCOMPARE(written->size(), size_t(3));
            for (const fs::path &path : *written)
                QVERIFY(path.filename() == "README.md" ? fs::exists(path)
                                                       : bool(openControlNet(path.string())));
            const auto again = exportControlNet(choice);
            QVERIFY(!again);
            QCOMPARE(again.error().code, ErrorCode::Conflict);
        }
        ExportDialog dialog(m_asker, kFamily / "controlnet", folder);
        QSignalSpy answers(&dialog, &ExportDialog::answered);
        QTest::mouseClick(dialog.findChild<QPushButton *>(QStringLiteral("export.write")), Qt::LeftButton);
        QVERIFY(answers.wait(kWait));
        QVERIFY2(dialog.answer().contains(QStringLiteral("compared")), qPrintable(dialog.answer()));
    }

    void modelCard_saysAndShowsWhatTheModelIs()
    {
        m_page->form()->setSettings(goldenSettings());
        const fs::path sample = make();
        const fs::path folder = fs::path(m_dir->path().toStdString());
        ExportChoice choice{kFamily / "controlnet", folder, "with card", true, false, "fp16"};
        choice.base = "my: \"base\"";
        choice.licence = "cc-by-4.0";
        choice.samples = {folder / "gone.png", sample};
        const auto written = exportControlNet(choice);
        QVERIFY2(written, written ? "" : written.error().message.c_str());
        QFile file(displayPath(folder / "with card/README.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        for (const char *words : {"---\nlicense: \"cc-by-4.0\"", "base_model: \"my: \\\"base\\\"\"",
                                  "images/sample-1.png", "a red star on a blue background", "seed 7"})
            QVERIFY2(text.contains(QLatin1String(words)), qPrintable(text));
        QVERIFY(!text.contains(QLatin1String("sample-2")));
        QVERIFY(!text.contains(displayPath(m_project->folder()))); // no paths of this machine
        QCOMPARE(*decode(folder / "with card/images/sample-1.png"), *decode(sample));
        QVERIFY(readPngText(folder / "with card/images/sample-1.png")->empty());
        QVERIFY(decode(folder / "with card/images/sample-1-condition.png"));
    }

    void difference_isBlackWhereEqual()
    {
        QImage a(4, 4, QImage::Format_RGB888), b(4, 4, QImage::Format_RGB888);
        a.fill(qRgb(10, 20, 30));
        b.fill(qRgb(10, 20, 30));
        b.setPixel(1, 2, qRgb(10, 60, 30));
        const QImage difference = CompareView::difference(a, b);
        QCOMPARE(difference.pixelColor(0, 0).red(), 0);
        QCOMPARE(difference.pixelColor(1, 2).red(), 40);
        QVERIFY(CompareView::difference(a, QImage()).isNull());
    }

private:
    QPushButton *button(const char *name) { return m_page->findChild<QPushButton *>(QLatin1String(name)); }
    QString status() { return m_page->findChild<QLabel *>(QStringLiteral("test.status"))->text(); }
    fs::path make() { return madeBy(*m_page); }

    std::unique_ptr<Theme> m_theme;
    JobList m_jobs;
    EngineLink m_engine;
    PreparedAsker m_asker;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<TestPage> m_page;
};

QTEST_MAIN(TestRoomTest)
#include "test_room_test.moc"
