#pragma once
// Events as JSON: one object per line, {"event":"step","step":7,...}, keys in snake_case. A number that is
// not finite and a value that is not known yet are null. This is what --progress json prints and events.jsonl
// holds.

#include "core/base/result.h"
#include "core/events/event_sink.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

namespace armature {

nlohmann::ordered_json eventToJson(const TrainEvent &event);
// Without the newline; texts that are not UTF-8 are repaired.
std::string eventToJsonLine(const TrainEvent &event);

// Writes each event as a line, at once and in one piece, with "time" in seconds since 1970 added. Safe to
// call from several threads. A line that cannot be written is dropped: a full disk must not end a run by its
// diary. Where the file system can set blocks aside, a full disk still takes the lines that say what is safe and
// how the run ended; they and the steps before a checkpoint are on the disk, not only on their way to it.
class JsonLinesSink final : public EventSink
{
public:
    // Appends to the file, creating it. Errors: Io, naming the file.
    static Result<std::unique_ptr<JsonLinesSink>> open(const std::filesystem::path &file);
    // Writes to a descriptor that stays the caller's, such as stdout's.
    explicit JsonLinesSink(int descriptor) : m_descriptor(descriptor) {}
    ~JsonLinesSink() override;
    JsonLinesSink(const JsonLinesSink &) = delete;
    JsonLinesSink &operator=(const JsonLinesSink &) = delete;

    void onEvent(const TrainEvent &event) override;
    bool hasFailed() const;

private:
    JsonLinesSink(int descriptor, bool isOwned) : m_descriptor(descriptor), m_isOwned(isOwned) {}
    bool hasRoomFor(size_t bytes, bool isLastWord);

    const int m_descriptor;
    const bool m_isOwned = false;
    mutable std::mutex m_mutex;
    bool m_hasFailed = false;
    bool m_isCutOff = false; // the last line is not whole
    bool m_canReserve = true;
    int64_t m_reservedTo = 0; // bytes of the file that have their blocks, written or not
};

} // namespace armature
