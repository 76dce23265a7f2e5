#pragma once
// From a micro-batch's number to its pictures, latents and text on the CPU. A pure function of (options, data, number):
// which samples, which caption, flip and crop follow from seed, epoch and sample, so a resumed run sees the same.

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/config/train_options.h"
#include "core/data/sampler.h"
#include "core/text/clip_tokenizer.h"
#include "core/train/caches.h"
#include "core/train/run_data.h"

namespace armature {

// One micro-batch before noise. Either the moments (cached) or the pixels (encoded in the step) are defined, and likewise
// the hidden states or only the ids.
struct HostBatch {
    at::Tensor mean, logvar;        // fp32 [B, C, h, w]
    at::Tensor pixels;              // fp32 [B, 3, H, W] in [-1, 1]
    at::Tensor encoderHiddenStates; // fp32 [B, T, D]
    at::Tensor tokenIds;            // int64 [B, T]
    at::Tensor condition;           // uint8 [B, 3, H, W]: a quarter of the bytes to move
    int64_t epoch = 0;
    std::vector<std::string> replaced; // what could not be read, in words; a neighbour took its place
    Error error;                       // set when no sample of the batch could be read
    bool isEmpty() const { return !condition.defined(); }
};

class BatchSource
{
public:
    // `data` must outlive it. Caches may be null: then pixels and ids are given.
    BatchSource(const RunData &data, const std::vector<TrainItem> &items, const TrainOptions &options,
                const ClipTokenizer &tokenizer, const LatentCache *latents, const TextCache *texts);

    // May be called from several threads.
    HostBatch make(int64_t number);
    int64_t batchesPerEpoch() const { return static_cast<int64_t>(m_sampler.batchesPerEpoch()); }

    // Up to `count` conditions spread evenly over the dataset, uint8 [3, H, W] each, as a centre crop shows them; those
    // that cannot be read are passed over.
    std::vector<at::Tensor> someConditions(size_t count) const;

    // Every caption that a run with these options can ask for, for filling the text cache.
    std::vector<std::string> possibleCaptions(uint32_t index) const;
    std::string textKey(const std::string &caption) const;
    // Encodes the sample's target into the latent cache, for each way it can be cut, unless that is there. The answer
    // is empty, or says why the pair cannot be read. Errors: those of writing the cache.
    Result<std::optional<std::string>> fillLatents(uint32_t index, const Vae &vae, at::Device device) const;

private:
    struct Row; // one sample of a batch
    Result<Row> load(uint32_t index, uint64_t epoch) const;
    Result<CropPlan> planFor(const TrainItem &item, const SampleDraw &draw) const;
    Result<std::string> latentKey(const TrainItem &item, const CropPlan &crop) const;

    const RunData &m_data;
    const std::vector<TrainItem> &m_items;
    const TrainOptions &m_options;
    const ClipTokenizer &m_tokenizer;
    const LatentCache *m_latents;
    const TextCache *m_texts;
    std::mutex m_samplerMutex;
    Sampler m_sampler;
};

// RGB8 pictures of one size -> uint8 [3, H, W].
at::Tensor bytesFromImage(const Image &image);

} // namespace armature
