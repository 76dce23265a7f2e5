// The preprocessing room with the mouse and the keyboard: previews, the contact sheet, batches that meet
// broken files, are stopped and go on, and versions of the maps.
#include "core/data/check.h"
#include "core/data/dataset.h"
#include "core/image/canny.h"
#include "core/image/codec.h"
#include "preprocess/map_store.h"
#include "tests/ui/preprocess/pictures.h"
#include "ui/dataset/pair_canvas.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/chain_panel.h"
#include "ui/preprocess/contact_sheet.h"
#include "ui/preprocess/parameter_form.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/preprocess/weights_panel.h"
#include "ui/project/project.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/widgets/error_bar.h"
#include "ui/widgets/to_qimage.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTabBar>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

constexpr int kLong = 60'000; // milliseconds, for a machine that is busy otherwise

class Answers : public Asker
{
public:
    int ask(QWidget *, const Question &question) override
    {
        asked << question.title;
        return answer;
    }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return file;
    }
    std::optional<QString> saveFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return file;
    }
    QStringList asked;
    int answer = 0;
    std::optional<QString> file;
};

std::string bytesOf(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

int mapsIn(const fs::path &folder)
{
    int count = 0;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        count += at->path().extension() == ".png";
    return count;
}

} // namespace

class PreprocessPageTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Theme> m_theme;
    JobList m_jobs;
    Answers m_asker;
    EngineLink m_engine;
    std::unique_ptr<Project> m_project;
    std::unique_ptr<PreprocessPage> m_page;

    fs::path root() const { return m_dir->path().toStdString(); }
    fs::path maps() const { return root() / "condition"; }
    void addPictures(int count, int width = 96, int height = 72)
    {
        for (int i = 0; i < count; ++i)
            QVERIFY(
                writePicture(root() / "image" / ("p" + std::to_string(100 + i) + ".png"), width, height, i));
    }
    // So many and so large that there is time to stop them.
    static constexpr int kMany = 150;
    void addManyPictures()
    {
        const fs::path first = root() / "image/p100.png";
        QVERIFY(writePicture(first, 1200, 900, 1));
        for (int i = 1; i < kMany; ++i)
            fs::copy_file(first, root() / "image" / ("p" + std::to_string(100 + i) + ".png"));
    }
    void openPage()
    {
        m_page = std::make_unique<PreprocessPage>(PageServices{*m_theme, m_jobs, m_asker, m_engine});
        m_page->resize(1280, 800);
        m_page->show();
        if (!m_project) {
            auto opened = Project::open(root());
            QVERIFY(opened);
            m_project = std::move(*opened);
        }
        QSignalSpy listed(m_page.get(), &PreprocessPage::picturesListed);
        m_page->openProject(*m_project);
        QTRY_COMPARE_WITH_TIMEOUT(listed.size(), 1, kLong);
    }
    template <typename T>
    T *find(const char *name)
    {
        return m_page->findChild<T *>(QLatin1String(name));
    }
    void click(QWidget *widget)
    {
        QVERIFY(widget && widget->isVisible() && widget->isEnabled());
        QTest::mouseClick(widget, Qt::LeftButton);
    }
    void addStep(const char *title)
    {
        for (auto *part : find<QToolButton>("preprocess.addStep")->menu()->findChildren<QMenu *>())
            for (auto *action : part->actions())
                if (action->text() == QLatin1String(title))
                    return action->trigger();
        QFAIL(title);
    }
    QAction *menuAction(const char *button, const char *begins)
    {
        for (auto *action : find<QToolButton>(button)->menu()->actions())
            if (action->text().startsWith(QLatin1String(begins)))
                return action;
        qFatal("no action %s", begins);
    }
    void runBatch()
    {
        QSignalSpy ended(m_page.get(), &PreprocessPage::batchEnded);
        click(find<QPushButton>("preprocess.run"));
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->batch()->versions()->isEnabled(), kLong);
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_asker.asked.clear();
        m_asker.answer = 0;
        m_asker.file.reset();
    }
    void cleanup()
    {
        m_page.reset();
        m_project.reset();
        m_dir.reset();
    }

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

    void aBrokenPicture_isListedWithItsReason_andTheRestIsMade()
    {
        addPictures(6);
        const auto whole = bytesOf(root() / "image/p103.png");
        std::ofstream(root() / "image/p103.png", std::ios::binary) << whole.substr(0, whole.size() / 3);
        openPage();
        runBatch();
        QCOMPARE(mapsIn(maps()), 5);
        auto *left = m_page->batch()->left();
        QCOMPARE(left->topLevelItemCount(), 1);
        QCOMPARE(left->topLevelItem(0)->text(0), QStringLiteral("p103.png"));
        QVERIFY(!left->topLevelItem(0)->text(1).isEmpty());
        const QRect place = left->visualItemRect(left->topLevelItem(0));
        QTest::mouseClick(left->viewport(), Qt::LeftButton, {}, place.center());
        QCOMPARE(find<QTabBar>("preprocess.tabs")->currentIndex(), int(PreprocessPage::Preview));
        QCOMPARE(m_page->saveView()[QStringLiteral("picture")].toInt(), 3);
    }

    void aStoppedBatch_goesOnWhereItStopped()
    {
        addManyPictures();
        openPage();
        QSignalSpy ended(m_page.get(), &PreprocessPage::batchEnded);
        click(find<QPushButton>("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(mapsIn(maps()) > 0, kLong);
        click(find<QPushButton>("preprocess.stop"));
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        const int made = mapsIn(maps());
        QVERIFY2(made > 0 && made < kMany, qPrintable(QString::number(made)));
        QVERIFY(!m_page->isRunning());
        const auto first = fs::last_write_time(maps() / "p100.png");
        runBatch();
        QCOMPARE(mapsIn(maps()), kMany);
        QCOMPARE(fs::last_write_time(maps() / "p100.png"), first); // not made again
    }

    void aPausedBatch_makesNothing_untilItGoesOn()
    {
        addManyPictures();
        openPage();
        QSignalSpy ended(m_page.get(), &PreprocessPage::batchEnded);
        click(find<QPushButton>("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(mapsIn(maps()) > 0, kLong);
        auto *pause = find<QPushButton>("preprocess.pause");
        click(pause);
        QTest::qWait(500); // the pictures that were begun
        const int made = mapsIn(maps());
        QTest::qWait(500);
        QCOMPARE(mapsIn(maps()), made);
        QCOMPARE(ended.size(), 0);
        QVERIFY(m_page->batch()->headline().size() > 0);
        click(pause);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        QCOMPARE(mapsIn(maps()), kMany);
    }

    void newSettings_makeAVersionBesideTheOld_andTheOldComesBackByteForByte()
    {
        addPictures(4, 200, 150);
        openPage();
        runBatch();
        const auto old = bytesOf(maps() / "p101.png");
        auto *low = find<QDoubleSpinBox>("preprocess.low_threshold");
        low->setFocus();
        low->selectAll();
        QTest::keyClicks(low, QStringLiteral("20"));
        QTest::keyClick(low, Qt::Key_Return);
        auto *high = find<QDoubleSpinBox>("preprocess.high_threshold");
        high->setFocus();
        high->selectAll();
        QTest::keyClicks(high, QStringLiteral("40"));
        QTest::keyClick(high, Qt::Key_Return);
        runBatch();
        const auto renewed = bytesOf(maps() / "p101.png");
        QVERIFY(renewed != old);
        auto *versions = m_page->batch()->versions();
        QTRY_COMPARE_WITH_TIMEOUT(versions->count(), 2, kLong);
        m_page->showTab(PreprocessPage::Batch);
        QSignalSpy used(m_page.get(), &PreprocessPage::versionUsed);
        versions->setFocus();
        QTest::keyClick(versions, versions->currentIndex() == 0 ? Qt::Key_Down : Qt::Key_Up);
        QTRY_COMPARE_WITH_TIMEOUT(used.size(), 1, kLong);
        QCOMPARE(bytesOf(maps() / "p101.png"), old);
        const auto store = MapStore::open(maps());
        QVERIFY(store && store->current() && store->versions().size() == 2);
        QCOMPARE(store->current()->number, 1);
    }

    void mapsOfSomebodyElse_areKept_unlessAskedTwice()
    {
        addPictures(3);
        QVERIFY(writePicture(maps() / "p101.png", 96, 72, 77));
        const auto foreign = bytesOf(maps() / "p101.png");
        openPage();
        runBatch();
        QCOMPARE(bytesOf(maps() / "p101.png"), foreign);
        QCOMPARE(m_asker.asked.size(), 0);
        auto *existing = find<QComboBox>("preprocess.existing");
        existing->setFocus();
        QTest::keyClick(existing, Qt::Key_Down);
        m_asker.answer = 1; // Cancel
        click(find<QPushButton>("preprocess.run"));
        QCOMPARE(m_asker.asked.size(), 1);
        QVERIFY(!m_page->isRunning());
        QCOMPARE(bytesOf(maps() / "p101.png"), foreign);
        m_asker.answer = 0;
        runBatch();
        QVERIFY(bytesOf(maps() / "p101.png") != foreign);
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

    void severalKindsOfMaps_lieBesideEachOther_andOneIsChosenToTrainOn()
    {
        addPictures(3, 120, 90);
        openPage();
        for (const char *kind : {"canny", "blur", "grey"}) {
            m_page->setAnnotator(QLatin1String(kind));
            runBatch();
            m_page->showTab(PreprocessPage::Preview);
        }
        m_page->showTab(PreprocessPage::Batch);
        auto *versions = m_page->batch()->versions();
        QTRY_COMPARE_WITH_TIMEOUT(versions->count(), 3, kLong);
        for (int row = 0; row < 3; ++row) {
            QSignalSpy used(m_page.get(), &PreprocessPage::versionUsed);
            versions->setCurrentIndex(row);
            Q_EMIT versions->activated(row);
            QTRY_COMPARE_WITH_TIMEOUT(used.size(), 1, kLong);
            const auto recipe = loadRecipe(maps() / "recipe.json"); // what goes into the trained model
            QVERIFY(recipe);
            QCOMPARE(
                QString::fromStdString(recipe->steps[0].annotator),
                QStringList({QStringLiteral("canny"), QStringLiteral("blur"), QStringLiteral("grey")})[row]);
            const auto pairs = readPairs(root());
            QCOMPARE(checkPairs(*pairs, {}).trainableCount(), size_t(3));
        }
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

    void foldersInAnySpelling_andPicturesInNoneAtAll_becomePairs()
    {
        const auto trainable = [&] {
            const auto pairs = readPairs(root());
            return pairs ? checkPairs(*pairs, {}).trainableCount() : 99;
        };
        QVERIFY(writePicture(root() / "Images/a.png", 96, 72, 1));
        openPage();
        runBatch();
        QCOMPARE(trainable(), size_t(1));
        cleanup();
        init();
        QVERIFY(writePicture(root() / "a.png", 96, 72, 1));
        QVERIFY(writePicture(root() / "trip/b.png", 96, 72, 2));
        openPage();
        QCOMPARE(m_page->pictureCount(), 2);
        runBatch();
        QCOMPARE(trainable(), size_t(2));
        runBatch();
        QCOMPARE(m_page->pictureCount(), 2); // the maps are no pictures
    }

    void closingWhileABatchRuns_isAskedAbout_andLosesNothing()
    {
        addManyPictures();
        openPage();
        click(find<QPushButton>("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(mapsIn(maps()) > 0, kLong);
        QString what;
        QVERIFY(!m_page->canClose(&what));
        QVERIFY(!what.isEmpty());
        m_page.reset();
        const int made = mapsIn(maps());
        QVERIFY(made > 0);
        for (const auto &map : fs::directory_iterator(maps())) {
            if (map.path().extension() == ".png")
                QVERIFY(decode(map.path())); // whole, each of them
        }
        openPage();
        runBatch();
        QCOMPARE(mapsIn(maps()), kMany);
    }
};

QTEST_MAIN(PreprocessPageTest)
#include "preprocess_page_test.moc"
