#pragma once
// What a run does, in words for someone who has never trained anything.

#include "core/events/run_history.h"

#include <QString>

namespace armature::ui {

QString stateWord(RunState state);                                   // "Running"
QString progressWords(const RunHistory &history, RunState state);    // "Step 120 of 320, 1 min left, 1.9 steps a second"
QString learningWords(const RunHistory &history, RunState state);    // whether the condition is read yet, and what to do

// The gain from which the condition counts as read: below it lies what the noise of the measurement gives.
constexpr double kGainNoise = 0.02, kGainClear = 0.1;

inline bool isFollowing(const ControlGain &gain) { return gainOf(gain) >= kGainClear; }

} // namespace armature::ui
