#pragma once
// A network that sees one standing person on every picture at least 100 px wide, and nobody on narrower ones.

#include "core/image/pose_edit.h"
#include "core/session/annotate_session.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace armature {

inline PosePerson personOn(int width, int height)
{
    return standingPerson(width * 0.5, height * 0.1, height * 0.8);
}

class PersonNetwork final : public AnnotateSession
{
public:
    // Waits while `isHeld` says so.
    explicit PersonNetwork(std::shared_ptr<std::atomic<bool>> isHeld = {}) : m_isHeld(std::move(isHeld)) {}

    Result<FloatMap> map(const FloatMap &, std::stop_token) override
    {
        return fail(ErrorCode::BadInput, "It gives people.");
    }
    Result<Pose> pose(const Image &picture, const PoseOptions &, std::stop_token) override
    {
        while (m_isHeld && *m_isHeld)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        Pose pose{picture.width(), picture.height(), {}};
        if (picture.width() >= 100)
            pose.people.push_back(personOn(picture.width(), picture.height()));
        return pose;
    }
    int sizeMultiple() const override { return 1; }

private:
    std::shared_ptr<std::atomic<bool>> m_isHeld;
};

} // namespace armature
