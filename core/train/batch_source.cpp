#include "core/train/batch_source.h"

#include "core/diffusion/base_model.h"

#include <ATen/ATen.h>

namespace armature {

namespace {

std::vector<uint32_t> bucketsOf(const std::vector<TrainItem> &items)
{
    std::vector<uint32_t> buckets;
    for (const TrainItem &item : items)
        buckets.push_back(item.bucket);
    return buckets;
}

at::Tensor pixelsFrom(const Image &image) // -> fp32 [1, 3, H, W] in [-1, 1]
{
    return bytesFromImage(image).unsqueeze(0).to(at::kFloat).div_(127.5).sub_(1.0);
}

std::string geometryOf(const CropPlan &crop)
{
    std::string text;
    for (const int value : {crop.resizeW, crop.resizeH, crop.cropX, crop.cropY, crop.cropW, crop.cropH, int(crop.flip)})
        text += std::to_string(value) + ' ';
    return text;
}

} // namespace

struct BatchSource::Row
{
    at::Tensor mean, logvar, pixels; // [1, ...]
    at::Tensor hiddenStates;         // [1, T, D]
    at::Tensor ids;                  // [1, T]
    at::Tensor condition;            // uint8 [3, H, W]
};

BatchSource::BatchSource(const RunData &data, const std::vector<TrainItem> &items, const TrainOptions &options,
                         const ClipTokenizer &tokenizer, const LatentCache *latents, const TextCache *texts)
    : m_data(data), m_items(items), m_options(options), m_tokenizer(tokenizer), m_latents(latents), m_texts(texts),
      m_sampler(options.seed, static_cast<size_t>(std::max<int64_t>(1, options.train_batch_size)), bucketsOf(items))
{
}

Result<CropPlan> BatchSource::planFor(const TrainItem &item, const SampleDraw &draw) const
{
    const PixelSize size = m_data.dataset->targetSize(item.pair);
    const CropChoice choice{m_options.center_crop ? CropMode::Center : CropMode::Random, draw.cropX, draw.cropY, draw.flip};
    if (m_options.aspect_buckets)
        return bucketPlan(size, m_data.buckets[item.bucket], choice);
    return squarePlan(size, static_cast<int>(m_options.resolution), choice);
}

Result<std::string> BatchSource::latentKey(const TrainItem &item, const CropPlan &crop) const
{
    ARMATURE_TRY(const std::string content, m_data.dataset->targetHash(item.pair));
    return m_latents->key(content, geometryOf(crop));
}

Result<BatchSource::Row> BatchSource::load(uint32_t index, uint64_t epoch) const
{
    const TrainItem &item = m_items[index];
    const Pair &pair = m_data.dataset->pair(item.pair);
    const SampleDraw draw = drawSample(m_options.seed, item.key, epoch, pair.captions.size(),
                                       {m_options.random_flip, m_options.proportion_empty_prompts});
    ARMATURE_TRY(const CropPlan crop, planFor(item, draw));
    Row row;

    std::optional<VaeMoments> cached;
    if (m_latents) {
        ARMATURE_TRY(const std::string key, latentKey(item, crop));
        cached = m_latents->read(key);
    }
    if (cached) {
        row.mean = cached->mean;
        row.logvar = cached->logvar;
        ARMATURE_TRY(const Image condition, m_data.dataset->loadCondition(item.pair, crop, m_data.mapKind));
        row.condition = bytesFromImage(condition);
    } else {
        ARMATURE_TRY(const Sample sample, m_data.dataset->load(item.pair, crop, m_data.mapKind));
        row.pixels = pixelsFrom(sample.target);
        row.condition = bytesFromImage(sample.condition);
    }

    const bool isEmpty = draw.dropCaption || pair.captions.empty();
    const std::string caption = isEmpty ? std::string() : pair.captions[draw.caption];
    row.ids = armature::tokenIds(m_tokenizer, {caption});
    if (const auto hidden = m_texts ? m_texts->read(m_texts->key(row.ids)) : std::nullopt)
        row.hiddenStates = *hidden;
    return row;
}

HostBatch BatchSource::make(int64_t number)
{
    BatchPlan plan;
    {
        const std::lock_guard lock(m_samplerMutex);
        plan = m_sampler.at(static_cast<uint64_t>(number));
    }
    HostBatch batch;
    batch.epoch = static_cast<int64_t>(plan.epoch);
    std::vector<Row> rows;
    for (const uint32_t index : plan.indices) {
        auto row = load(index, plan.epoch);
        if (row) {
            rows.push_back(std::move(*row));
            continue;
        }
        batch.error = row.error();
        batch.replaced.push_back(row.error().message + " It was left out of this step.");
    }
    if (rows.empty())
        return batch;
    const auto joined = [&](at::Tensor Row::*part, bool isStacked) {
        std::vector<at::Tensor> parts;
        for (const Row &row : rows) {
            if (!(row.*part).defined())
                return at::Tensor();
            parts.push_back(row.*part);
        }
        return isStacked ? at::stack(parts) : at::cat(parts);
    };
    batch.mean = joined(&Row::mean, false);
    batch.logvar = joined(&Row::logvar, false);
    batch.pixels = joined(&Row::pixels, false);
    batch.encoderHiddenStates = joined(&Row::hiddenStates, false);
    batch.tokenIds = joined(&Row::ids, false);
    batch.condition = joined(&Row::condition, true);
    if (!batch.mean.defined() && !batch.pixels.defined()) { // a cache entry went away under some of the rows
        batch.error = {ErrorCode::Io, "The latent cache changed while the run was reading it.", "Resume the run; it fills the cache again.", {}};
        batch.condition.reset();
    }
    return batch;
}

std::vector<at::Tensor> BatchSource::someConditions(size_t count) const
{
    std::vector<at::Tensor> conditions;
    count = std::min(count, m_items.size());
    for (size_t i = 0; i < count; ++i) {
        const TrainItem &item = m_items[i * m_items.size() / count];
        const auto crop = planFor(item, {});
        if (!crop)
            continue;
        if (const auto condition = m_data.dataset->loadCondition(item.pair, *crop, m_data.mapKind))
            conditions.push_back(bytesFromImage(*condition));
    }
    return conditions;
}

std::vector<std::string> BatchSource::possibleCaptions(uint32_t index) const
{
    const Pair &pair = m_data.dataset->pair(m_items[index].pair);
    return pair.captions.empty() ? std::vector<std::string>{""} : pair.captions;
}

std::string BatchSource::textKey(const std::string &caption) const { return m_texts->key(armature::tokenIds(m_tokenizer, {caption})); }

Result<std::optional<std::string>> BatchSource::fillLatents(uint32_t index, const Vae &vae, at::Device device) const
{
    const TrainItem &item = m_items[index];
    const auto unreadable = [](const Error &error) { return std::optional(error.message); };
    for (const bool flip : {false, true}) {
        if (flip && !m_options.random_flip)
            break;
        SampleDraw draw;
        draw.flip = flip;
        const auto crop = planFor(item, draw);
        if (!crop)
            return unreadable(crop.error());
        const auto key = m_latents ? latentKey(item, *crop) : Result<std::string>(std::string());
        if (!key)
            return unreadable(key.error());
        if (m_latents && m_latents->has(*key))
            continue;
        const auto sample = m_data.dataset->load(item.pair, *crop, m_data.mapKind);
        if (!sample)
            return unreadable(sample.error());
        if (!m_latents)
            return std::optional<std::string>();
        const VaeMoments moments = vae.encode(pixelsFrom(sample->target).to(device));
        ARMATURE_CHECK(m_latents->write(*key, {moments.mean.to(at::kCPU, at::kFloat), moments.logvar.to(at::kCPU, at::kFloat)}));
    }
    return std::optional<std::string>();
}

at::Tensor bytesFromImage(const Image &image)
{
    const at::Tensor bytes = at::from_blob(const_cast<uint8_t *>(image.samples<uint8_t>().data()),
                                           {image.height(), image.width(), image.channels()}, at::TensorOptions(at::kByte));
    return bytes.permute({2, 0, 1}).contiguous();
}

} // namespace armature
