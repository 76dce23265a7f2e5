#include "core/events/event_json.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>

namespace armature {

using Json = nlohmann::ordered_json;

namespace {

std::string_view codeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::BadInput:
        return "bad_input";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Corrupt:
        return "corrupt";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::Conflict:
        return "conflict";
    case ErrorCode::Locked:
        return "locked";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::DiskFull:
        return "disk_full";
    case ErrorCode::OutOfMemory:
        return "out_of_memory";
    case ErrorCode::Numeric:
        return "numeric";
    case ErrorCode::Interrupted:
        return "interrupted";
    case ErrorCode::Internal:
        return "internal";
    }
    return "internal";
}

struct ToJson
{
    Json operator()(const RunStarted &e) const
    {
        return {{"event", "run_started"},
                {"run_folder", e.runFolder.string()},
                {"total_steps", e.totalSteps},
                {"first_step", e.firstStep},
                {"pairs", e.pairs},
                {"excluded_pairs", e.excludedPairs},
                {"parameters", e.parameters},
                {"device", e.device},
                {"precision", e.precision}};
    }
    Json operator()(const StateChanged &e) const { return {{"event", "state"}, {"state", nameOf(e.state)}}; }
    Json operator()(const PhaseChanged &e) const { return {{"event", "phase"}, {"name", e.name}}; }
    Json operator()(const CacheProgress &e) const
    {
        return {{"event", "cache_progress"}, {"done", e.done}, {"total", e.total}};
    }
    Json operator()(const StepDone &e) const
    {
        return {{"event", "step"},
                {"step", e.step},
                {"total_steps", e.totalSteps},
                {"epoch", e.epoch},
                {"loss", e.loss},
                {"smoothed_loss", e.smoothedLoss},
                {"learning_rate", e.learningRate},
                {"gradient_norm", e.gradientNorm},
                {"seconds_per_step", e.secondsPerStep},
                {"samples_per_second", e.samplesPerSecond},
                {"seconds_left", e.secondsLeft ? Json(*e.secondsLeft) : Json()},
                {"memory_bytes", e.memoryBytes},
                {"peak_memory_bytes", e.peakMemoryBytes},
                {"images_seen", e.imagesSeen}};
    }
    Json operator()(const StepSkipped &e) const
    {
        return {{"event", "step_skipped"},
                {"step", e.step},
                {"reason", e.reason},
                {"count_in_a_row", e.countInARow}};
    }
    Json operator()(const ValidationDone &e) const
    {
        Json prompts = Json::array(), conditions = Json::array();
        for (const ShownPrompt &one : e.shown) {
            prompts.push_back(one.prompt);
            conditions.push_back(one.condition.string());
        }
        return {{"event", "validation_done"},
                {"step", e.step},
                {"folder", e.folder.string()},
                {"sheet", e.sheet.string()},
                {"seconds", e.seconds},
                {"images", e.images},
                {"prompts", std::move(prompts)},
                {"conditions", std::move(conditions)}};
    }
    Json operator()(const ControlGain &e) const
    {
        return {{"event", "control_gain"},
                {"step", e.step},
                {"loss_true", e.lossTrue},
                {"loss_shuffled", e.lossShuffled},
                {"loss_blank", e.lossBlank}};
    }
    Json operator()(const CheckpointSaved &e) const
    {
        return {{"event", "checkpoint_saved"}, {"step", e.step},       {"folder", e.folder.string()},
                {"verified", e.verified},      {"seconds", e.seconds}, {"bytes", e.bytes}};
    }
    Json operator()(const CheckpointPruned &e) const
    {
        return {{"event", "checkpoint_pruned"}, {"step", e.step}, {"folder", e.folder.string()}};
    }
    Json operator()(const Warning &e) const
    {
        return {{"event", "warning"}, {"message", e.message}, {"remedy", e.remedy}};
    }
    Json operator()(const RunPaused &e) const { return {{"event", "run_paused"}, {"step", e.step}}; }
    Json operator()(const RunResumed &e) const { return {{"event", "run_resumed"}, {"step", e.step}}; }
    Json operator()(const RunFailed &e) const
    {
        return {{"event", "run_failed"},
                {"code", codeName(e.error.code)},
                {"message", e.error.message},
                {"remedy", e.error.remedy},
                {"kept", e.error.kept}};
    }
    Json operator()(const RunFinished &e) const
    {
        return {{"event", "run_finished"},
                {"outcome", nameOf(e.outcome)},
                {"step", e.step},
                {"output_folder", e.outputFolder.string()}};
    }
};

// What is on the disk and how the run ended: to be known whatever happens to the disk.
bool isLastWord(const TrainEvent &event)
{
    return std::holds_alternative<CheckpointSaved>(event) || std::holds_alternative<ValidationDone>(event) ||
           std::holds_alternative<RunPaused>(event) || std::holds_alternative<RunFailed>(event) ||
           std::holds_alternative<RunFinished>(event);
}

// After a power cut the lines tell of every step that a checkpoint holds.
bool mustLast(const TrainEvent &event)
{
    const auto *phase = std::get_if<PhaseChanged>(&event);
    return isLastWord(event) || (phase && phase->name == "save");
}

constexpr int64_t kReserve = 64 << 10, kForLastWords = 16 << 10; // bytes

std::string toLine(const Json &object) { return object.dump(-1, ' ', false, Json::error_handler_t::replace); }

bool writeAll(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        text.remove_prefix(static_cast<size_t>(written));
    }
    return true;
}

} // namespace

Json eventToJson(const TrainEvent &event)
{
    Json object = std::visit(ToJson(), event);
    for (auto &[key, value] : object.items())
        if (value.is_number_float() && !std::isfinite(value.template get<double>()))
            value = nullptr;
    return object;
}

std::string eventToJsonLine(const TrainEvent &event) { return toLine(eventToJson(event)); }

Result<std::unique_ptr<JsonLinesSink>> JsonLinesSink::open(const std::filesystem::path &file)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return fail(ErrorCode::Io,
                    fmt::format("{} cannot be written: {}.", file.string(), std::strerror(errno)),
                    "Check the folder's permissions and the space on the disk.");
    }
    return std::unique_ptr<JsonLinesSink>(new JsonLinesSink(descriptor, true));
}

JsonLinesSink::~JsonLinesSink()
{
    if (m_isOwned)
        ::close(m_descriptor);
}

void JsonLinesSink::onEvent(const TrainEvent &event)
{
    Json object = eventToJson(event);
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    object["time"] =
        static_cast<double>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()) / 1000;
    std::string line = toLine(object) + "\n";
    const std::lock_guard lock(m_mutex);
    if (!hasRoomFor(line.size(), isLastWord(event))) {
        m_hasFailed = true;
        return;
    }
    if (m_isCutOff) // what a full disk left of a line must not swallow this one
        line.insert(line.begin(), '\n');
    m_isCutOff = !writeAll(m_descriptor, line);
    m_hasFailed = m_hasFailed || m_isCutOff;
    if (mustLast(event))
        ::fdatasync(m_descriptor); // a pipe or a terminal has nothing to sync
}

// Sets blocks aside beyond the file's end, which a disk that fills up later cannot take away. False: it is full, and what is
// left of them is for last words.
bool JsonLinesSink::hasRoomFor(size_t bytes, bool isLastWord)
{
    struct stat info {};
    m_canReserve = m_canReserve && ::fstat(m_descriptor, &info) == 0 && S_ISREG(info.st_mode);
    const int64_t end = info.st_size + static_cast<int64_t>(bytes);
    if (!m_canReserve || end + kForLastWords <= m_reservedTo)
        return true;
    if (::fallocate(m_descriptor, FALLOC_FL_KEEP_SIZE, info.st_size, end - info.st_size + kReserve) == 0) {
        m_reservedTo = end + kReserve;
        return true;
    }
    const bool isFull = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    m_canReserve = isFull || errno == EINTR; // not every file system knows how
    return !isFull || isLastWord;
}

bool JsonLinesSink::hasFailed() const
{
    const std::lock_guard lock(m_mutex);
    return m_hasFailed;
}

} // namespace armature
