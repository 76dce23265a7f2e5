#include "app/cli/progress_bar.h"

#include "core/events/event_json.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

namespace armature {

namespace {

using std::chrono::milliseconds;
constexpr milliseconds kBarInterval{100};
constexpr milliseconds kPlainInterval{5000};

std::string gibibytes(int64_t bytes)
{
    return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1LL << 30));
}

std::string speedText(const StepDone &step)
{
    if (!(step.secondsPerStep > 0))
        return {};
    return step.secondsPerStep >= 1 ? fmt::format("  {:.2f} s/step", step.secondsPerStep)
                                    : fmt::format("  {:.2f} steps/s", 1 / step.secondsPerStep);
}

std::string stepText(const StepDone &step)
{
    std::string text = fmt::format("{}/{}  loss {:.4f}  lr {:.2e}", step.step, step.totalSteps,
                                   step.smoothedLoss, step.learningRate);
    text += speedText(step);
    if (step.secondsLeft)
        text += "  " + durationText(*step.secondsLeft) + " left";
    return text;
}

// The line that an event leaves for good; empty for those that leave none.
struct ToLine
{
    std::string operator()(const RunStarted &e) const
    {
        std::string line = fmt::format("Training {:.1f} million weights on {} pairs, {} steps, on {} in {}",
                                       static_cast<double>(e.parameters) / 1e6, e.pairs, e.totalSteps,
                                       e.device, e.precision);
        if (e.excludedPairs > 0)
            line += fmt::format("; {} pairs left out", e.excludedPairs);
        if (e.firstStep > 0)
            line += fmt::format("; continuing after step {}", e.firstStep);
        return line;
    }
    std::string operator()(const PhaseChanged &) const { return {}; }
    std::string operator()(const StateChanged &e) const
    {
        return e.state == RunState::Stopping ? "Finishing the step, then saving ..." : "";
    }
    std::string operator()(const CacheProgress &) const { return {}; }
    std::string operator()(const StepDone &) const { return {}; }
    std::string operator()(const StepSkipped &e) const
    {
        return fmt::format("step {}: skipped, {} ({} in a row)", e.step, e.reason, e.countInARow);
    }
    std::string operator()(const ValidationDone &e) const
    {
        const auto &shown = e.sheet.empty() ? e.folder : e.sheet;
        return fmt::format("step {}: validation pictures in {} ({})", e.step, shown.string(),
                           durationText(e.seconds));
    }
    std::string operator()(const ControlGain &e) const
    {
        return fmt::format("step {}: held-out loss {:.4f}, with another condition {:.4f}, with none {:.4f}",
                           e.step, e.lossTrue, e.lossShuffled, e.lossBlank);
    }
    std::string operator()(const CheckpointSaved &e) const
    {
        return fmt::format("step {}: checkpoint {}{}, {}, {}", e.step, e.folder.string(),
                           e.verified ? " saved and verified" : " saved", gibibytes(e.bytes),
                           durationText(e.seconds));
    }
    std::string operator()(const CheckpointPruned &e) const
    {
        return fmt::format("older checkpoint {} removed", e.folder.string());
    }
    std::string operator()(const Warning &e) const
    {
        return "Note: " + e.message + (e.remedy.empty() ? "" : " " + e.remedy);
    }
    std::string operator()(const RunPaused &e) const { return fmt::format("step {}: paused", e.step); }
    std::string operator()(const RunResumed &e) const { return fmt::format("step {}: going on", e.step); }
    std::string operator()(const RunFailed &) const { return {}; } // the command says it on stderr
    std::string operator()(const RunFinished &e) const
    {
        return e.outcome == RunOutcome::Finished
                   ? fmt::format("Done: {} steps, the ControlNet is in {}", e.step, e.outputFolder.string())
                   : fmt::format("Stopped after step {}, everything is saved in {}. Go on with "
                                 "--resume_from_checkpoint latest",
                                 e.step, e.outputFolder.string());
    }
};

int terminalColumns(std::FILE *out)
{
    struct winsize size = {};
    return ::ioctl(::fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

std::string durationText(double seconds)
{
    if (!(seconds >= 0) || seconds > 1e9)
        return "unknown time";
    if (seconds < 9.95)
        return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<int64_t>(std::llround(seconds));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    if (whole < 86400)
        return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
    return fmt::format("{} d {:02} h", whole / 86400, whole % 86400 / 3600);
}

ProgressBar::~ProgressBar()
{
    if (!m_barLine.empty()) {
        std::fputc('\n', m_out);
        std::fflush(m_out);
    }
}

void ProgressBar::onEvent(const TrainEvent &event)
{
    const std::lock_guard lock(m_mutex);
    if (const auto *step = std::get_if<StepDone>(&event))
        show(*step);
    else if (const auto *cache = std::get_if<CacheProgress>(&event))
        show(*cache);
    else if (const std::string line = std::visit(ToLine(), event); !line.empty())
        say(line);
}

void ProgressBar::show(const StepDone &step)
{
    const bool isLast = step.step >= step.totalSteps;
    const double share =
        step.totalSteps > 0 ? static_cast<double>(step.step) / static_cast<double>(step.totalSteps) : 0;
    draw(share, stepText(step), isLast);
}

void ProgressBar::show(const CacheProgress &cache)
{
    const double share =
        cache.total > 0 ? static_cast<double>(cache.done) / static_cast<double>(cache.total) : 1;
    draw(share, fmt::format("caching {}/{}", cache.done, cache.total), cache.done >= cache.total);
}

void ProgressBar::say(const std::string &line)
{
    const std::string bar = m_barLine;
    clearBar();
    std::fputs((line + "\n" + bar).c_str(), m_out);
    m_barLine = bar;
    std::fflush(m_out);
}

void ProgressBar::draw(double share, const std::string &text, bool isLast)
{
    if (!isDue(m_style == Style::Bar ? kBarInterval : kPlainInterval) && !isLast)
        return;
    if (m_style == Style::Plain) {
        std::fputs((text + "\n").c_str(), m_out);
        std::fflush(m_out);
        return;
    }
    clearBar();
    const int columns = m_columns > 0 ? m_columns : terminalColumns(m_out);
    const int room = std::clamp(columns - static_cast<int>(text.size()) - 4, 0, 40);
    const int filled = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * room));
    if (room >= 5)
        m_barLine = fmt::format("[{:.<{}}] ", std::string(static_cast<size_t>(filled), '='), room);
    m_barLine += text.substr(0, static_cast<size_t>(std::max(columns - 1, 1)));
    std::fputs(m_barLine.c_str(), m_out);
    if (isLast) {
        std::fputc('\n', m_out);
        m_barLine.clear();
    }
    std::fflush(m_out);
}

void ProgressBar::clearBar()
{
    constexpr const char *kEraseLine = "\r\x1b[K";
    if (!m_barLine.empty())
        std::fputs(kEraseLine, m_out);
    m_barLine.clear();
}

bool ProgressBar::isDue(milliseconds interval)
{
    const auto now = std::chrono::steady_clock::now();
    if (m_lastShown != std::chrono::steady_clock::time_point{} && now - m_lastShown < interval)
        return false;
    m_lastShown = now;
    return true;
}

std::unique_ptr<EventSink> makeProgressSink(const std::string &progress, std::FILE *out)
{
    if (progress == "json")
        return std::make_unique<JsonLinesSink>(::fileno(out));
    if (progress == "none")
        return std::make_unique<TeeSink>(std::vector<EventSink *>());
    const bool isBar = progress == "bar" || (progress == "auto" && ::isatty(::fileno(out)) == 1);
    return std::make_unique<ProgressBar>(out, isBar ? ProgressBar::Style::Bar : ProgressBar::Style::Plain);
}

} // namespace armature
