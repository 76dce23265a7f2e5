#include "ui/test_room/test_runner.h"

#include "core/image/codec.h"
#include "core/image/edge_score.h"
#include "core/image/map_kind.h"
#include "ui/project/paths.h"
#include "ui/widgets/to_qimage.h"

#include <QDateTime>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <thread>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr int kEdgeReach = 1; // px by which an edge may miss and still counts, as in the training room

Result<std::vector<Condition>> conditionsOf(const TestTask &task, const ConditionMaker &maker)
{
    std::vector<Condition> conditions;
    for (const ControlSettings &control : task.settings.controls) {
        if (task.isConditionBlank) {
            conditions.push_back({Image(task.settings.width, task.settings.height, 3), {}, {}});
            continue;
        }
        ARMATURE_TRY(Condition condition,
                     maker.make(control, task.settings.width, task.settings.height, task.settings.fit));
        if (task.isConditionMirrored)
            condition.image = flipHorizontal(condition.image);
        conditions.push_back(std::move(condition));
    }
    return conditions;
}

TestRequest requestFor(const TestSettings &settings, const std::vector<Condition> &conditions)
{
    TestRequest request;
    request.models.base = settings.base.string();
    for (size_t i = 0; i < settings.controls.size(); ++i) {
        const ControlSettings &control = settings.controls[i];
        request.models.controlNets.push_back(control.net.string());
        request.controls.push_back({conditions[i].image, control.scale, control.start, control.end});
    }
    request.prompt = settings.prompt.toStdString();
    request.negativePrompt = settings.negativePrompt.toStdString();
    request.readsWeights = settings.readsWeights;
    request.scheduler = settings.scheduler.toStdString();
    request.steps = settings.steps;
    request.guidanceScale = settings.guidanceScale;
    request.guessMode = settings.guessMode;
    request.seed = settings.seed;
    request.width = settings.width;
    request.height = settings.height;
    return request;
}

// By the second, then numbered: nothing is overwritten.
fs::path freeName(const fs::path &folder, quint64 seed)
{
    const QString stem = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss")) +
                         QLatin1Char('-') + QString::number(seed);
    std::error_code error;
    for (int i = 0;; ++i) {
        const QString name = i == 0 ? stem : stem + QLatin1Char('-') + QString::number(i);
        const fs::path file = folder / (name + QStringLiteral(".png")).toStdString();
        if (!fs::exists(file, error))
            return file;
    }
}

Result<fs::path> save(const TestTask &task, const TestSettings &settings, const TestPicture &picture)
{
    std::error_code error;
    fs::create_directories(task.folder, error);
    if (error)
        return fail(ErrorCode::Io,
                    "The folder " + task.folder.string() + " cannot be made: " + error.message() + ".",
                    "Check its permissions and the space on its disk.");
    const fs::path file = freeName(task.folder, task.settings.seed);
    ARMATURE_CHECK(
        writePng(file, picture.image, pngTexts(settings, QString::fromStdString(picture.schedulerClass))));
    return file;
}

} // namespace

struct TestRunner::Worker
{
    using Job = std::function<void(TestSession &)>;

    SessionFactory factory;
    std::mutex mutex;
    std::condition_variable wake;
    std::deque<Job> jobs;
    std::stop_source stop; // of the running picture
    std::atomic<quint64> openAge = 0;
    bool isEnding = false;
    std::thread thread;

    ~Worker()
    {
        {
            const std::lock_guard lock(mutex);
            isEnding = true;
            stop.request_stop();
            jobs.clear();
        }
        wake.notify_all();
        if (thread.joinable())
            thread.join();
    }

    void post(Job job)
    {
        const std::lock_guard lock(mutex);
        jobs.push_back(std::move(job));
        if (!thread.joinable())
            thread = std::thread([this] { run(); });
        wake.notify_one();
    }

    void run()
    {
        const std::unique_ptr<TestSession> session = factory();
        for (;;) {
            std::unique_lock lock(mutex);
            wake.wait(lock, [this] { return isEnding || !jobs.empty(); });
            if (isEnding)
                return;
            const Job job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            job(*session);
        }
    }
};

TestRunner::TestRunner(QObject *parent)
    : QObject(parent), m_worker(std::make_unique<Worker>()), m_maker(std::make_shared<ConditionMaker>())
{
}

TestRunner::~TestRunner() = default;

void TestRunner::setFactory(SessionFactory factory)
{
    m_worker->factory = std::move(factory);
    next();
}

bool TestRunner::hasFactory() const { return bool(m_worker->factory); }

void TestRunner::open(const TestModels &models)
{
    const quint64 age = ++m_worker->openAge;
    m_worker->post([this, models, age](TestSession &session) {
        if (age != m_worker->openAge)
            return;
        const Result<TestModelFacts> facts = session.open(models);
        QMetaObject::invokeMethod(this, [this, facts, age] {
            if (age != m_worker->openAge)
                return;
            facts ? Q_EMIT opened(*facts) : Q_EMIT openFailed(facts.error());
        });
    });
}

quint64 TestRunner::add(TestTask task)
{
    task.id = ++m_lastId;
    m_waiting.push_back(std::move(task));
    next();
    Q_EMIT queueChanged();
    return m_lastId;
}

void TestRunner::remove(quint64 id)
{
    if (id == m_runningId)
        m_worker->stop.request_stop();
    std::erase_if(m_waiting, [id](const TestTask &task) { return task.id == id; });
    Q_EMIT queueChanged();
}

void TestRunner::stopAll()
{
    m_waiting.clear();
    if (m_runningId != 0)
        m_worker->stop.request_stop();
    Q_EMIT queueChanged();
}

void TestRunner::release()
{
    if (m_worker->thread.joinable())
        m_worker->post([](TestSession &session) { session.release(); });
}

void TestRunner::setHeld(bool isHeld)
{
    m_isHeld = isHeld;
    next();
    Q_EMIT queueChanged();
}

void TestRunner::next()
{
    if (m_runningId != 0 || m_waiting.empty() || !hasFactory() || m_isHeld)
        return;
    const TestTask task = std::move(m_waiting.front());
    m_waiting.pop_front();
    m_runningId = task.id;
    m_worker->stop = std::stop_source();
    Q_EMIT started(task.id, task.settings);
    m_worker->post([this, task, maker = m_maker, stop = m_worker->stop.get_token()](TestSession &session) {
        const auto work = [&]() -> Result<std::shared_ptr<TestResult>> {
            ARMATURE_TRY(const std::vector<Condition> conditions, conditionsOf(task, *maker));
            ARMATURE_TRY(
                const TestPicture picture,
                session.sample(requestFor(task.settings, conditions), stop, [&](const TestStep &step) {
                    QMetaObject::invokeMethod(this, [this, id = task.id, done = step.done, total = step.total,
                                                     preview = toQImage(step.preview)] {
                        Q_EMIT stepped(id, done, total, preview);
                    });
                }));
            const auto result = std::make_shared<TestResult>();
            result->image = toQImage(picture.image);
            result->settings = task.settings;
            for (size_t i = 0; i < conditions.size() && !task.isConditionBlank; ++i)
                result->settings.controls[i].recipe = conditions[i].recipe;
            if (!conditions.empty() && !task.isConditionBlank)
                result->settings.adherence = adherenceOf(picture.image, conditions.front().image,
                                                         maker->edgesOf(result->settings.controls.front()));
            ARMATURE_TRY(result->file, save(task, result->settings, picture));
            for (const std::string &note : picture.notes)
                result->notes << QString::fromStdString(note);
            return result;
        };
        const auto done = work();
        QMetaObject::invokeMethod(this, [this, id = task.id, done] {
            m_runningId = 0;
            next(); // first, so that whoever hears of this picture sees the queue as it is
            done ? Q_EMIT made(id, *done) : Q_EMIT failed(id, done.error());
            Q_EMIT queueChanged();
        });
    });
}

Result<Image> conditionFor(const fs::path &file, int width, int height, FitMode fit)
{
    ARMATURE_TRY(const Image image, decodeOriented(file));
    return fitCondition(image, width, height, fit);
}

std::optional<double> adherenceOf(const Image &picture, const Image &condition, const CannyOptions &edges)
{
    if (picture.width() != condition.width() || picture.height() != condition.height() ||
        guessMapKind(condition) != MapKind::Lines)
        return std::nullopt;
    constexpr int kMiddle = 128;
    Image wanted(condition.width(), condition.height(), 1);
    const auto &seen = condition.samples<std::uint8_t>();
    const size_t count = seen.size() / 3;
    size_t bright = 0;
    for (size_t i = 0; i < count; ++i)
        bright += seen[i * 3] >= kMiddle;
    const bool isInverse = bright > count / 2; // black on white
    std::uint8_t *lines = wanted.row<std::uint8_t>(0);
    for (size_t i = 0; i < count; ++i)
        lines[i] = (seen[i * 3] >= kMiddle) == isInverse ? 0 : 255;
    return compareEdges(canny(picture, edges), wanted, kEdgeReach).f1();
}

} // namespace armature::ui
