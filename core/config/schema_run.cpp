// Rows about how a run computes: the run itself, the optimiser, the loss.

#include "core/config/schema_rows.h"

namespace armature {

static std::vector<OptionRow> lengthRows()
{
    using O = TrainOptions;
    constexpr auto kRun = OptionSection::Run;
    return {
        {.key = "output_dir",
         .member = &O::output_dir,
         .kind = OptionKind::Folder,
         .section = kRun,
         .level = OptionLevel::Essential,
         .label = "Output folder",
         .help = "Where the ControlNet, its checkpoints and validation pictures go. It must be empty or new, "
                 "unless "
                 "a run is resumed."},
        {.key = "seed",
         .member = &O::seed,
         .kind = OptionKind::Integer,
         .section = kRun,
         .level = OptionLevel::Tuning,
         .label = "Seed",
         .help = "The same seed gives the same order, crops and noise.",
         .range = kAtLeastZero},
        {.key = "train_batch_size",
         .member = &O::train_batch_size,
         .kind = OptionKind::Integer,
         .section = kRun,
         .level = OptionLevel::Essential,
         .label = "Batch size",
         .help = "Pairs that are computed at once. Lower it when memory runs out.",
         .unit = "pairs",
         .range = {.minimum = 1, .maximum = 65536}},
        {.key = "num_train_epochs",
         .member = &O::num_train_epochs,
         .kind = OptionKind::Integer,
         .section = kRun,
         .level = OptionLevel::Essential,
         .label = "Epochs",
         .help = "How often every pair is seen, unless max_train_steps is given.",
         .range = kAtLeastOne},
        {.key = "max_train_steps",
         .member = &O::max_train_steps,
         .kind = OptionKind::Integer,
         .section = kRun,
         .level = OptionLevel::Essential,
         .label = "Steps",
         .help = "Number of optimiser steps; takes precedence over the epochs.",
         .unit = "steps",
         .range = kAtLeastZero,
         .emptyMeans = "by epochs"},
        {.key = "gradient_accumulation_steps",
         .member = &O::gradient_accumulation_steps,
         .kind = OptionKind::Integer,
         .section = kRun,
         .level = OptionLevel::Tuning,
         .label = "Batches per step",
         .help =
             "Batches that are added up before the weights change: the effect of a larger batch without its "
             "memory.",
         .range = kAtLeastOne},
    };
}

static std::vector<OptionRow> machineRows()
{
    using O = TrainOptions;
    constexpr auto kRun = OptionSection::Run;
    return {
        {.key = "gradient_checkpointing",
         .member = &O::gradient_checkpointing,
         .kind = OptionKind::Switch,
         .section = kRun,
         .level = OptionLevel::Tuning,
         .label = "Save memory",
         .help = "Compute parts twice instead of keeping them: much less memory, about a quarter slower."},
        {.key = "mixed_precision",
         .member = &O::mixed_precision,
         .kind = OptionKind::Choice,
         .section = kRun,
         .level = OptionLevel::Tuning,
         .label = "Precision",
         .help = "Number format of the computation; weights are always kept in fp32. auto takes what this "
                 "machine is "
                 "fastest in without harm.",
         .choices = {"auto", "no", "fp16", "bf16"}},
        {.key = "allow_tf32",
         .member = &O::allow_tf32,
         .kind = OptionKind::Switch,
         .section = kRun,
         .label = "Allow TF32",
         .help = "Let newer NVIDIA cards round fp32 products for speed."},
        {.key = "device",
         .member = &O::device,
         .section = kRun,
         .level = OptionLevel::Tuning,
         .label = "Device",
         .help = "auto, cpu, cuda or cuda:N; armature-cli devices lists them."},
        {.key = "threads",
         .member = &O::threads,
         .kind = OptionKind::Integer,
         .section = kRun,
         .label = "Processor threads",
         .help = "Threads for computing on the processor.",
         .range = {.minimum = 0, .maximum = 4096},
         .emptyMeans = "all"},
    };
}

std::vector<OptionRow> runRows()
{
    std::vector<OptionRow> rows = lengthRows();
    for (OptionRow &row : machineRows())
        rows.push_back(std::move(row));
    return rows;
}

static std::vector<OptionRow> learningRateRows()
{
    using O = TrainOptions;
    constexpr auto kOptimiser = OptionSection::Optimiser;
    return {
        {.key = "learning_rate",
         .member = &O::learning_rate,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .level = OptionLevel::Essential,
         .label = "Learning rate",
         .help = "How far each step moves the weights. 1e-5 is usual for a ControlNet.",
         .range = {.minimum = 0, .maximum = 1}},
        {.key = "new_layers_lr_scale",
         .member = &O::new_layers_lr_scale,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "New layers learn faster by",
         .help = "Multiplies the learning rate of the hint network and the zero convolutions, which start from "
                 "nothing, while the copied layers keep the learning rate itself.",
         .unit = "times",
         .range = {.minimum = 0, .maximum = 1000}},
        {.key = "scale_lr",
         .member = &O::scale_lr,
         .kind = OptionKind::Switch,
         .section = kOptimiser,
         .label = "Scale learning rate",
         .help = "Multiply the learning rate by batch size and batches per step."},
        {.key = "lr_scheduler",
         .member = &O::lr_scheduler,
         .kind = OptionKind::Choice,
         .section = kOptimiser,
         .level = OptionLevel::Tuning,
         .label = "Learning rate over time",
         .help = "How the learning rate changes during the run.",
         .choices = {"linear", "cosine", "cosine_with_restarts", "polynomial", "constant",
                     "constant_with_warmup"}},
        {.key = "lr_warmup_steps",
         .member = &O::lr_warmup_steps,
         .kind = OptionKind::Integer,
         .section = kOptimiser,
         .level = OptionLevel::Tuning,
         .label = "Warm-up",
         .help = "Steps in which the learning rate rises from 0. The schedule constant has none.",
         .unit = "steps",
         .range = kAtLeastZero},
        {.key = "lr_num_cycles",
         .member = &O::lr_num_cycles,
         .kind = OptionKind::Integer,
         .section = kOptimiser,
         .label = "Restarts",
         .help = "Restarts of the schedule cosine_with_restarts.",
         .range = kAtLeastOne},
        {.key = "lr_power",
         .member = &O::lr_power,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "Power",
         .help = "Exponent of the schedule polynomial.",
         .range = {.minimum = 0, .maximum = 100}},
    };
}

static std::vector<OptionRow> adamRows()
{
    using O = TrainOptions;
    constexpr auto kOptimiser = OptionSection::Optimiser;
    return {
        {.key = "optimizer",
         .member = &O::optimizer,
         .kind = OptionKind::Choice,
         .section = kOptimiser,
         .label = "Optimiser",
         .help = "The rule that turns gradients into changes of the weights.",
         .choices = {"adamw"}},
        {.key = "use_8bit_adam",
         .member = &O::use_8bit_adam,
         .kind = OptionKind::Switch,
         .section = kOptimiser,
         .label = "8-bit Adam",
         .help = "Not available yet: a run with it is refused."},
        {.key = "adam_beta1",
         .member = &O::adam_beta1,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "Adam beta 1",
         .help = "How long the direction of earlier steps is remembered.",
         .range = kBelowOne},
        {.key = "adam_beta2",
         .member = &O::adam_beta2,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "Adam beta 2",
         .help = "How long the size of earlier gradients is remembered.",
         .range = kBelowOne},
        {.key = "adam_weight_decay",
         .member = &O::adam_weight_decay,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "Weight decay",
         .help = "Pulls all weights a little towards 0 at each step.",
         .range = kAtLeastZero},
        {.key = "adam_epsilon",
         .member = &O::adam_epsilon,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "Adam epsilon",
         .help = "Keeps Adam from dividing by 0.",
         .range = {.minimum = 0, .maximum = 1}},
        {.key = "max_grad_norm",
         .member = &O::max_grad_norm,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .level = OptionLevel::Tuning,
         .label = "Gradient limit",
         .help = "A step whose gradient is longer than this is shortened to it; 0 switches the limit off.",
         .range = kAtLeastZero},
        {.key = "use_ema",
         .member = &O::use_ema,
         .kind = OptionKind::Switch,
         .section = kOptimiser,
         .level = OptionLevel::Tuning,
         .label = "Average the weights",
         .help = "Keep a moving average of the weights (EMA), validate with it and save it as the result."},
        {.key = "ema_decay",
         .member = &O::ema_decay,
         .kind = OptionKind::Number,
         .section = kOptimiser,
         .label = "EMA decay",
         .help = "How slowly the moving average follows.",
         .range = kBelowOne},
    };
}

std::vector<OptionRow> optimiserRows()
{
    std::vector<OptionRow> rows = learningRateRows();
    for (OptionRow &row : adamRows())
        rows.push_back(std::move(row));
    return rows;
}

std::vector<OptionRow> lossRows()
{
    using O = TrainOptions;
    constexpr auto kLoss = OptionSection::Loss;
    return {
        {.key = "snr_gamma",
         .member = &O::snr_gamma,
         .kind = OptionKind::Number,
         .section = kLoss,
         .label = "Min-SNR gamma",
         .help = "Weigh noise levels so that easy ones do not dominate (arXiv 2303.09556); 5 is usual.",
         .range = kAtLeastZero,
         .emptyMeans = "off"},
        {.key = "noise_offset",
         .member = &O::noise_offset,
         .kind = OptionKind::Number,
         .section = kLoss,
         .label = "Noise offset",
         .help = "Shift the noise of whole pictures, so that very dark and very bright ones are learned; "
                 "0.05 to 0.1 "
                 "is usual.",
         .range = {.minimum = 0, .maximum = 1},
         .emptyMeans = "off"},
    };
}

} // namespace armature
