#include "core/train/trainer.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include "core/base/process_memory.h"
#include "core/train/device_batch.h"
#include "core/train/result_writer.h"
#include "core/train/run_folder.h"

namespace armature {

namespace fs = std::filesystem;

Trainer::Trainer(TrainOptions options, EventSink &sink, RunControl &control)
    : m_options(std::move(options)), m_sink(sink), m_control(control)
{
}
Trainer::~Trainer() = default;

Result<RunOutcome> Trainer::run()
{
    Result<RunOutcome> outcome = fail(ErrorCode::Internal, "The run did not start.");
    try {
        outcome = runPhases();
    } catch (const c10::OutOfMemoryError &error) {
        outcome = outOfMemory(error.what_without_backtrace());
    } catch (const std::bad_alloc &) {
        outcome = outOfMemory("");
    } catch (const c10::Error &error) {
        outcome = engineFailure(error.what_without_backtrace());
    } catch (const std::exception &error) { // no exception leaves the engine: its caller may be a window
        outcome = engineFailure(error.what());
    }
    if (outcome)
        return outcome;
    Error error = std::move(outcome.error());
    if (error.kept.empty() && m_savedStep > 0)
        error.kept = "everything up to step " + std::to_string(m_savedStep) + " in " + (m_output / ("checkpoint-" + std::to_string(m_savedStep))).string();
    if (m_lock)
        leaveUnused(m_output, m_wasFolderMade);
    m_sink.onEvent(RunFailed{error});
    return fail(std::move(error));
}

Result<RunOutcome> Trainer::runPhases()
{
    ARMATURE_CHECK(openFolder());
    if (const Status prepared = prepareData(); !prepared) {
        if (prepared.error().code == ErrorCode::Interrupted && m_control.isStopRequested())
            return endInterrupted();
        return fail(prepared.error());
    }
    ARMATURE_CHECK(loadModels());
    ARMATURE_CHECK(fillCaches());
    if (m_control.isStopRequested())
        return endInterrupted();
    ARMATURE_CHECK(startOrResume());
    return loop();
}

Result<RunOutcome> Trainer::loop()
{
    phase("train");
    ARMATURE_CHECK(validateIfDue());
    while (m_step < m_totalSteps) {
        ARMATURE_TRY(const bool mustStop, obeyControl());
        if (mustStop)
            return endInterrupted();
        ARMATURE_TRY(const std::optional<StepOutcome> outcome, trainOneStep());
        if (!outcome) // stopped while waiting for pictures
            continue;
        ARMATURE_CHECK(report(*outcome));
        ARMATURE_CHECK(saveIfDue());
        ARMATURE_CHECK(validateIfDue());
    }
    return endFinished();
}

Result<bool> Trainer::obeyControl()
{
    if (m_control.takeSaveRequest())
        ARMATURE_CHECK(save());
    if (m_control.takeSampleRequest())
        ARMATURE_CHECK(validate());
    if (m_control.isPauseRequested()) {
        ARMATURE_CHECK(save());
        m_sink.onEvent(RunPaused{m_step});
        giveFreedMemoryBack();
        if (m_control.waitWhilePaused())
            m_sink.onEvent(RunResumed{m_step});
    }
    return m_control.isStopRequested();
}

Result<std::optional<StepOutcome>> Trainer::trainOneStep()
{
    const Stopwatch watch;
    int64_t images = 0;
    for (int64_t part = 0; part < m_accumulation; ++part) {
        std::optional<HostBatch> host = m_prefetcher->next(m_control.stopToken());
        if (!host) { // nothing was applied; the micro-batches so far are drawn again after a resume
            m_runner->discard();
            return std::optional<StepOutcome>();
        }
        for (const std::string &words : host->replaced)
            m_sink.onEvent(Warning{words, "Run armature-cli check on the dataset."});
        if (host->isEmpty())
            return fail(host->error);
        m_epoch = host->epoch;
        images += host->condition.size(0);
        m_runner->accumulate(toDevice(*host, m_base, *m_runner, {m_options.seed, m_step, part, m_options.noise_offset}), m_accumulation);
    }
    const StepOutcome outcome = m_runner->apply(m_rates->rateAfter(m_step));
    ++m_step;
    m_imagesSeen += images;
    m_meter.add(watch.seconds());
    m_imagesPerStep = static_cast<double>(images);
    return std::optional(outcome);
}

Status Trainer::report(const StepOutcome &outcome)
{
    if (!outcome.isApplied) {
        const bool isTheEnd = m_watch.addSkipped();
        m_sink.onEvent(StepSkipped{m_step, "the loss or a gradient was not a finite number", m_watch.badInARow()});
        if (isTheEnd)
            return fail(ErrorCode::Numeric, "The loss was not a finite number " + std::to_string(m_watch.badInARow()) +
                                                " steps in a row, up to step " + std::to_string(m_step) + ".",
                        "Resume with a lower --learning_rate, or with --mixed_precision no.");
        return {};
    }
    m_watch.addFinite(outcome.loss);
    const ProcessMemory memory = processMemory();
    StepDone done;
    done.step = m_step;
    done.totalSteps = m_totalSteps;
    done.epoch = m_epoch;
    done.loss = outcome.loss;
    done.smoothedLoss = m_watch.smoothed();
    done.learningRate = m_rates->rateAfter(m_step - 1);
    done.gradientNorm = outcome.gradientNorm;
    done.secondsPerStep = m_meter.secondsPerStep();
    done.samplesPerSecond = done.secondsPerStep > 0 ? m_imagesPerStep / done.secondsPerStep : 0;
    done.secondsLeft = m_meter.secondsLeft(m_totalSteps - m_step);
    done.memoryBytes = memory.resident;
    done.peakMemoryBytes = memory.peak;
    done.imagesSeen = m_imagesSeen;
    m_sink.onEvent(done);
    return {};
}

Status Trainer::saveIfDue()
{
    // A step that was not applied leaves nothing new to keep: a few such checkpoints of a run that is about to fail would push
    // out the sound ones.
    const bool isDue = m_options.checkpointing_steps > 0 && m_step % m_options.checkpointing_steps == 0 && m_watch.badInARow() == 0;
    return isDue ? save() : Status{};
}

// A folder that was unplugged, renamed or removed is not made anew: what is in it would be missed, and the folder that comes
// back would find its place taken.
Status Trainer::checkFolder() const
{
    std::error_code error;
    if (fs::is_directory(m_output, error))
        return {};
    return fail(ErrorCode::NotFound, "The run's folder " + m_output.string() + " is not there any more.", "Bring it back, then resume.");
}

Status Trainer::save()
{
    if (m_savedStep == m_step || m_step == 0)
        return {};
    ARMATURE_CHECK(checkFolder());
    phase("save");
    const Stopwatch watch;
    ARMATURE_TRY(const CheckpointInfo info,
                 saveCheckpoint(m_output, trainState(), m_controlNet->config().raw, m_runner->weights(), m_runner->optimizer(), m_runner->ema(),
                                resultMetadata()));
    m_savedStep = m_step;
    m_sink.onEvent(CheckpointSaved{m_step, info.folder, true, watch.seconds(), info.bytes});
    for (const CheckpointInfo &pruned : pruneCheckpoints(m_output, m_options.checkpoints_total_limit))
        m_sink.onEvent(CheckpointPruned{pruned.step, pruned.folder});
    phase("train");
    return {};
}

Status Trainer::validateIfDue()
{
    const bool isDue = m_step == 0 || m_step == m_totalSteps || (m_options.validation_steps > 0 && m_step % m_options.validation_steps == 0);
    return isDue ? validate() : Status{};
}

Status Trainer::validate()
{
    const size_t slotsBefore = m_validation->slotCount();
    for (const Error &problem : m_validation->takeAdded())
        warn(problem.message, problem.remedy);
    const bool isAgain = m_validatedStep == m_step; // then only what was added since is drawn
    m_validatedStep = m_step;
    if (isAgain ? m_validation->slotCount() == slotsBefore : m_held.empty() && !m_validation->hasPictures())
        return {};
    ARMATURE_CHECK(checkFolder());
    phase("validate");
    if (!m_held.empty() && !isAgain) {
        const ControlGainLosses losses = measureControlGain(m_runner->models(), m_held);
        m_sink.onEvent(ControlGain{m_step, losses.withTrue, losses.withShuffled, losses.withBlank});
    }
    if (m_validation->hasPictures()) {
        const Stopwatch watch;
        const auto done = m_validation->render(m_step, m_base, *m_controlNet, m_control.stopToken(), isAgain ? slotsBefore : 0);
        if (done)
            m_sink.onEvent(ValidationDone{m_step, done->folder, done->sheet, watch.seconds(), m_validation->shown(), std::max<int64_t>(1, m_options.num_validation_images)});
        else if (done.error().code != ErrorCode::Interrupted) // pictures are no reason to lose a run
            m_sink.onEvent(Warning{"No validation pictures at step " + std::to_string(m_step) + ": " + done.error().message, done.error().remedy});
    }
    phase("train");
    return {};
}

TrainState Trainer::trainState() const
{
    TrainState state;
    state.step = m_step;
    state.optimizerSteps = m_runner->optimizer().stepCount();
    state.emaUpdates = m_runner->ema() ? m_runner->ema()->updateCount() : 0;
    state.lossScale = m_runner->lossScale().value;
    state.goodUpdates = m_runner->lossScale().goodUpdates;
    state.imagesSeen = m_imagesSeen;
    state.watch = m_watch.state();
    state.options = m_resolvedOptions;
    state.dataFingerprint = m_data.fingerprint;
    return state;
}

Result<RunOutcome> Trainer::endInterrupted()
{
    if (m_runner)
        ARMATURE_CHECK(save());
    if (m_control.isLeaveRequested())
        m_sink.onEvent(RunPaused{m_step});
    m_sink.onEvent(RunFinished{RunOutcome::Interrupted, m_step, m_output});
    return RunOutcome::Interrupted;
}

Result<RunOutcome> Trainer::endFinished()
{
    ARMATURE_CHECK(save());
    ARMATURE_CHECK(checkFolder());
    phase("write the result");
    ARMATURE_CHECK(writeResult(m_output, m_options, *m_controlNet, m_runner->weights(), m_runner->ema(), resultMetadata(), m_isOwnFile));
    m_sink.onEvent(RunFinished{RunOutcome::Finished, m_step, m_output});
    return RunOutcome::Finished;
}

tl::unexpected<Error> Trainer::outOfMemory(const std::string &detail) const
{
    std::string remedy = "Use --gradient_checkpointing, a smaller --resolution, or --mixed_precision bf16.";
    if (m_options.train_batch_size > 1)
        remedy = "Use --train_batch_size " + std::to_string(m_options.train_batch_size / 2) + " with --gradient_accumulation_steps " +
                 std::to_string(m_accumulation * 2) + ": the same training in about half the memory for pictures.";
    else if (!m_options.gradient_checkpointing)
        remedy = "Use --gradient_checkpointing: about a third less memory for a fifth more time.";
    return fail(ErrorCode::OutOfMemory, "Memory ran out at step " + std::to_string(m_step) + " on " + m_plan.words + (detail.empty() ? "." : ": " + detail), remedy);
}

// What LibTorch threw, told apart by its words, since it has no types for them.
tl::unexpected<Error> Trainer::engineFailure(const std::string &text) const
{
    const auto says = [&](const char *words) { return text.find(words) != std::string::npos; };
    if (says("allocate memory"))
        return outOfMemory(text);
    const std::string where = " at step " + std::to_string(m_step);
    if (says("CUDA error") || says("CUDA driver") || says("cuDNN error") || says("CUBLAS_STATUS"))
        return fail(ErrorCode::Internal, std::string(kDeviceLost) + where + ": " + text.substr(0, text.find('\n')),
                    "Resume in a process of its own; a card that has failed once answers nothing more in this one.");
    return fail(ErrorCode::Internal, "The engine stopped" + where + ": " + text, "Resume it from its last checkpoint.");
}

void Trainer::phase(const char *name) { m_sink.onEvent(PhaseChanged{name}); }

} // namespace armature
