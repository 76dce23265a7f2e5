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
        QSignalSpy previewed(&page, &PreprocessPage::previewed);
        QTRY_VERIFY_WITH_TIMEOUT(!previewed.isEmpty(), kLong); // a network is there by then
        QTRY_VERIFY(button->isEnabled());
        QSignalSpy ended(&page, &PreprocessPage::batchEnded);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
    }

private Q_SLOTS:
    void edgesDepthAndPoses_landAsPairsThatCanBeTrainedOn()
    {
        QTemporaryDir dir;
        const fs::path root = fs::path(dir.path().toStdString()) / "photographs";
        for (int i = 0; i < 4; ++i) {
            const auto name = "IMG_" + std::to_string(i);
            QVERIFY(writePicture(root / "image" / (name + ".png"), 320, 240, i));
            std::ofstream(root / "image" / (name + ".txt")) << "a picture, number " << i;
        }
        Theme theme(*qApp, ThemeChoice::Dark);
        DialogAsker asker;
        QSettings settings(dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        MainWindow window(theme, asker, settings);
        window.resize(1280, 800);
        window.show();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QString::fromStdString(root.string()))});
        QDragEnterEvent enter({640, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QDropEvent drop({640, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        QApplication::sendEvent(&window, &drop);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, kLong);

        auto *rail = window.findChild<QAbstractButton *>(QStringLiteral("rail.preprocess"));
        QVERIFY(rail);
        QTest::mouseClick(rail, Qt::LeftButton);
        auto *page = window.findChild<PreprocessPage *>();
        QTRY_VERIFY(page && page->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(page->pictureCount(), 4, kLong);
        auto *list = page->findChild<QComboBox *>(QStringLiteral("preprocess.annotator"));

        choose(list, "canny");
        QVERIFY(page->findChild<QPushButton *>(QStringLiteral("preprocess.run"))->isEnabled());
        QSignalSpy ended(page, &PreprocessPage::batchEnded);
        QTest::mouseClick(page->findChild<QPushButton *>(QStringLiteral("preprocess.run")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, kLong);
        checkTrainable(root, 4);

        page->showTab(PreprocessPage::Preview);
        choose(list, "draft-depth");
        makeMaps(*page);
        checkTrainable(root, 4);

        const AnnotatorNet *mediapipe = findAnnotatorNet("mediapipe-pose");
        if (mediapipe && installedFiles(*mediapipe)) {
            page->showTab(PreprocessPage::Preview);
            choose(list, "mediapipe-pose");
            makeMaps(*page);
            // Nobody is on these pictures: each is listed so, and none has a silent black map.
            QCOMPARE(page->batch()->left()->topLevelItemCount(), 4);
        }
        const auto store = MapStore::open(root / "condition");
        QVERIFY(store);
        QVERIFY(store->versions().size() >= 2);
        QVERIFY(window.close());
    }

private:
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
