#pragma once
// The queue of pictures to make and the one thread that makes them, with a session that stays warm. Lives on
// the window's thread; conditions are read, pictures sampled, saved and judged on the other.

#include "core/session/test_session.h"
#include "ui/test_room/test_settings.h"

#include <QImage>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace armature::ui {

using SessionFactory = std::function<std::unique_ptr<TestSession>()>;

struct TestTask
{
    quint64 id = 0;
    TestSettings settings;        // sizes given
    std::filesystem::path folder; // where the PNG goes; made when it is not there
    // Draws this instead of the condition files: the proof sheet's "no condition".
    bool isConditionBlank = false;
};

struct TestResult
{
    std::filesystem::path file;
    QImage image;
    TestSettings settings; // with what was found out about the picture
    QStringList notes;
};

class TestRunner : public QObject
{
    Q_OBJECT

public:
    explicit TestRunner(QObject *parent = nullptr);
    ~TestRunner() override; // waits for at most one network

    // Called once on the worker, before the first task.
    void setFactory(SessionFactory factory);
    bool hasFactory() const;

    // Loads and checks; opened() or openFailed() follows. Another one that waits is forgotten.
    void open(const TestModels &models);
    quint64 add(TestTask task); // its id
    void remove(quint64 id);    // waiting: gone; running: stopped
    void stopAll();
    bool isBusy() const { return m_runningId != 0 || !m_waiting.empty(); }
    quint64 runningId() const { return m_runningId; }
    int waitingCount() const { return int(m_waiting.size()); }

Q_SIGNALS:
    void opened(const armature::TestModelFacts &facts);
    void openFailed(const armature::Error &error);
    void started(quint64 id, const armature::ui::TestSettings &settings);
    void stepped(quint64 id, qint64 done, qint64 total, const QImage &preview);
    void made(quint64 id, const std::shared_ptr<armature::ui::TestResult> &result);
    void failed(quint64 id, const armature::Error &error); // Interrupted where it was stopped
    void queueChanged();

private:
    struct Worker;

    void next();

    std::unique_ptr<Worker> m_worker;
    std::deque<TestTask> m_waiting;
    quint64 m_lastId = 0, m_runningId = 0;
};

// The condition as the model sees it. Errors: those of decodeOriented().
Result<Image> conditionFor(const std::filesystem::path &file, int width, int height, FitMode fit);
// How well a picture follows a condition of lines: its edges against them, 0..1. Empty for other conditions.
std::optional<double> adherenceOf(const Image &picture, const Image &condition);
} // namespace armature::ui
