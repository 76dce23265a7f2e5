#pragma once
// One part of a base model being trained from nothing: steps of AdamW under a warm-up and a cosine, an average of the
// weights, and checkpoints to go on from. What is learnt is a function that gives a step's loss.

#include "core/events/event_sink.h"
#include "core/events/run_control.h"
#include "core/nn/parameter.h"
#include "core/train/ema.h"
#include "core/train/optimizer.h"
#include "core/train/trainable.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace armature {

struct StageOptions
{
    std::string name;             // of its checkpoints, "vae"
    std::filesystem::path folder; // where they are kept
    int64_t steps = 0, warmupSteps = 100, checkpointingSteps = 250;
    double learningRate = 1e-3, weightDecay = 1e-2, emaDecay = 0.999, maxGradientNorm = 1.0;
    at::ScalarType computeType = at::kFloat; // kBFloat16: fp32 masters, bf16 copies that the networks compute with
    std::string recipe; // hash of everything that decides the weights; a checkpoint of another is refused
};

class TrainingStage
{
public:
    // loss(step) is asked with 0-based steps and must be a function of the step alone, or resuming is not exact.
    using Loss = std::function<at::Tensor(int64_t step)>;

    // `networks`: their weights are initialised already; names are prefixed by their place ("0.", "1.").
    TrainingStage(StageOptions options, std::vector<ParameterTable *> networks);
    ~TrainingStage();

    // From the newest checkpoint, or from the start. Afterwards the networks hold the averaged weights, fp32, without
    // gradients. False: stopped by `control`, a checkpoint is written.
    Result<bool> run(const Loss &loss, EventSink &sink, RunControl &control);

private:
    Result<int64_t> resume();
    Status save(int64_t step, EventSink &sink);
    double applyGradients(double learningRate);
    void adoptAverages();
    std::filesystem::path folderOf(int64_t step) const;

    struct Network;
    StageOptions m_options;
    std::vector<std::string> m_names;
    std::vector<at::Tensor> m_masters;
    std::vector<ParameterTable *> m_tables;
    std::vector<std::unique_ptr<Trainable>> m_trainables;
    std::unique_ptr<AdamW> m_optimizer;
    std::unique_ptr<Ema> m_ema;
};

} // namespace armature
