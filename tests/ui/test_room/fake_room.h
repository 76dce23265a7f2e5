#pragma once
// The test room over a folder of three pairs, with a session and a training that do what a test wishes.

#include "core/image/png_writer.h"
#include "tests/ui/test_room/room_support.h"
#include "ui/project/project.h"
#include "ui/test_room/result_strip.h"
#include "ui/test_room/test_page.h"
#include "ui/test_room/training_hold.h"
#include "ui/theme/theme.h"
#include "ui/widgets/error_bar.h"
#include "ui/window/engine_link.h"
#include "ui/window/jobs.h"

#include <QLabel>
#include <QMenu>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QtTest>

#include <atomic>
#include <chrono>
#include <thread>

namespace testing {

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

class FakeRoom
{
protected:
    void loadTheme() { m_theme = std::make_unique<Theme>(*qApp, ThemeChoice::Dark); }
    void openRoom()
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
    void leaveRoom()
    {
        m_wishes->isWaiting = false;
        m_page.reset();
        m_project.reset();
    }
    ControlBox *box() { return m_page->form()->boxes().front(); }
    QString status() { return m_page->findChild<QLabel *>(QStringLiteral("test.status"))->text(); }
    void waitUntilReady()
    {
        QVERIFY(QTest::qWaitFor([this] { return m_page->form()->missing().isEmpty(); }, kWait));
    }
    void choose(const char *button, const QString &title)
    {
        QTimer::singleShot(0, m_page.get(), [title] {
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
    fs::path make() { return madeBy(*m_page); }

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

} // namespace testing
