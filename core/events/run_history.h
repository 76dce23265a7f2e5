#pragma once
// What a run has told so far, read back from its lines of JSON (core/events/event_json.h) while it goes on or long after.
// Every number of the file is kept; what a resumed run did over again replaces what was there.

#include "core/events/events.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace armature {

struct StepPoint
{
    int64_t step = 0;
    double loss = 0, smoothedLoss = 0, learningRate = 0, gradientNorm = 0, secondsPerStep = 0; // NaN where the line had null
    double time = 0; // seconds since 1970
    int64_t memoryBytes = 0;
};

struct RunHistory
{
    std::vector<StepPoint> steps; // ascending
    std::vector<ControlGain> gains;
    std::vector<ValidationDone> rounds;
    std::vector<CheckpointSaved> checkpoints; // verified ones, also those that were pruned later
    std::vector<Warning> warnings;
    std::optional<RunStarted> started;
    std::optional<RunFinished> finished; // the newest launch has ended so
    std::optional<Error> failure;        // or so
    bool isPaused = false;               // it ended to carry on later
    RunState state = RunState::Ready;    // as the run said last
    std::string phase;
    CacheProgress caching;
    std::optional<double> secondsLeft;
    int64_t memoryBytes = 0, peakMemoryBytes = 0;
    int64_t skippedSteps = 0;
    int64_t damagedLines = 0; // of a file that something else wrote into

    int64_t lastStep() const { return steps.empty() ? (started ? started->firstStep : 0) : steps.back().step; }
    int64_t lastCheckpoint() const { return checkpoints.empty() ? -1 : checkpoints.back().step; }
};

// How much worse held-out pairs do with another pair's condition; 0: the condition is not used.
inline double gainOf(const ControlGain &gain) { return gain.lossTrue > 0 ? gain.lossShuffled / gain.lossTrue - 1 : 0; }

// The lines that a run tells, as they come into its file.
class RunDiary
{
public:
    explicit RunDiary(std::filesystem::path file) : m_file(std::move(file)) {}

    struct News
    {
        bool isAnew = false; // the file became shorter: what was told before is not so
        bool isMore = false; // there is more to read
        std::vector<nlohmann::json> lines; // null for one that something else wrote
        bool isEmpty() const { return !isAnew && !isMore && lines.empty(); }
    };
    // What was added since, at most maxBytes of it; a last line without its end waits. A file that is not there yet has
    // nothing. Errors: Io.
    Result<News> read(size_t maxBytes = size_t(1) << 20);
    const std::filesystem::path &file() const { return m_file; }

private:
    std::filesystem::path m_file;
    uint64_t m_offset = 0;
    std::string m_rest;
};

// Makes the history longer by what is new in its diary, or by something that was told elsewhere.
void take(RunHistory &history, const RunDiary::News &news);
void take(RunHistory &history, const TrainEvent &event);

// Both in one.
class RunHistoryReader
{
public:
    explicit RunHistoryReader(std::filesystem::path file) : m_diary(std::move(file)) {}

    // True if there was anything new. Errors: Io.
    Result<bool> read(size_t maxBytes = size_t(1) << 20);
    const RunHistory &history() const { return m_history; }
    const std::filesystem::path &file() const { return m_diary.file(); }

private:
    RunDiary m_diary;
    RunHistory m_history;
};

} // namespace armature
