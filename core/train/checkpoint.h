#pragma once
// Everything a run needs to go on bit for bit, as one folder that either exists whole or not at all:
//   checkpoint-N/controlnet/config.json, diffusion_pytorch_model.safetensors   loads in diffusers as it is
//   checkpoint-N/ema/...                                                       the same, averaged (use_ema)
//   checkpoint-N/optimizer.safetensors                                         exp_avg.NAME, exp_avg_sq.NAME, fp32
//   checkpoint-N/state.json, manifest.json                                     the manifest, with hashes, is written last

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/train/ema.h"
#include "core/train/loss_watch.h"
#include "core/train/optimizer.h"
#include "core/train/trainable.h"

namespace armature {

// What is not a tensor. Order, augmentation and noise are functions of the seed and the step, so no generator is kept.
struct TrainState {
    int64_t step = 0;           // optimiser steps done, skipped ones included
    int64_t optimizerSteps = 0; // those that were applied
    int64_t emaUpdates = 0;
    double lossScale = 1.0;     // fp16 only
    int64_t goodUpdates = 0;    // since the scale last halved
    int64_t imagesSeen = 0;
    bool isExact() const { return !options.is_null(); } // false: weights of a foreign checkpoint
    LossWatch::State watch;
    nlohmann::json options;     // the resolved configuration
    std::string dataFingerprint;
};

struct CheckpointInfo {
    std::filesystem::path folder;
    int64_t step = 0;
    int64_t bytes = 0;
};

// Writes OUT/checkpoint-N atomically and reads it back before it returns. An existing folder of that name with the same
// step is left alone and reported as Conflict.
Result<CheckpointInfo> saveCheckpoint(const std::filesystem::path &output, const TrainState &state, const nlohmann::json &controlNetConfig,
                                      const Trainable &weights, const AdamW &optimizer, const Ema *ema,
                                      const std::map<std::string, std::string> &metadata = {}); // of the weights' files

// Reads a checkpoint back into existing objects. A folder without our manifest (diffusers' own) gives weights only:
// then the returned state has only `step`, from the folder's name.
Result<TrainState> loadCheckpoint(const std::filesystem::path &folder, Trainable &weights, AdamW &optimizer, Ema *ema);

// Complete checkpoints of a run by step, oldest first; only names of the form checkpoint-<digits> count.
std::vector<CheckpointInfo> listCheckpoints(const std::filesystem::path &output);
// Sizes and hashes of every file against the manifest.
Status verifyCheckpoint(const std::filesystem::path &folder);

// The folder that `resume` ("latest" or a name) means; nothing when latest finds none. Newer ones that do not verify
// are named in `skipped`.
struct ResumePoint {
    std::filesystem::path folder; // empty: start fresh
    std::vector<std::string> skipped;
};
Result<ResumePoint> findResumePoint(const std::filesystem::path &output, const std::string &resume);

// Names checkpoints beyond a step "abandoned-checkpoint-N": whoever goes back to that step makes others.
void leaveBehind(const std::filesystem::path &output, int64_t step);

// Removes the oldest so that `limit` remain, but never fewer than two that verify; one with a file `keep` in it stays and
// is not counted. limit 0 keeps all.
std::vector<CheckpointInfo> pruneCheckpoints(const std::filesystem::path &output, int64_t limit);

} // namespace armature
