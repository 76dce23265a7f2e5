// The whole visit to the test room by mouse, on the starter's base model with the real session.
#include "core/session/test_session.h"
#include "tests/support/starter_net.h"
#include "ui/project/paths.h"
#include "ui/project/project.h"
#include "ui/test_room/export_dialog.h"
#include "ui/test_room/grid_dialog.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/ask.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDropEvent>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QtTest>

#include <algorithm>

using namespace armature;
using namespace armature::ui;

namespace {

namespace fs = std::filesystem;
constexpr int kWait = 60000;

class NoAsker : public Asker
{
public:
    int ask(QWidget *, const Question &) override { return 0; }
    std::optional<QString> folder(QWidget *, const QString &, const QString &) override { return {}; }
    std::optional<QString> openFile(QWidget *, const QString &, const QString &, const QString &) override
    {
        return {};
    }
};

bool writeText(const fs::path &path, const QByteArray &bytes)
{
    fs::create_directories(path.parent_path());
    QFile file(displayPath(path));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

void drop(QWidget &widget, const fs::path &file)
{
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(displayPath(file))});
    QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &enter);
    QDropEvent event(QPointF(9, 9), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &event);
}

} // namespace

class ByMouseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aVisit_fromCheckpointToExport()
    {
        QTemporaryDir dir;
        const fs::path root = fs::path(dir.path().toStdString()), pictures = root / "pictures",
                       run = pictures / ".armature/runs/first", checkpoint = run / "checkpoint-40";
        QVERIFY(writeText(run / "run.json", "{\"pretrained_model_name_or_path\": \"" +
                                                displayPath(fs::canonical(testing::kStarterModel)).toUtf8() +
                                                "\"}"));
        QVERIFY(writeText(checkpoint / "manifest.json", "{}"));
        QVERIFY(testing::writeStarterControlNet(checkpoint / "controlnet"));

        Theme theme(*qApp, ThemeChoice::Dark);
        JobList jobs;
        NoAsker asker;
        EngineLink engine;
        auto project = std::move(*Project::open(pictures));
        TestPage page(PageServices{theme, jobs, asker, engine});
        page.resize(1280, 800);
        page.show();
        page.setSessionFactory(&makeTestSession);
        page.openProject(*project);
        TestForm *form = page.form();
        const auto button = [&](const char *name) {
            return page.findChild<QAbstractButton *>(QLatin1String(name));
        };
        const auto click = [](QWidget *widget) { QTest::mouseClick(widget, Qt::LeftButton); };

        // A checkpoint from the menu.
        QTRY_VERIFY_WITH_TIMEOUT(!form->settings().base.empty(), kWait);
        ControlBox *box = form->boxes().front();
        QTimer::singleShot(100, &page, [&] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            QVERIFY(menu);
            QTest::mouseClick(menu, Qt::LeftButton, {},
                              menu->actionGeometry(menu->actions().first()).center());
        });
        click(box->findChild<QToolButton *>(QStringLiteral("control.chooseNet")));
        QCOMPARE(box->settings().net, checkpoint);

        // A picture dropped, two generated. Few steps, for the time it takes.
        drop(*box->well(), testing::kStarterGoldens / "condition.png");
        QTRY_VERIFY_WITH_TIMEOUT(button("test.generate")->isEnabled(), kWait);
        QTRY_COMPARE_WITH_TIMEOUT(form->settings().width, 128, kWait);
        TestSettings few = form->settings();
        few.steps = 2;
        form->setSettings(few);
        QTRY_VERIFY_WITH_TIMEOUT(button("test.generate")->isEnabled(), kWait);
        for (int count = 1; count <= 2; ++count) {
            click(button("test.generate"));
            QTRY_COMPARE_WITH_TIMEOUT(page.strip()->count(), count, kWait);
        }

        // Compared with the slider.
        QTest::mouseClick(page.strip()->viewport(), Qt::LeftButton, {},
                          page.strip()->visualItemRect(page.strip()->item(0)).center());
        QTest::mouseClick(page.strip()->viewport(), Qt::LeftButton, Qt::ControlModifier,
                          page.strip()->visualItemRect(page.strip()->item(1)).center());
        QCOMPARE(page.strip()->selected().size(), size_t(2));
        const auto buttons = page.findChildren<QToolButton *>();
        const auto slider = std::ranges::find_if(buttons, [](const QToolButton *one) {
            return one->accessibleName() == QStringLiteral("Compare with a slider");
        });
        QVERIFY(slider != buttons.end());
        click(*slider);
        QCOMPARE(page.stage()->mode(), CompareMode::Slider);

        // A grid with what the dialog offers by itself.
        QSignalSpy sheets(&page, &TestPage::sheetMade);
        QTimer::singleShot(100, &page, [&] {
            auto *dialog = page.findChild<GridDialog *>();
            QVERIFY(dialog);
            for (QPushButton *one : dialog->findChildren<QPushButton *>())
                if (one->text() == QStringLiteral("Make the grid"))
                    return click(one);
        });
        click(button("test.grid"));
        QTRY_COMPARE_WITH_TIMEOUT(sheets.size(), 1, kWait);
        QVERIFY(page.strip()->count() >= 5);

        // Settings from the first picture.
        const fs::path first = page.strip()->file(page.strip()->count() - 1);
        drop(page, first);
        QCOMPARE(form->settings().seed, settingsOf(first)->seed);

        // Out into the world.
        QString answer;
        QTimer::singleShot(100, &page, [&] {
            auto *dialog = page.findChild<ExportDialog *>();
            QVERIFY(dialog);
            QSignalSpy answers(dialog, &ExportDialog::answered);
            click(dialog->findChild<QPushButton *>(QStringLiteral("export.write")));
            QVERIFY(answers.size() == 1 || answers.wait(kWait));
            answer = dialog->answer();
            dialog->close();
        });
        click(button("test.export"));
        QVERIFY2(answer.contains(QStringLiteral("compared")), qPrintable(answer));
        QVERIFY(fs::exists(root / "controlnet-checkpoint-40/README.md"));
        QVERIFY(fs::exists(root / "controlnet-checkpoint-40.safetensors"));
    }
};

QTEST_MAIN(ByMouseTest)
#include "by_mouse_test.moc"
