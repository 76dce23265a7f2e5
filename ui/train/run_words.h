#pragma once
// What a run does, in words for someone who has never trained anything.

#include "core/events/run_history.h"

#include <QString>

#include <utility>
#include <vector>

namespace armature::ui {

QString stateWord(RunState state, bool isStopped = false); // "Running"; isStopped: it said so itself, rather than being cut off
QString progressWords(const RunHistory &history, RunState state);    // "Step 120 of 320, 1 min left, 1.9 steps a second"
// Whether the condition is read yet, what to expect, and when to stop. `adherence`: by step, 0 to 1; may be empty.
QString learningWords(const RunHistory &history, RunState state, const std::vector<std::pair<int64_t, double>> &adherence = {});
QString signedPercent(double share); // "+12 %"

// The gain from which the condition counts as read: below it lies what the noise of the measurement gives.
constexpr double kGainNoise = 0.02, kGainClear = 0.1;

inline bool isFollowing(const ControlGain &gain) { return gainOf(gain) >= kGainClear; }

} // namespace armature::ui
