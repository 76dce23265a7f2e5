// A folder of photographs with planted faults becomes a trainable dataset by mouse clicks alone, in the real
// window.
#include "core/data/check.h"
#include "core/image/codec.h"
#include "core/image/png_writer.h"
#include "ui/dataset/change_runner.h"
#include "ui/dataset/dataset_page.h"
#include "ui/dataset/facet_panel.h"
#include "ui/dataset/pair_details.h"
#include "ui/dataset/pair_grid.h"
#include "ui/dataset/pair_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/main_window.h"

#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

#include <cmath>
#include <fstream>

using namespace armature;
using namespace armature::ui;
namespace fs = std::filesystem;

namespace {

// Something like a photograph: smooth light, texture, an object; never twice the same.
Image photograph(int width, int height, int seed)
{
    Image image(width, height, 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double light =
                0.5 + 0.4 * std::sin(x * 0.011 * (1 + seed % 5) + seed) * std::cos(y * 0.017 + seed);
            const double dx = x - width * (0.3 + 0.05 * seed), dy = y - height * 0.5;
            const double object = dx * dx + dy * dy < width * height * 0.03 ? 0.45 : 0;
            const double grain = ((x * 73 + y * 151 + seed * 37) % 17) / 120.0;
            for (int c = 0; c < 3; ++c)
                image.row<uint8_t>(y)[x * 3 + c] =
                    uint8_t(std::clamp((light + object * (c == seed % 3) + grain) * 220, 0.0, 255.0));
        }
    }
    return image;
}

void write(const fs::path &file, std::string_view bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

std::string jpegOf(const Image &image, int orientation = 1)
{
    const auto bytes = encodeJpeg(image, 92);
    std::string text(reinterpret_cast<const char *>(bytes->data()), bytes->size());
    if (orientation == 1)
        return text;
    const char exif[] = "\xFF\xE1\x00\x22"
                        "Exif\0\0"
                        "MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    std::string segment(exif, sizeof exif - 1);
    segment += char(orientation);
    segment += std::string("\0\0\0\0\0\0", 6);
    return text.substr(0, 2) + segment + text.substr(2);
}

std::string pngOf(const Image &image)
{
    const auto bytes = encodePng(image);
    return {reinterpret_cast<const char *>(bytes->data()), bytes->size()};
}

} // namespace

class MouseOnlyTest : public QObject
{
    Q_OBJECT

    // The question that a repair asks is answered with a click on its first button.
    static void confirmNextQuestion(bool &isAnswered)
    {
        auto *timer = new QTimer(qApp);
        timer->setInterval(20);
        connect(timer, &QTimer::timeout, qApp, [timer, &isAnswered] {
            auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget());
            if (!box)
                return;
            timer->deleteLater();
            isAnswered = true;
            for (auto *button : box->buttons()) {
                if (box->buttonRole(button) == QMessageBox::AcceptRole)
                    return QTest::mouseClick(button, Qt::LeftButton);
            }
        });
        timer->start();
    }

    static void click(QWidget *widget)
    {
        QVERIFY(widget && widget->isVisible() && widget->isEnabled());
        QTest::mouseClick(widget, Qt::LeftButton);
    }

    // The facet, the first row of it, the last with Shift, and the button that the details offer.
    static void mend(DatasetPage &page, const char *facet, const char *repair)
    {
        auto *button = page.facets()->button(QLatin1String(facet));
        click(button);
        QTRY_VERIFY(page.model().rowCount() > 0);
        auto *grid = page.grid();
        const auto place = [&](int row) { return grid->visualRect(page.model().index(row)).center(); };
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, place(0));
        QTRY_VERIFY(page.details()->repairButton(QLatin1String(repair)));
        if (page.model().rowCount() > 1)
            QTest::mouseClick(grid->viewport(), Qt::LeftButton, Qt::ShiftModifier,
                              place(page.model().rowCount() - 1));
        QTRY_VERIFY(page.details()->repairButton(QLatin1String(repair)));
        auto *mendButton = page.details()->repairButton(QLatin1String(repair));
        bool isAnswered = false;
        confirmNextQuestion(isAnswered);
        QTest::mouseClick(mendButton, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isAnswered, 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!page.isChanging(), 20'000);
        QTRY_VERIFY_WITH_TIMEOUT(!page.isScanning(), 20'000);
        click(button); // the filter is off again
    }

private Q_SLOTS:
    void aFaultyFolder_becomesTrainable()
    {
        QTemporaryDir dir;
        const fs::path root = fs::path(dir.path().toStdString()) / "photographs";
        for (int i = 0; i < 8; ++i) {
            const auto name = "IMG_" + std::to_string(i);
            const auto map = pngOf(photograph(i == 1 ? 160 : 320, i == 1 ? 120 : i == 2 ? 320 : 240, i + 20));
            write(root / "image" / (name + ".jpg"),
                  i == 3   ? jpegOf(photograph(240, 320, i), 6) // lies on its side
                  : i == 7 ? jpegOf(photograph(320, 240, 6))    // the same as 6
                           : jpegOf(photograph(320, 240, i)));
            if (i == 4) // the map has another name
                write(root / "condition/IMG_4_canny.png", map);
            else
                write(root / "condition" / (name + ".png"), map);
            write(root / "image" / (name + ".txt"), "a photograph, number " + std::to_string(i));
        }
        const auto whole = jpegOf(photograph(320, 240, 5));
        write(root / "image/IMG_5.jpg", std::string_view(whole).substr(0, whole.size() / 2)); // truncated
        QVERIFY(checkPairs(*readPairs(root), {}).count(Severity::Error) > 0);

        Theme theme(*qApp, ThemeChoice::Dark);
        DialogAsker asker;
        QSettings settings(dir.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        MainWindow window(theme, asker, settings);
        window.resize(1280, 800);
        window.show();

        // The folder is dropped on the window.
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(QString::fromStdString(root.string()))});
        QDragEnterEvent enter({640, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop({640, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QSignalSpy opened(&window, &MainWindow::projectOpened);
        QApplication::sendEvent(&window, &drop);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 20'000);
        auto *page = window.findChild<DatasetPage *>();
        QVERIFY(page);
        QTRY_VERIFY_WITH_TIMEOUT(page->isVisible() && page->model().rowCount() > 0 && !page->isScanning(),
                                 20'000);
        QTRY_VERIFY(page->facets()->button(QStringLiteral("issue:unpaired"))->count() > 0);

        mend(*page, "issue:unpaired", "pair");
        mend(*page, "issue:size_differs", "resize");
        mend(*page, "issue:exif", "exif");
        mend(*page, "issue:aspect_differs", "crop");
        mend(*page, "issue:unreadable", "quarantine");
        const auto report = checkPairs(*readPairs(root), {});
        QCOMPARE(report.count(Severity::Error), size_t(0));
        QVERIFY(report.trainableCount() >= 6);
        QVERIFY(fs::exists(root / ".armature/quarantine/image/IMG_5.jpg")); // nothing was deleted
        QVERIFY(window.close());
    }
};

QTEST_MAIN(MouseOnlyTest)
#include "mouse_only_test.moc"
