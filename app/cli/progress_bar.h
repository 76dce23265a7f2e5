#pragma once
// What a person sees of a run: a bar at the bottom of a terminal with messages above it, or plain lines for a
// log file.

#include "core/events/event_sink.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>

namespace armature {

class ProgressBar final : public EventSink
{
public:
    enum class Style {
        Bar,   // one line that is drawn again, for a terminal
        Plain, // a line every few seconds
    };
    // out stays the caller's. columns: width of the terminal, 0 to ask it at every drawing.
    ProgressBar(std::FILE *out, Style style, int columns = 0) : m_out(out), m_style(style), m_columns(columns)
    {
    }
    ~ProgressBar() override;

    void onEvent(const TrainEvent &event) override;

private:
    void show(const StepDone &step);
    void show(const CacheProgress &cache);
    void say(const std::string &line); // above the bar
    void draw(double share, const std::string &text, bool isLast);
    void clearBar();
    bool isDue(std::chrono::milliseconds interval);

    std::mutex m_mutex;
    std::FILE *m_out;
    const Style m_style;
    const int m_columns;
    std::string m_barLine; // what stands on the last line now
    std::chrono::steady_clock::time_point m_lastShown{};
};

// The sink for --progress auto, bar, plain, json or none. auto is a bar where out is a terminal.
std::unique_ptr<EventSink> makeProgressSink(const std::string &progress, std::FILE *out);

// "45 s", "3 min 05 s", "1 h 02 min", "2 d 03 h".
std::string durationText(double seconds);

} // namespace armature
