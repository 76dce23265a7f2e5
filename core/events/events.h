#pragma once
// What a run tells about itself. Plain values without tensors, so that a terminal, a file, the studio or
// another process can take them. Steps count finished optimiser steps from the very beginning of the run,
// resumed or not.

#include "core/base/result.h"
#include "core/config/added_validation.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace armature {

// The one state that decides which buttons work.
enum class RunState {
    Ready,
    Checking,
    Running,
    Pausing,
    Paused,
    Saving,
    Stopping,
    Finished,
    Interrupted,
    Failed,
};
std::string_view nameOf(RunState state); // "ready", "checking", ...

enum class RunOutcome {
    Finished,    // all steps done, result written
    Interrupted, // stopped by the user, checkpoint written
};
std::string_view nameOf(RunOutcome outcome);

struct RunStarted
{
    std::filesystem::path runFolder;
    int64_t totalSteps = 0;
    int64_t firstStep = 0;     // steps that were done before; 0 for a fresh run
    int64_t pairs = 0;         // trained on
    int64_t excludedPairs = 0; // found but unusable, or held out
    int64_t parameters = 0;    // numbers being trained
    std::string device;        // "cpu", "cuda:0"
    std::string precision;     // "fp32", "fp16", "bf16": of the computation
};

struct StateChanged
{
    RunState state = RunState::Ready;
};

// The run's own words for what it does now: "check pairs", "cache latents", "train", "validate", "save".
struct PhaseChanged
{
    std::string name;
};

struct CacheProgress
{
    int64_t done = 0;
    int64_t total = 0;
};

struct StepDone
{
    int64_t step = 0;
    int64_t totalSteps = 0;
    int64_t epoch = 0;       // from 0
    double loss = 0;         // mean over the step's micro-batches
    double smoothedLoss = 0; // mean over about the last 50 steps
    double learningRate = 0;
    double gradientNorm = 0; // before it is limited
    double secondsPerStep = 0;
    double samplesPerSecond = 0;
    std::optional<double> secondsLeft; // empty until the speed is known
    int64_t memoryBytes = 0;           // on the training device
    int64_t peakMemoryBytes = 0;
    int64_t imagesSeen = 0;
};

struct StepSkipped
{
    int64_t step = 0; // the step that was not applied
    std::string reason;
    int countInARow = 0;
};

struct ValidationDone
{
    int64_t step = 0;
    std::filesystem::path folder;
    std::filesystem::path sheet; // the contact sheet in it
    double seconds = 0;
    std::vector<ShownPrompt> shown = {}; // by the number in the pictures' names; empty in diaries from before they told it
    int64_t images = 1;                  // of each
};

// Loss on held-out pairs at fixed noise and timesteps: a ControlNet that has learned does worse with a wrong
// condition.
struct ControlGain
{
    int64_t step = 0;
    double lossTrue = 0;
    double lossShuffled = 0; // with another pair's condition
    double lossBlank = 0;
};

struct CheckpointSaved
{
    int64_t step = 0;
    std::filesystem::path folder;
    bool verified = false; // read back and compared
    double seconds = 0;
    int64_t bytes = 0;
};

struct CheckpointPruned
{
    int64_t step = 0;
    std::filesystem::path folder;
};

struct Warning
{
    std::string message;
    std::string remedy;
};

struct RunPaused
{
    int64_t step = 0;
};

struct RunResumed
{
    int64_t step = 0;
};

// How a graphics card that stopped answering is told, in a RunFailed of the code Internal: such a run goes on in
// another process only.
inline constexpr std::string_view kDeviceLost = "The graphics card stopped answering";
inline bool isDeviceLost(const Error &error)
{
    return error.code == ErrorCode::Internal && error.message.starts_with(kDeviceLost);
}

// The last event of a run is one of these two.
struct RunFailed
{
    Error error;
};

struct RunFinished
{
    RunOutcome outcome = RunOutcome::Finished;
    int64_t step = 0;
    std::filesystem::path outputFolder;
};

using TrainEvent = std::variant<RunStarted, StateChanged, PhaseChanged, CacheProgress, StepDone, StepSkipped,
                                ValidationDone, ControlGain, CheckpointSaved, CheckpointPruned, Warning,
                                RunPaused, RunResumed, RunFailed, RunFinished>;

} // namespace armature
