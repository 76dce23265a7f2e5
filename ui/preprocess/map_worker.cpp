#include "ui/preprocess/map_worker.h"

#include "core/data/crop_plan.h"
#include "core/image/codec.h"
#include "core/image/fit.h"
#include "core/image/map_kind.h"
#include "ui/widgets/to_qimage.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace armature::ui {

namespace {

// Shares one session among several makers.
class LentSession : public AnnotateSession
{
public:
    struct Lent
    {
        std::mutex mutex;
        std::unique_ptr<AnnotateSession> session;
    };
    explicit LentSession(std::shared_ptr<Lent> lent) : m_lent(std::move(lent)) {}

    Result<FloatMap> map(const FloatMap &rgb, std::stop_token stop) override
    {
        const std::lock_guard lock(m_lent->mutex);
        return m_lent->session->map(rgb, stop);
    }
    Result<Pose> pose(const Image &picture, const PoseOptions &options, std::stop_token stop) override
    {
        const std::lock_guard lock(m_lent->mutex);
        return m_lent->session->pose(picture, options, stop);
    }
    int sizeMultiple() const override { return m_lent->session->sizeMultiple(); }
    bool isMetric() const override { return m_lent->session->isMetric(); }

private:
    std::shared_ptr<Lent> m_lent;
};

QString sentence(const Error &error)
{
    QString all = QString::fromStdString(error.message);
    if (!error.remedy.empty())
        all += QLatin1Char(' ') + QString::fromStdString(error.remedy);
    return all;
}

Image cut(const Image &whole, const CropPlan &plan)
{
    return crop(whole, plan.cropX, plan.cropY, plan.cropW, plan.cropH);
}

MadeMap makeOne(const MapMaker &maker, const std::filesystem::path &file, const Image &picture,
                int trainingSize, const std::stop_token &stop)
{
    MadeMap made{file, {}, {}, {}, {}, {}};
    const auto result = maker.make(picture, stop);
    std::optional<CropPlan> plan;
    if (trainingSize > 0) {
        const auto square = squarePlan({picture.width(), picture.height()}, trainingSize, {});
        if (square)
            plan = *square;
        else
            made.error = sentence(square.error());
    }
    made.picture = toQImage(
        plan ? cut(fitCondition(picture, plan->resizeW, plan->resizeH, FitMode::Stretch), *plan) : picture);
    if (!result) {
        made.error = sentence(result.error());
        return made;
    }
    made.nothing = QString::fromStdString(result->nothingFound);
    made.note = QString::fromStdString(result->note);
    if (made.nothing.isEmpty() && !result->map.isEmpty())
        made.map =
            toQImage(plan ? cut(resizeMap(result->map, plan->resizeW, plan->resizeH, maker.mapKind()), *plan)
                          : result->map);
    return made;
}

} // namespace

struct MapWorker::Shared
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::optional<MapRequest> next;
    quint64 age = 0;          // of the newest request
    std::stop_source current; // of the one being worked on
};

MapWorker::MapWorker(QObject *parent) : QObject(parent), m_shared(std::make_shared<Shared>())
{
    m_thread = std::jthread([this](std::stop_token stop) { run(stop); });
}

MapWorker::~MapWorker()
{
    cancel();
    m_thread.request_stop();
    m_thread.join();
}

void MapWorker::request(MapRequest request)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->current.request_stop();
    m_shared->next = std::move(request);
    m_shared->age = ++m_age;
    m_isBusy = true;
    m_shared->changed.notify_all();
}

void MapWorker::cancel()
{
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->current.request_stop();
        m_shared->next.reset();
        m_shared->age = ++m_age;
    }
    if (std::exchange(m_isBusy, false))
        Q_EMIT finished();
}

void MapWorker::run(std::stop_token stop)
{
    std::filesystem::path lastFile;
    Image lastPicture;
    while (!stop.stop_requested()) {
        MapRequest request;
        quint64 age = 0;
        std::stop_token own;
        {
            std::unique_lock lock(m_shared->mutex);
            if (!m_shared->changed.wait(lock, stop, [&] { return m_shared->next.has_value(); }))
                return;
            request = std::move(*m_shared->next);
            m_shared->next.reset();
            age = m_shared->age;
            m_shared->current = {};
            own = m_shared->current.get_token();
        }
        // Only what the newest request made arrives.
        const auto post = [this, age](auto &&what) {
            QMetaObject::invokeMethod(
                this,
                [this, age, what = std::forward<decltype(what)>(what)] {
                    if (age == m_age)
                        what();
                },
                Qt::QueuedConnection);
        };
        const auto maker = MapMaker::open(request.recipe, request.options);
        if (!maker) {
            post([this, error = maker.error()] {
                m_isBusy = false;
                Q_EMIT failed(error);
                Q_EMIT finished();
            });
            continue;
        }
        for (size_t i = 0; i < request.files.size() && !own.stop_requested(); ++i) {
            const auto &file = request.files[i];
            if (file != lastFile || lastPicture.isEmpty()) {
                auto picture = decodeOriented(file);
                lastFile = picture ? file : std::filesystem::path();
                lastPicture = picture ? std::move(*picture) : Image();
                if (!picture) {
                    post([this, i, made = MadeMap{file, {}, {}, {}, {}, sentence(picture.error())}] {
                        Q_EMIT this->made(int(i), made);
                    });
                    continue;
                }
            }
            MadeMap made = makeOne(**maker, file, lastPicture, request.trainingSize, own);
            if (!own.stop_requested())
                post([this, i, made = std::move(made)] { Q_EMIT this->made(int(i), made); });
        }
        post([this] {
            m_isBusy = false;
            Q_EMIT finished();
        });
    }
}

OpenNetwork sharedNetworks(OpenNetwork open)
{
    struct Kept
    {
        std::mutex mutex;
        std::map<std::string, std::shared_ptr<LentSession::Lent>> sessions;
    };
    return [open = std::move(open), kept = std::make_shared<Kept>()](
               const AnnotatorRequest &request) -> Result<std::unique_ptr<AnnotateSession>> {
        std::string key = request.net + '\n' + request.device;
        for (const std::string &file : request.files)
            key += '\n' + file;
        const std::lock_guard lock(kept->mutex);
        auto &lent = kept->sessions[key];
        if (!lent) {
            ARMATURE_TRY(auto session, open(request));
            lent = std::make_shared<LentSession::Lent>();
            lent->session = std::move(session);
        }
        return std::make_unique<LentSession>(lent);
    };
}

} // namespace armature::ui
