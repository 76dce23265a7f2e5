// From a folder of pictures to three kinds of maps by mouse alone, in the real window: edges, depth by the
// draft network and poses by MediaPipe's, each ending as pairs that can be trained on.
#include "core/config/annotator_nets.h"
#include "core/data/check.h"
#include "preprocess/map_store.h"
#include "tests/ui/preprocess/pictures.h"
#include "ui/preprocess/batch_panel.h"
#include "ui/preprocess/preprocess_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/main_window.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

constexpr int kLong = 120'000; // milliseconds: LibTorch is loaded on the way

} // namespace

class PreprocessByMouseTest : public QObject
{
    Q_OBJECT

    // Opens the list with a click and clicks the line.
    static void choose(QComboBox *list, const char *id)
    {
        const int row = list->findData(QLatin1String(id));
        QVERIFY2(row >= 0, id);
        QTest::mouseClick(list, Qt::LeftButton);
        QTRY_VERIFY(list->view()->isVisible());
        list->view()->scrollTo(list->model()->index(row, 0));
        const QRect line = list->view()->visualRect(list->model()->index(row, 0));
        QTest::qWait(QApplication::doubleClickInterval() + 50); // the click that opened the list is over
        QTest::mouseClick(list->view()->viewport(), Qt::LeftButton, {}, line.center());
        QTRY_COMPARE(list->currentData().toString(), QLatin1String(id));
    }

    static void makeMaps(PreprocessPage &page)
    {
        auto *button = page.findChild<QPushButton *>(QStringLiteral("preprocess.run"));
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), kLong); // once LibTorch is there, where it is needed
        QSignalSpy ended(&page, &PreprocessPage::batchEnded);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
    }

    // The window on a folder that is dropped on it, with the preprocessing room chosen in the rail.
    struct Studio
    {
        QTemporaryDir dir;
        fs::path root = fs::path(dir.path().toStdString()) / "photographs";
        Theme theme{*qApp, ThemeChoice::Dark};
        DialogAsker asker;
        QSettings settings{dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
        std::unique_ptr<MainWindow> window;
        PreprocessPage *page = nullptr;
        QComboBox *list = nullptr;
    };
    static void open(Studio &studio, int pictures)
    {
        studio.window = std::make_unique<MainWindow>(studio.theme, studio.asker, studio.settings);
        MainWindow &window = *studio.window;
        window.resize(1280, 800);
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QString::fromStdString(studio.root.string()))});
        QDragEnterEvent enter({640, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QDropEvent drop({640, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        QApplication::sendEvent(&window, &drop);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, kLong);
        auto *rail = window.findChild<QAbstractButton *>(QStringLiteral("rail.preprocess"));
        QVERIFY(rail);
        QTest::mouseClick(rail, Qt::LeftButton);
        studio.page = window.findChild<PreprocessPage *>();
        QTRY_VERIFY(studio.page && studio.page->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(studio.page->pictureCount(), pictures, kLong);
        studio.list = studio.page->findChild<QComboBox *>(QStringLiteral("preprocess.annotator"));
    }
    static void showPreview(PreprocessPage &page)
    {
        auto *tabs = page.findChild<QTabBar *>(QStringLiteral("preprocess.tabs"));
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(PreprocessPage::Preview).center());
        QCOMPARE(tabs->currentIndex(), int(PreprocessPage::Preview));
    }

private Q_SLOTS:
    void edgesThenDepth_landAsPairsThatCanBeTrainedOn_bothKept()
    {
        Studio studio;
        for (int i = 0; i < 4; ++i) {
            const auto name = "IMG_" + std::to_string(i);
            QVERIFY(writePicture(studio.root / "image" / (name + ".png"), 320, 240, i));
            std::ofstream(studio.root / "image" / (name + ".txt")) << "a picture, number " << i;
        }
        open(studio, 4);
        choose(studio.list, "canny");
        auto *run = studio.page->findChild<QPushButton *>(QStringLiteral("preprocess.run"));
        QVERIFY(run->isEnabled());
        QSignalSpy ended(studio.page, &PreprocessPage::batchEnded);
        QTest::mouseClick(run, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        checkTrainable(studio.root, 4);
        showPreview(*studio.page);
        choose(studio.list, "draft-depth");
        makeMaps(*studio.page);
        checkTrainable(studio.root, 4);
        const auto store = MapStore::open(studio.root / "condition");
        QVERIFY(store && store->versions().size() == 2);
        QVERIFY(studio.window->close());
    }

    void whereNobodyIs_eachPictureIsListedSo_andNoneGetsABlackMap()
    {
        if (!hasMediaPipe())
            QSKIP("MediaPipe's networks are not installed (tools/bootstrap.sh).");
        Studio studio;
        for (int i = 0; i < 3; ++i)
            QVERIFY(writePicture(studio.root / "image" / ("IMG_" + std::to_string(i) + ".png"), 320, 240, i));
        open(studio, 3);
        choose(studio.list, "mediapipe-pose");
        makeMaps(*studio.page);
        QCOMPARE(studio.page->batch()->left()->topLevelItemCount(), 3);
        for (int i = 0; i < 3; ++i)
            QVERIFY(!fs::exists(studio.root / "condition" / ("IMG_" + std::to_string(i) + ".png")));
        QVERIFY(studio.window->close());
    }

    // Edges, depth by the draft network and poses by MediaPipe's, of photographs with people on them.
    void threeKindsOfMapsOfPhotographs_landAsPairsThatCanBeTrainedOn()
    {
        if (!hasMediaPipe())
            QSKIP("MediaPipe's networks are not installed (tools/bootstrap.sh).");
        Studio studio;
        fs::create_directories(studio.root); // as they came, no folders for pictures and maps
        const fs::path photographs = ARMATURE_TEST_DATA "/goldens/annotators";
        size_t count = 0;
        for (const auto *name : {"astronaut.jpg", "pair.jpg", "tilted.jpg", "wide.jpg"}) {
            fs::copy_file(photographs / name, studio.root / name);
            ++count;
        }
        open(studio, int(count));
        for (const char *kind : {"canny", "draft-depth", "mediapipe-pose"}) {
            showPreview(*studio.page);
            choose(studio.list, kind);
            makeMaps(*studio.page);
            checkTrainable(studio.root, count);
            const auto recipe = loadRecipe(studio.root / "condition/recipe.json");
            QVERIFY(recipe && recipe->steps[0].annotator == kind);
        }
        const auto store = MapStore::open(studio.root / "condition");
        QVERIFY(store && store->versions().size() == 3); // side by side
        QVERIFY(studio.window->close());
    }

private:
    static bool hasMediaPipe()
    {
        const AnnotatorNet *mediapipe = findAnnotatorNet("mediapipe-pose");
        return mediapipe && installedFiles(*mediapipe);
    }
    static void checkTrainable(const fs::path &root, size_t count)
    {
        const auto pairs = readPairs(root);
        QVERIFY(pairs);
        const auto report = checkPairs(*pairs, {});
        QCOMPARE(report.count(Severity::Error), size_t(0));
        QCOMPARE(report.trainableCount(), count);
    }
};

QTEST_MAIN(PreprocessByMouseTest)
#include "by_mouse_test.moc"
