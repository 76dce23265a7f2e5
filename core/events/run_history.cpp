#include "core/events/run_history.h"

#include "core/events/event_json.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

namespace armature {

namespace {

using Json = nlohmann::json;

double number(const Json &line, const char *key)
{
    const auto found = line.find(key);
    return found != line.end() && found->is_number() ? found->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

int64_t whole(const Json &line, const char *key)
{
    const auto found = line.find(key);
    return found != line.end() && found->is_number() ? found->get<int64_t>() : 0;
}

std::string text(const Json &line, const char *key)
{
    const auto found = line.find(key);
    return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <typename Row>
void dropBeyond(std::vector<Row> &rows, int64_t step)
{
    while (!rows.empty() && rows.back().step > step)
        rows.pop_back();
}

// A round or a checkpoint of a step that is there already replaces it.
template <typename Row>
void put(std::vector<Row> &rows, Row row)
{
    dropBeyond(rows, row.step - 1);
    rows.push_back(std::move(row));
}

void takeStart(RunHistory &history, const Json &line)
{
    RunStarted started;
    started.runFolder = text(line, "run_folder");
    started.totalSteps = whole(line, "total_steps");
    started.firstStep = whole(line, "first_step");
    started.pairs = whole(line, "pairs");
    started.excludedPairs = whole(line, "excluded_pairs");
    started.parameters = whole(line, "parameters");
    started.device = text(line, "device");
    started.precision = text(line, "precision");
    dropBeyond(history.steps, started.firstStep);
    dropBeyond(history.gains, started.firstStep);
    dropBeyond(history.rounds, started.firstStep);
    dropBeyond(history.checkpoints, started.firstStep);
    // It went on from one that it had verified, whether or not a full disk had taken the word of it.
    if (started.firstStep > 0 && history.lastCheckpoint() < started.firstStep)
        history.checkpoints.push_back({started.firstStep, started.runFolder / ("checkpoint-" + std::to_string(started.firstStep)), true, 0, 0});
    history.started = started;
}

void takeStep(RunHistory &history, const Json &line)
{
    StepPoint point;
    point.step = whole(line, "step");
    point.loss = number(line, "loss");
    point.smoothedLoss = number(line, "smoothed_loss");
    point.learningRate = number(line, "learning_rate");
    point.gradientNorm = number(line, "gradient_norm");
    point.secondsPerStep = number(line, "seconds_per_step");
    point.time = number(line, "time");
    point.memoryBytes = whole(line, "memory_bytes");
    put(history.steps, point);
    history.memoryBytes = point.memoryBytes;
    history.peakMemoryBytes = whole(line, "peak_memory_bytes");
    const double left = number(line, "seconds_left");
    history.secondsLeft = std::isfinite(left) ? std::optional(left) : std::nullopt;
}

std::vector<std::string> texts(const Json &line, const char *key)
{
    std::vector<std::string> all;
    const auto found = line.find(key);
    if (found != line.end() && found->is_array())
        for (const Json &one : *found)
            all.push_back(one.is_string() ? one.get<std::string>() : std::string());
    return all;
}

ValidationDone roundIn(const Json &line)
{
    ValidationDone round{whole(line, "step"), text(line, "folder"), text(line, "sheet"), number(line, "seconds"), {}, std::max<int64_t>(1, whole(line, "images"))};
    const std::vector<std::string> prompts = texts(line, "prompts"), conditions = texts(line, "conditions");
    for (size_t i = 0; i < std::min(prompts.size(), conditions.size()); ++i)
        round.shown.push_back({prompts[i], conditions[i]});
    return round;
}

RunState stateNamed(const std::string &name)
{
    for (const RunState state : {RunState::Ready, RunState::Checking, RunState::Running, RunState::Pausing, RunState::Paused, RunState::Saving,
                                 RunState::Stopping, RunState::Finished, RunState::Interrupted, RunState::Failed})
        if (nameOf(state) == name)
            return state;
    return RunState::Running;
}

ErrorCode codeNamed(const std::string &name)
{
    static const std::pair<const char *, ErrorCode> kCodes[] = {{"bad_input", ErrorCode::BadInput},     {"not_found", ErrorCode::NotFound},
                                                                {"corrupt", ErrorCode::Corrupt},        {"unsupported", ErrorCode::Unsupported},
                                                                {"conflict", ErrorCode::Conflict},      {"locked", ErrorCode::Locked},
                                                                {"io", ErrorCode::Io},                  {"disk_full", ErrorCode::DiskFull},
                                                                {"out_of_memory", ErrorCode::OutOfMemory}, {"numeric", ErrorCode::Numeric},
                                                                {"interrupted", ErrorCode::Interrupted}};
    for (const auto &[word, code] : kCodes)
        if (name == word)
            return code;
    return ErrorCode::Internal;
}

void takeLine(RunHistory &history, const Json &line)
{
    if (!line.is_object()) {
        ++history.damagedLines;
        return;
    }
    const std::string event = text(line, "event");
    if (event == "step") {
        takeStep(history, line);
    } else if (event == "run_started") {
        takeStart(history, line);
    } else if (event == "state") {
        history.state = stateNamed(text(line, "state"));
    } else if (event == "phase") {
        history.phase = text(line, "name");
        // A launch begins with a phase: what the one before ended with is over.
        history.finished.reset();
        history.failure.reset();
        history.isPaused = false;
    } else if (event == "cache_progress") {
        history.caching = {whole(line, "done"), whole(line, "total")};
    } else if (event == "step_skipped") {
        ++history.skippedSteps;
    } else if (event == "control_gain") {
        put(history.gains, ControlGain{whole(line, "step"), number(line, "loss_true"), number(line, "loss_shuffled"), number(line, "loss_blank")});
    } else if (event == "validation_done") {
        put(history.rounds, roundIn(line));
    } else if (event == "checkpoint_saved" && line.contains("verified") && line["verified"] == true) {
        put(history.checkpoints, CheckpointSaved{whole(line, "step"), text(line, "folder"), true, number(line, "seconds"), whole(line, "bytes")});
    } else if (event == "warning") {
        history.warnings.push_back({text(line, "message"), text(line, "remedy")});
    } else if (event == "run_paused") {
        history.isPaused = true;
    } else if (event == "run_resumed") {
        history.isPaused = false;
    } else if (event == "run_failed") {
        history.failure = Error{codeNamed(text(line, "code")), text(line, "message"), text(line, "remedy"), text(line, "kept")};
    } else if (event == "run_finished") {
        const auto outcome = text(line, "outcome") == nameOf(RunOutcome::Finished) ? RunOutcome::Finished : RunOutcome::Interrupted;
        history.finished = RunFinished{outcome, whole(line, "step"), text(line, "output_folder")};
    }
}

// A line that a power cut or a full disk left without its end is followed by the next launch's first one: that one counts.
void readLine(std::string_view bytes, std::vector<Json> &lines)
{
    constexpr std::string_view kBegin = "{\"event\":";
    if (bytes.empty())
        return;
    Json line = Json::parse(bytes, nullptr, false);
    lines.push_back(line.is_object() ? std::move(line) : Json());
    const size_t again = lines.back().is_object() ? std::string_view::npos : bytes.rfind(kBegin);
    if (again != std::string_view::npos && again > 0)
        readLine(bytes.substr(again), lines);
}

} // namespace

Result<RunDiary::News> RunDiary::read(size_t maxBytes)
{
    News news;
    std::error_code error;
    const uint64_t size = std::filesystem::file_size(m_file, error);
    if (error)
        return news;
    if (size < m_offset) {
        m_offset = 0;
        m_rest.clear();
        news.isAnew = true;
    }
    if (size == m_offset)
        return news;
    std::ifstream file(m_file, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(m_offset));
    std::string bytes(std::min<uint64_t>(size - m_offset, maxBytes), '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<size_t>(file.gcount()));
    if (bytes.empty())
        return fail(ErrorCode::Io, m_file.string() + " cannot be read: " + std::strerror(errno) + ".");
    m_offset += bytes.size();
    m_rest += bytes;
    size_t begin = 0;
    for (size_t end; (end = m_rest.find('\n', begin)) != std::string::npos; begin = end + 1)
        readLine(std::string_view(m_rest).substr(begin, end - begin), news.lines);
    m_rest.erase(0, begin);
    news.isMore = m_offset < size;
    return news;
}

void take(RunHistory &history, const RunDiary::News &news)
{
    if (news.isAnew)
        history = {};
    for (const Json &line : news.lines)
        takeLine(history, line);
}

void take(RunHistory &history, const TrainEvent &event) { takeLine(history, Json(eventToJson(event))); }

Result<bool> RunHistoryReader::read(size_t maxBytes)
{
    ARMATURE_TRY(const RunDiary::News news, m_diary.read(maxBytes));
    take(m_history, news);
    return !news.isEmpty();
}

} // namespace armature
