#include "ui/preprocess/map_worker.h"

#include "core/data/crop_plan.h"
#include "core/image/codec.h"
#include "core/image/map_kind.h"
#include "core/image/resample.h"
#include "preprocess/map_poses.h"
#include "preprocess/openpose_draw.h"
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
    Status canFind(const PoseOptions &options) const override { return m_lent->session->canFind(options); }
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

// What somebody made of the people on this picture, if it was done for this recipe.
std::optional<Pose> editedPose(const MapMaker &maker, const std::filesystem::path &maps,
                               const std::string &source)
{
    if (maps.empty() || !maker.findsPeople())
        return std::nullopt;
    const auto store = MapStore::open(maps);
    const auto *version = store ? store->find(maker.recipe()) : nullptr;
    if (!version || !editedPoses(maps, version->number).contains(source))
        return std::nullopt;
    return storedPose(maps, version->number, source);
}

Result<MapResult> resultOf(const MapMaker &maker, const Image &picture, const std::optional<Pose> &edited,
                           const std::stop_token &stop)
{
    if (!edited)
        return maker.make(picture, stop);
    if (!edited->people.empty())
        return maker.makeFromPose(*edited, picture.width(), picture.height(), stop);
    MapResult nobody;
    nobody.nothingFound = "no person found";
    return nobody;
}

// The people on the picture's own pixels; none where nobody can say how the map lies on it.
std::optional<Pose> poseOnPicture(const MapResult &result, const Image &picture)
{
    const PixelSize size{picture.width(), picture.height()};
    if (!result.pose || result.pose->people.empty())
        return Pose{size.width, size.height, {}};
    if (!sameAspect(size, {result.pose->width, result.pose->height}))
        return std::nullopt;
    return scaled(*result.pose, size.width, size.height);
}

// The picture and the map, cut and resized just as Dataset::load() does it for the trainer.
QImage asTrained(const Image &whole, const std::optional<CropPlan> &plan, std::optional<MapKind> kind)
{
    if (!plan)
        return toQImage(whole);
    const Image rgb = toRgb8(whole);
    return toQImage(cut(kind ? resizeMap(rgb, plan->resizeW, plan->resizeH, *kind)
                             : resize(rgb, plan->resizeW, plan->resizeH, Filter::Bilinear),
                        *plan));
}

MadeMap makeOne(const MapMaker &maker, const MapRequest &request, size_t index, const Image &picture,
                const std::stop_token &stop)
{
    MadeMap made;
    made.file = request.files[index];
    made.recipe = maker.recipe();
    const auto edited = index < request.sources.size()
                            ? editedPose(maker, request.maps, request.sources[index])
                            : std::nullopt;
    const auto result = resultOf(maker, picture, edited, stop);
    std::optional<CropPlan> plan;
    if (request.trainingSize > 0) {
        const auto square = squarePlan({picture.width(), picture.height()}, request.trainingSize, {});
        if (square)
            plan = *square;
        else
            made.error = sentence(square.error());
    }
    made.picture = asTrained(picture, plan, std::nullopt);
    if (!result) {
        made.error = sentence(result.error());
        return made;
    }
    made.nothing = QString::fromStdString(result->nothingFound);
    made.note = QString::fromStdString(result->note);
    made.isEdited = edited.has_value();
    if (maker.findsPeople())
        made.pose = edited ? edited : poseOnPicture(*result, picture);
    if (made.nothing.isEmpty() && !result->map.isEmpty())
        made.map = asTrained(result->map, plan, maker.mapKind());
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
                    MadeMap unread;
                    unread.file = file;
                    unread.error = sentence(picture.error());
                    post([this, i, unread] { Q_EMIT this->made(int(i), unread); });
                    continue;
                }
            }
            MadeMap made = makeOne(**maker, request, i, lastPicture, own);
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
