#include "core/events/run_control.h"

namespace armature {

void RunControl::requestStop() { m_stop.request_stop(); }

void RunControl::requestLeave()
{
    m_isLeaveRequested = true;
    requestStop();
}

void RunControl::requestPause()
{
    const std::lock_guard lock(m_mutex);
    m_isPauseRequested = true;
}

void RunControl::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isPauseRequested = false;
    }
    m_changed.notify_all();
}

bool RunControl::isPauseRequested() const
{
    const std::lock_guard lock(m_mutex);
    return m_isPauseRequested;
}

bool RunControl::waitWhilePaused()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, m_stop.get_token(), [this] { return !m_isPauseRequested; });
    return !m_stop.stop_requested();
}

} // namespace armature
