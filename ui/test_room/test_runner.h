#pragma once
// The queue of pictures to make and the one thread that makes them, with a session that stays warm. Lives on
// the window's thread; conditions are read, pictures sampled, saved and judged on the other.

#include "core/image/canny.h"
#include "core/session/test_session.h"
#include "ui/test_room/condition_maker.h"
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
    // Instead of the conditions themselves, for the proof sheet: none, or the same mirrored.
    bool isConditionBlank = false, isConditionMirrored = false;
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

    // Makes the conditions of pictures; one that knows no networks where none is set.
    void setMaker(std::shared_ptr<const ConditionMaker> maker) { m_maker = std::move(maker); }
    // Called once on the worker, before the first task.
    void setFactory(SessionFactory factory);
    bool hasFactory() const;

    // Loads and checks; opened() or openFailed() follows. Another one that waits is forgotten.
    void open(const TestModels &models);
    quint64 add(TestTask task); // its id
    void remove(quint64 id);    // waiting: gone; running: stopped
    void stopAll();
    void release(); // the models' memory is given back; the next picture loads them again
    bool isBusy() const { return m_runningId != 0 || !m_waiting.empty(); }
    quint64 runningId() const { return m_runningId; }
    int waitingCount() const { return int(m_waiting.size()); }
    const std::deque<TestTask> &waiting() const { return m_waiting; }
    // Nothing new is begun until it is let go again: something else has the device.
    void setHeld(bool isHeld);

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
    std::shared_ptr<const ConditionMaker> m_maker;
    std::deque<TestTask> m_waiting;
    quint64 m_lastId = 0, m_runningId = 0;
    bool m_isHeld = false;
};

// A file as a condition, whatever it is. Errors: those of decodeOriented().
Result<Image> conditionFor(const std::filesystem::path &file, int width, int height, FitMode fit);
// How well a picture follows a condition of lines, white on black or black on white: its edges against them,
// 0..1, as the training room measures it. Empty for other conditions.
std::optional<double> adherenceOf(const Image &picture, const Image &condition,
                                  const CannyOptions &edges = {});
} // namespace armature::ui
