// The preprocessing room with the mouse and the keyboard: previews, the contact sheet, presets and
// chains, and networks that have to be asked about.
#include "core/config/annotator_nets.h"
#include "core/data/check.h"
#include "core/data/dataset.h"
#include "core/image/canny.h"
#include "core/image/codec.h"
#include "preprocess/map_store.h"
#include "tests/ui/preprocess/preprocess_room.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/allowed_programs.h"
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/parameter_form.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/to_qimage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QTabBar>
#include <QToolButton>
#include <QtTest>

#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

class PreprocessPageTest : public QObject, protected PreprocessRoom
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { loadTheme(); }
    void init() { makeFolder(); }
    void cleanup() { leave(); }

    void withoutAProject_theRoomSaysWhatIsMissing_andOffersNothingThatFails()
    {
        m_page = std::make_unique<PreprocessPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->show();
        QVERIFY(!find<QPushButton>("preprocess.run")->isEnabled());
        QVERIFY(!find<QPushButton>("preprocess.sheet")->isEnabled());
    }

    void aDraggedSlider_isFollowedByTheMap_pixelForPixel()
    {
        addPictures(3, 200, 150);
        openPage();
        auto *canvas = m_page->canvas();
        QTRY_VERIFY_WITH_TIMEOUT(!canvas->condition().isNull(), kLong);
        const QImage before = canvas->condition();
        auto *slider = find<QSlider>("preprocess.slider.low_threshold");
        QVERIFY(slider);
        const QPoint middle = slider->rect().center();
        QTest::mousePress(slider, Qt::LeftButton, {}, QPoint(4, middle.y()));
        for (int x = 4; x <= middle.x() / 2; x += 3)
            QTest::mouseMove(slider, QPoint(x, middle.y()));
        QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(middle.x() / 2, middle.y()));
        auto *high = find<QSlider>("preprocess.slider.high_threshold");
        high->setFocus();
        QTest::keyClick(high, Qt::Key_PageDown);
        const double low = find<QDoubleSpinBox>("preprocess.low_threshold")->value();
        const double top = find<QDoubleSpinBox>("preprocess.high_threshold")->value();
        QVERIFY(low != 100 || top != 200);
        const auto edges = canny(paintedPicture(200, 150, 0), {low, top, false});
        QTRY_COMPARE_WITH_TIMEOUT(canvas->condition(), toQImage(edges), kLong);
        QVERIFY(canvas->condition() != before);
        auto *reset = find<QToolButton>("preprocess.reset.high_threshold");
        click(reset);
        QCOMPARE(find<QDoubleSpinBox>("preprocess.high_threshold")->value(), 200.0);
        QVERIFY(!reset->isVisible());
    }

    void theContactSheet_showsNinePicturesOfTheFolder_andWritesNothing()
    {
        addPictures(14);
        openPage();
        click(find<QPushButton>("preprocess.sheet"));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->sheet()->madeCount(), 9, kLong);
        QCOMPARE(find<QTabBar>("preprocess.tabs")->currentIndex(), int(PreprocessPage::Sheet));
        QVERIFY(!fs::exists(maps()));
    }

    void aFileThatIsNoNetwork_isSaid_withAWayToTheWeights()
    {
        addPictures(1);
        std::ofstream(root() / "ControlNetHED.pth") << "not a network";
        openPage();
        m_asker.file = QString::fromStdString((root() / "ControlNetHED.pth").string());
        auto *weights = m_page->findChild<WeightsPanel *>();
        m_page->showTab(PreprocessPage::Weights);
        weights->select("hed");
        weights->locate(false);
        m_page->showTab(PreprocessPage::Preview);
        m_page->setAnnotator(QStringLiteral("hed"));
        QTRY_VERIFY_WITH_TIMEOUT(m_page->errors()->isVisible(), kLong);
        QVERIFY2(m_page->errors()->text().contains(QLatin1String("ControlNetHED.pth")),
                 qPrintable(m_page->errors()->text()));
    }

    void weightsThatAreAProgram_areRunOnlyAfterAQuestion_whichIsAskedOnce()
    {
        addPictures(1);
        openPage();
        const fs::path program = root() / "graph.onnx";
        fs::copy_file(fs::path(ARMATURE_TEST_DATA) / "goldens/networks/yolox_l.onnx", program);
        m_asker.file = QString::fromStdString(program.string());
        auto *weights = m_page->findChild<WeightsPanel *>();
        m_page->showTab(PreprocessPage::Weights);
        const auto locate = [&] {
            QSignalSpy checked(weights, &WeightsPanel::checked);
            weights->select("dwpose");
            weights->locate(false);
            QTRY_COMPARE_WITH_TIMEOUT(checked.size(), 1, kLong);
        };
        m_asker.answer = 1; // do not use it
        locate();
        QCOMPARE(m_asker.asked.size(), 1);
        QVERIFY(!weights->files().contains("dwpose") && weights->allowedForeign().empty());
        m_asker.answer = 0;
        locate();
        QVERIFY(weights->files().contains("dwpose") && weights->allowedForeign().contains("dwpose"));
        locate();
        QCOMPARE(m_asker.asked.size(), 2);
        // The same name with other contents is another program.
        std::ofstream(program, std::ios::app | std::ios::binary) << "x";
        m_asker.answer = 1;
        locate();
        QCOMPARE(m_asker.asked.size(), 3);
        QVERIFY(weights->allowedForeign().empty());
    }

    void aProgramThatWasAllowed_isRunInRoomsThatAskNobody_andNoOther()
    {
        const fs::path program = root() / "graph.onnx", other = root() / "other.onnx";
        fs::copy_file(fs::path(ARMATURE_TEST_DATA) / "goldens/networks/yolox_l.onnx", program);
        fs::copy_file(program, other);
        std::ofstream(other, std::ios::app | std::ios::binary) << "x";
        QSettings settings(QString::fromStdString((root() / "settings.ini").string()), QSettings::IniFormat);
        AllowedPrograms(&settings).add(
            checkWeights(*findAnnotatorNet("dwpose"), {program.string()}).front().sha256);
        bool isAllowed = false;
        const OpenNetwork open = openingAllowed(
            [&](const AnnotatorRequest &request) -> Result<std::unique_ptr<AnnotateSession>> {
                isAllowed = request.allowForeign;
                return fail(ErrorCode::Unsupported, "Nothing is opened here.");
            },
            AllowedPrograms(&settings).all()); // as another room reads them
        AnnotatorRequest request{.net = "dwpose", .files = {program.string()}};
        (void)open(request);
        QVERIFY(isAllowed);
        request.files.push_back(other.string());
        (void)open(request);
        QVERIFY(!isAllowed);
    }

    void aPresetAndTheView_comeBackWithTheProject()
    {
        addPictures(5);
        openPage();
        m_page->setAnnotator(QStringLiteral("xdog"));
        m_page->form()->setValues({{"threshold", 12.0}});
        auto *presets = find<QComboBox>("preprocess.presets");
        presets->setEditText(QStringLiteral("rough strokes"));
        click(find<QPushButton>("preprocess.savePreset"));
        m_page->setPicture(3);
        const auto view = m_page->saveView();
        m_page->closeProject();
        openPage();
        m_page->restoreView(view);
        QCOMPARE(m_page->annotator(), QStringLiteral("xdog"));
        QCOMPARE(m_page->form()->values()["threshold"].get<double>(), 12.0);
        QCOMPARE(m_page->saveView()[QStringLiteral("picture")].toInt(), 3);
        m_page->setAnnotator(QStringLiteral("canny"));
        presets = find<QComboBox>("preprocess.presets");
        QCOMPARE(presets->count(), 1);
        presets->setFocus();
        QTest::keyClick(presets, Qt::Key_Down);
        QTest::keyClick(presets, Qt::Key_Return);
        QTRY_COMPARE(m_page->annotator(), QStringLiteral("xdog"));
        QCOMPARE(m_page->form()->values()["threshold"].get<double>(), 12.0);
    }

    void theMapAtTrainingSize_isWhatTheTrainerGets_pixelForPixel()
    {
        QVERIFY(writePicture(root() / "image/p100.png", 333, 217, 4));
        openPage();
        runBatch();
        auto *size = find<QSpinBox>("preprocess.trainingSize");
        size->setValue(128);
        m_page->showTab(PreprocessPage::Preview);
        click(find<QCheckBox>("preprocess.asTrained"));
        for (const char *annotator : {"canny", "blur"}) {
            m_page->setAnnotator(QLatin1String(annotator));
            runBatch();
            m_page->showTab(PreprocessPage::Preview);
            const auto pairs = readPairs(root());
            QVERIFY(pairs);
            const auto dataset = Dataset::open(*pairs, checkPairs(*pairs, {}));
            QVERIFY(dataset);
            const auto plan = squarePlan(dataset->targetSize(0), 128, {});
            const auto sample = dataset->load(0, *plan, *dataset->guessMapKind());
            QVERIFY(sample);
            QTRY_COMPARE_WITH_TIMEOUT(m_page->canvas()->condition(), toQImage(sample->condition), kLong);
            QCOMPARE(m_page->canvas()->picture(), toQImage(sample->target));
        }
        QCOMPARE(m_page->canvas()->zoom(), 1.0); // of the screen's own pixels
    }

    void pixelPerfect_looksAtTheSizeThatIsTrainedAt()
    {
        addPictures(1, 300, 200);
        openPage();
        find<QSpinBox>("preprocess.trainingSize")->setValue(128);
        auto *perfect = find<QCheckBox>("preprocess.pixelPerfect");
        click(perfect);
        QVERIFY(perfect->text().contains(QLatin1String("128")));
        QCOMPARE(m_page->form()->values()["target_width"].get<int>(), 128);
        QVERIFY(!find<QDoubleSpinBox>("preprocess.resolution")->isEnabled());
        const auto maker = MapMaker::open(*makeRecipe("canny", {{"resolution", 128}}));
        const auto wanted = (*maker)->make(paintedPicture(300, 200, 0));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->canvas()->condition(), toQImage(wanted->map), kLong);
        find<QSpinBox>("preprocess.trainingSize")->setValue(64); // it follows
        QCOMPARE(m_page->form()->values()["target_height"].get<int>(), 64);
        click(perfect);
        QCOMPARE(m_page->form()->values()["target_width"].get<int>(), 0);
    }

    void everyWayToLook_isAButton()
    {
        addPictures(1, 200, 150);
        openPage();
        for (const PairMode mode : {PairMode::Picture, PairMode::Map, PairMode::Overlay, PairMode::Split,
                                    PairMode::Blink, PairMode::Beside}) {
            click(find<QToolButton>(qPrintable(QStringLiteral("preprocess.mode%1").arg(int(mode)))));
            QCOMPARE(m_page->canvas()->mode(), mode);
            QCOMPARE(find<QSlider>("preprocess.opacity")->isVisible(), mode == PairMode::Overlay);
        }
    }

    void aChainOfSteps_isBuiltByHand_savedAsAWorkflow_andComesBack()
    {
        addPictures(2, 120, 90);
        openPage();
        ChainPanel &chain = *m_page->chain();
        QCOMPARE(chain.count(), 1);
        addStep("Invert");
        addStep("Crop");
        QCOMPARE(chain.count(), 3);
        auto *steps = find<QListWidget>("preprocess.steps");
        QVERIFY(steps->isVisible());
        find<QDoubleSpinBox>("preprocess.left")->setValue(20);
        click(find<QToolButton>("preprocess.stepUp"));
        click(find<QToolButton>("preprocess.stepUp"));
        QVERIFY(!find<QToolButton>("preprocess.stepUp")->isEnabled());
        QVERIFY2(steps->item(0)->text().contains(QLatin1String("Crop")), qPrintable(steps->item(0)->text()));
        const Image cut = crop(paintedPicture(120, 90, 0), 20, 0, 100, 90);
        const Image edges = canny(cut, {100, 200, false});
        const auto isWanted = [&] {
            const QImage map = m_page->canvas()->condition();
            if (map.width() != 120)
                return false;
            for (int x = 0; x < 120; ++x)
                if (qRed(map.pixel(x, 40)) != (x < 20 ? 0 : 255 - edges.row<std::uint8_t>(40)[x - 20]))
                    return false;
            return true;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isWanted(), kLong);
        auto *presets = find<QComboBox>("preprocess.presets");
        presets->setEditText(QStringLiteral("frame off"));
        click(find<QPushButton>("preprocess.savePreset"));
        m_asker.file = QString::fromStdString((root() / "frame.json").string());
        menuAction("preprocess.presetMenu", "Save as")->trigger();
        const auto saved = loadRecipe(root() / "frame.json");
        QVERIFY(saved && saved->steps.size() == 3 && saved->name == "frame off");
        runBatch();
        const auto store = MapStore::open(maps());
        QVERIFY(store && store->current() && store->current()->recipe.steps.size() == 3);

        m_page->setAnnotator(QStringLiteral("blur"));
        click(find<QToolButton>("preprocess.removeStep"));
        click(find<QToolButton>("preprocess.removeStep"));
        QVERIFY(!steps->isVisible());
        m_page->showTab(PreprocessPage::Preview);
        menuAction("preprocess.presetMenu", "Open")->trigger();
        QCOMPARE(chain.count(), 3);
        QCOMPARE(m_page->annotator(), QStringLiteral("canny")); // not the cut before it
        QTRY_VERIFY_WITH_TIMEOUT(isWanted(), kLong);
        // Another chain under the same name is asked about.
        chain.select(0);
        find<QDoubleSpinBox>("preprocess.left")->setValue(5);
        m_asker.answer = 1;
        presets->setEditText(QStringLiteral("frame off"));
        click(find<QPushButton>("preprocess.savePreset"));
        QCOMPARE(m_asker.asked.size(), 1);
        std::ofstream(root() / "frame.json") << R"({"steps": [{"annotator": "from the future"}]})";
        menuAction("preprocess.presetMenu", "Open")->trigger();
        QVERIFY(m_page->errors()->isVisible());
        QCOMPARE(chain.count(), 3);
        menuAction("preprocess.presetMenu", "Remove")->trigger();
        QCOMPARE(presets->count(), 0);
    }

    void aClickOnTheContactSheet_showsThatPictureLarge()
    {
        addPictures(4);
        openPage();
        click(find<QPushButton>("preprocess.sheet"));
        QTRY_COMPARE_WITH_TIMEOUT(m_page->sheet()->madeCount(), 4, kLong);
        QSignalSpy chosen(m_page->sheet(), &ContactSheet::chosen);
        QTest::mouseClick(m_page->sheet(), Qt::LeftButton, {}, m_page->sheet()->cell(2).center().toPoint());
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(find<QTabBar>("preprocess.tabs")->currentIndex(), int(PreprocessPage::Preview));
    }

    void networksThatMayNotBeUsedCommercially_areMarkedBeforeTheyAreUsed()
    {
        addPictures(1);
        openPage();
        auto *licence = find<QToolButton>("preprocess.licence");
        QVERIFY(!licence->isVisible());
        m_page->setAnnotator(QStringLiteral("openpose"));
        QVERIFY(licence->isVisible());
        QVERIFY2(licence->text().contains(QLatin1String("commercial")), qPrintable(licence->text()));
        m_page->setAnnotator(QStringLiteral("hed"));
        QVERIFY(licence->text().contains(QLatin1String("Apache-2.0")));
        click(licence);
        QCOMPARE(find<QTabBar>("preprocess.tabs")->currentIndex(), int(PreprocessPage::Weights));
    }
};

QTEST_MAIN(PreprocessPageTest)
#include "preprocess_page_test.moc"
