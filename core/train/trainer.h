#pragma once
// A training run from its options to its result. Reads as its phases: prepare, cache, start or resume, then for each
// step obey, fetch, step, report, save, validate.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/fs.h"
#include "core/config/train_options.h"
#include "core/diffusion/base_model.h"
#include "core/events/event_sink.h"
#include "core/events/run_control.h"
#include "core/train/batch_source.h"
#include "core/train/checkpoint.h"
#include "core/train/control_gain.h"
#include "core/train/lr_schedule.h"
#include "core/train/prefetcher.h"
#include "core/train/run_data.h"
#include "core/train/step_meter.h"
#include "core/train/step_runner.h"
#include "core/train/validation.h"

namespace armature {

class Trainer
{
public:
    // References must outlive the trainer. Events come from the calling thread.
    Trainer(TrainOptions options, EventSink &sink, RunControl &control);
    ~Trainer();

    // Runs to the end, to a stop that was asked for (saved first), or to an error. After an error everything up to the
    // last verified checkpoint is kept, and the error says so.
    Result<RunOutcome> run();

private:
    // The phases, in order (trainer_setup.cpp, then trainer.cpp).
    Result<RunOutcome> runPhases();
    Status openFolder();
    Status prepareData();
    Status loadModels();
    Status fillCaches();
    Status startOrResume();
    Result<RunOutcome> loop();
    Result<RunOutcome> endFinished();
    Result<RunOutcome> endInterrupted();

    // Between steps: save, sample and pause as asked. True: stop was asked for.
    Result<bool> obeyControl();
    // Nothing when stop was asked for while it waited for pictures.
    Result<std::optional<StepOutcome>> trainOneStep();
    Status report(const StepOutcome &outcome);
    Status saveIfDue();
    Status save();
    Status validateIfDue();
    Status validate();
    Status checkFolder() const; // before anything is made in it

    Result<ControlNet> openControlNetToTrain();
    Status resumeFrom(const std::filesystem::path &folder);
    Status makeHeldBatches();
    TrainState trainState() const;
    std::map<std::string, std::string> resultMetadata() const;
    tl::unexpected<Error> outOfMemory(const std::string &detail) const;
    tl::unexpected<Error> engineFailure(const std::string &text) const;
    void phase(const char *name);
    void warn(std::string message, std::string remedy = {});

    TrainOptions m_options;
    EventSink &m_sink;
    RunControl &m_control;

    std::filesystem::path m_output;
    std::optional<RunLock> m_lock;
    bool m_wasFolderMade = false;
    bool m_isOwnFile = false; // the single file is there and of this run
    ResumePoint m_resume;
    nlohmann::json m_resolvedOptions;
    RunData m_data;
    BaseModel m_base;
    ComputePlan m_plan;
    std::optional<LatentCache> m_latentCache;
    std::optional<TextCache> m_textCache;
    std::optional<ControlNet> m_controlNet;
    std::optional<StepRunner> m_runner;
    std::optional<LrSchedule> m_rates;
    std::unique_ptr<BatchSource> m_batches;
    std::unique_ptr<Prefetcher<HostBatch>> m_prefetcher;
    std::unique_ptr<Validation> m_validation;
    std::vector<StepBatch> m_held;
    LossWatch m_watch;
    StepMeter m_meter;
    int64_t m_step = 0, m_totalSteps = 0, m_accumulation = 1;
    int64_t m_savedStep = -1, m_validatedStep = -1;
    int64_t m_epoch = 0, m_imagesSeen = 0;
    double m_imagesPerStep = 0;
};

} // namespace armature
