#pragma once
// One network for several threads: pictures are read and maps written side by side, the network takes them
// one by one.

#include "core/session/annotate_session.h"

#include <functional>
#include <memory>
#include <mutex>

namespace armature {

// openAnnotator() of core/session/annotate_session.h or of the EngineDoor.
using OpenNetwork = std::function<Result<std::unique_ptr<AnnotateSession>>(const AnnotatorRequest &)>;

class SharedNetwork
{
public:
    explicit SharedNetwork(std::unique_ptr<AnnotateSession> session) : m_session(std::move(session)) {}

    Result<FloatMap> map(const FloatMap &rgb, const std::stop_token &stop)
    {
        const std::lock_guard lock(m_mutex);
        return stop.stop_requested() ? stopped<FloatMap>() : m_session->map(rgb, stop);
    }
    Result<Pose> pose(const Image &picture, const PoseOptions &options, const std::stop_token &stop)
    {
        const std::lock_guard lock(m_mutex);
        return stop.stop_requested() ? stopped<Pose>() : m_session->pose(picture, options, stop);
    }
    Status canFind(const PoseOptions &options) const { return m_session->canFind(options); }
    int sizeMultiple() const { return m_session->sizeMultiple(); }
    bool isMetric() const { return m_session->isMetric(); }

private:
    template <typename T>
    static Result<T> stopped()
    {
        return fail(ErrorCode::Interrupted, "Stopped.");
    }

    std::mutex m_mutex;
    std::unique_ptr<AnnotateSession> m_session;
};

} // namespace armature
