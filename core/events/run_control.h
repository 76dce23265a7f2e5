#pragma once
// How a run is steered from outside. Anyone may ask from any thread; the run looks between steps.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace armature {

class RunControl
{
public:
    // Asking.
    void requestStop();  // finish the step, save, end; also ends a pause
    void requestPause(); // finish the step and wait
    void requestLeave(); // as a stop, but told as a pause: memory goes back, a later run carries on
    void resume();
    void requestSave() { m_saveRequested = true; }     // a checkpoint after this step
    void requestSample() { m_sampleRequested = true; } // validation pictures after this step

    // Looking. take... answers true once per request.
    bool isStopRequested() const { return m_stop.stop_requested(); }
    bool isPauseRequested() const;
    bool isLeaveRequested() const { return m_isLeaveRequested; }
    bool takeSaveRequest() { return m_saveRequested.exchange(false); }
    bool takeSampleRequest() { return m_sampleRequested.exchange(false); }
    // For long calls that can end early: stopped as soon as requestStop is called.
    std::stop_token stopToken() const { return m_stop.get_token(); }

    // Returns at once when no pause is asked for, else when it ends. False when the run is to stop. A save or
    // sample asked for during a pause is answered after it.
    bool waitWhilePaused();

private:
    std::stop_source m_stop;
    std::atomic<bool> m_isLeaveRequested = false;
    std::atomic<bool> m_saveRequested = false;
    std::atomic<bool> m_sampleRequested = false;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_isPauseRequested = false;
};

} // namespace armature
