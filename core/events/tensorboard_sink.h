#pragma once
// The curves of a run for TensorBoard: a file events.out.tfevents.* of its own (TFRecord frames around
// protobuf Event messages). Tags are diffusers' `loss` and `lr`, beside smoothed_loss, gradient_norm,
// samples_per_second and control_gain/*.

#include "core/base/result.h"
#include "core/events/event_sink.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace armature {

class TensorBoardSink final : public EventSink
{
public:
    // Creates the folder (output_dir/logging_dir/tracker_project_name, as accelerate does) and a new file in
    // it. Errors: Io, naming the folder.
    static Result<std::unique_ptr<TensorBoardSink>> open(const std::filesystem::path &folder);
    ~TensorBoardSink() override;
    TensorBoardSink(const TensorBoardSink &) = delete;
    TensorBoardSink &operator=(const TensorBoardSink &) = delete;

    void onEvent(const TrainEvent &event) override;

private:
    explicit TensorBoardSink(std::FILE *file) : m_file(file) {}
    void writeRecord(std::string_view message);

    std::mutex m_mutex;
    std::FILE *m_file;
};

} // namespace armature
