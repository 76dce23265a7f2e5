#include "core/session/train_session.h"

#include "core/base/process_memory.h"
#include "core/events/event_json.h"
#include "core/events/tensorboard_sink.h"
#include "core/session/engine_info.h"
#include "core/train/trainer.h"

namespace armature {

namespace {

// The diaries of a run start with its first event after the folder is known to be ours to write.
class Diaries final : public EventSink
{
public:
    explicit Diaries(const TrainOptions &options) : m_options(options) {}

    void onEvent(const TrainEvent &event) override
    {
        if (std::holds_alternative<RunStarted>(event))
            open();
        if (m_lines)
            m_lines->onEvent(event);
        if (m_curves)
            m_curves->onEvent(event);
    }

private:
    void open()
    {
        const std::filesystem::path output = m_options.output_dir;
        if (auto lines = JsonLinesSink::open(output / "events.jsonl"))
            m_lines = std::move(*lines);
        if (m_options.report_to != "tensorboard" && m_options.report_to != "all")
            return;
        if (auto curves = TensorBoardSink::open(output / m_options.logging_dir / m_options.tracker_project_name))
            m_curves = std::move(*curves);
    }

    const TrainOptions &m_options;
    std::unique_ptr<JsonLinesSink> m_lines;
    std::unique_ptr<TensorBoardSink> m_curves;
};

} // namespace

Result<RunOutcome> runTraining(const TrainOptions &options, EventSink &sink, RunControl &control)
{
    openCuda();
    Diaries diaries(options);
    TeeSink both({&sink, &diaries});
    Result<RunOutcome> outcome = Trainer(options, both, control).run();
    giveFreedMemoryBack();
    return outcome;
}

} // namespace armature
