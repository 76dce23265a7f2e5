// The phases before the first step.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <set>

#include "core/config/train_config.h"
#include "core/data/map_recipe.h"
#include "core/infer/control_source.h"
#include "core/train/device_batch.h"
#include "core/train/run_folder.h"
#include "core/train/trainer.h"

namespace armature {

namespace fs = std::filesystem;

namespace {

constexpr size_t kCalibrationConditions = 32;

// Captions that are longer than the model reads, each text counted once.
struct TruncatedCaptions
{
    size_t count = 0;
    std::string first;

    void look(const std::string &caption, const ClipTokenizer &tokenizer)
    {
        if (!tokenizer.encode(caption).isTruncated)
            return;
        if (count++ == 0)
            first = caption;
    }
    std::string words(size_t room) const
    {
        const std::string shown = first.size() <= 60 ? first : first.substr(0, first.rfind(' ', 60)) + " ...";
        return (count == 1 ? "1 caption is" : std::to_string(count) + " captions are") + " longer than the " + std::to_string(room) +
               " tokens that the model reads, the first: \"" + shown + "\".";
    }
};

} // namespace

void Trainer::warn(std::string message, std::string remedy) { m_sink.onEvent(Warning{std::move(message), std::move(remedy)}); }

Status Trainer::openFolder()
{
    phase("check");
    m_output = m_options.output_dir;
    m_accumulation = std::max<int64_t>(1, m_options.gradient_accumulation_steps);
    m_resolvedOptions = trainConfigToJson(m_options);
    m_isOwnFile = !m_options.resume_from_checkpoint.empty() && isResultOf(m_output, m_options.single_file);
    if (!m_options.single_file.empty() && !m_isOwnFile && fs::exists(m_options.single_file)) // found now, not after the last step
        return fail(ErrorCode::Conflict, m_options.single_file + " exists already.", "Give --single_file another name.");
    ARMATURE_TRY(RunFolder folder, openRunFolder(m_output, m_options, m_resolvedOptions));
    m_lock.emplace(std::move(folder.lock));
    m_wasFolderMade = folder.wasMade;
    m_resume = std::move(folder.resume);
    for (const std::string &skipped : m_resume.skipped)
        warn(skipped + " does not verify and is passed over.", "The newest checkpoint that does is used.");
    for (const std::string &difference : folder.differences)
        warn("This run was started with another " + difference + "; from here on it is not the same run.");
    return {};
}

Status Trainer::prepareData()
{
    phase("check pairs");
    ARMATURE_TRY(m_data, prepareRunData(m_options, m_sink, m_control.stopToken()));
    return {};
}

Status Trainer::loadModels()
{
    phase("load the model");
    if (m_options.threads > 0)
        at::set_num_threads(static_cast<int>(m_options.threads));
    at::globalContext().setAllowTF32CuBLAS(m_options.allow_tf32);
    at::globalContext().setAllowTF32CuDNN(m_options.allow_tf32);
    ARMATURE_TRY(m_plan, planCompute(m_options.device, m_options.mixed_precision));
    ARMATURE_TRY(m_base, openBaseModel(m_options.pretrained_model_name_or_path, {m_options.variant, m_options.tokenizer_name, m_options.prediction_type}));
    for (const std::string &note : m_base.notes)
        warn(note);

    const int64_t grid = m_base.vae->config().downscale();
    for (const PixelSize &size : m_data.buckets)
        if (size.width % grid || size.height % grid)
            return fail(ErrorCode::BadInput, "The resolution " + std::to_string(m_options.resolution) + " does not divide by " + std::to_string(grid) + ".",
                        "Use a --resolution that is a multiple of " + std::to_string(grid) + ".");

    const fs::path cache = m_options.cache_dir.empty() ? m_output / "cache" : fs::path(m_options.cache_dir);
    // A random crop is never seen twice, so its latents are not worth keeping.
    if (m_options.cache_latents && m_options.center_crop)
        m_latentCache.emplace(cache / "latents", m_base.vaeHash());
    m_textCache.emplace(cache / "text", m_base.textEncoderHash());

    m_batches = std::make_unique<BatchSource>(m_data, m_data.training, m_options, *m_base.tokenizer,
                                              m_latentCache ? &*m_latentCache : nullptr, &*m_textCache);

    ARMATURE_TRY(ControlNet net, openControlNetToTrain());
    m_controlNet.emplace(std::move(net));
    m_base.to(m_plan.device, m_plan.type, m_plan.channelsLast);
    ARMATURE_TRY(NoiseSchedule schedule, NoiseSchedule::create(m_base.schedulerConfig, m_base.origin));
    m_runner.emplace(*m_base.unet, *m_controlNet, std::move(schedule), m_plan, m_options);
    ARMATURE_TRY(Validation validation, Validation::create(m_options, m_output, grid));
    m_validation = std::make_unique<Validation>(std::move(validation));
    return {};
}

Result<ControlNet> Trainer::openControlNetToTrain()
{
    if (!m_options.controlnet_model_name_or_path.empty()) {
        ARMATURE_TRY(ControlNet net, openControlNetModel(m_options.controlnet_model_name_or_path));
        ARMATURE_CHECK(checkControlNetFits(net, *m_base.unet));
        return net;
    }
    ARMATURE_TRY(ControlNetConfig config, controlNetConfigFor(m_base.unet->config()));
    ControlNet net(std::move(config));
    net.initialiseFrom(*m_base.unet, m_options.seed);
    if (m_options.conditioning_embedding_init == "calibrated" && m_resume.folder.empty()) {
        std::vector<at::Tensor> conditions;
        for (const at::Tensor &bytes : m_batches->someConditions(kCalibrationConditions))
            conditions.push_back(bytes.unsqueeze(0).to(at::kFloat).div_(255.0));
        net.calibrateHint(std::move(conditions));
    }
    return net;
}

Status Trainer::fillCaches()
{
    phase("cache");
    std::set<std::string> texts;
    TruncatedCaptions truncated;
    const at::NoGradGuard noGrad;
    const auto encodeText = [&](const std::string &caption) -> Status {
        const std::string key = m_batches->textKey(caption);
        if (!texts.insert(key).second)
            return {};
        truncated.look(caption, *m_base.tokenizer);
        if (m_textCache->has(key))
            return {};
        const at::Tensor ids = tokenIds(*m_base.tokenizer, {caption}).to(m_plan.device);
        return m_textCache->write(key, m_base.textEncoder->forward(ids).lastHiddenState.to(at::kCPU, at::kFloat));
    };
    ARMATURE_CHECK(encodeText(""));

    // A held-out pair needs the same entries as a trained one; it only never sees an update.
    BatchSource held(m_data, m_data.heldOut, m_options, *m_base.tokenizer, m_latentCache ? &*m_latentCache : nullptr, &*m_textCache);
    const auto total = static_cast<int64_t>(m_data.training.size() + m_data.heldOut.size());
    int64_t done = 0;
    std::set<uint32_t> unreadable;
    for (BatchSource *source : {m_batches.get(), &held}) {
        const auto &items = source == &held ? m_data.heldOut : m_data.training;
        for (uint32_t i = 0; i < items.size() && !m_control.isStopRequested(); ++i) {
            for (const std::string &caption : source->possibleCaptions(i))
                ARMATURE_CHECK(encodeText(caption));
            ARMATURE_TRY(const std::optional<std::string> problem, source->fillLatents(i, *m_base.vae, m_plan.device));
            if (problem) {
                warn(*problem, "It is left out of this run; armature-cli check names a repair.");
                unreadable.insert(items[i].pair);
            }
            m_sink.onEvent(CacheProgress{++done, total});
        }
    }
    if (truncated.count > 0)
        warn(truncated.words(m_base.tokenizer->room()), "The model reads them up to there; armature-cli check names each.");
    if (unreadable.empty())
        return {};
    const auto isUnreadable = [&](const TrainItem &item) { return unreadable.contains(item.pair); };
    std::erase_if(m_data.training, isUnreadable);
    std::erase_if(m_data.heldOut, isUnreadable);
    m_data.excluded += static_cast<int64_t>(unreadable.size());
    if (m_data.training.empty())
        return fail(ErrorCode::BadInput, "Not one pair in " + m_options.train_data_dir + " can be read.", "Run: armature-cli check " + m_options.train_data_dir);
    m_batches = std::make_unique<BatchSource>(m_data, m_data.training, m_options, *m_base.tokenizer,
                                              m_latentCache ? &*m_latentCache : nullptr, &*m_textCache);
    return {};
}

Status Trainer::startOrResume()
{
    const int64_t stepsPerEpoch = std::max<int64_t>(1, (m_batches->batchesPerEpoch() + m_accumulation - 1) / m_accumulation);
    m_totalSteps = m_options.max_train_steps > 0 ? m_options.max_train_steps : m_options.num_train_epochs * stepsPerEpoch;

    double rate = m_options.learning_rate;
    if (m_options.scale_lr)
        rate *= static_cast<double>(m_accumulation * m_options.train_batch_size);
    ARMATURE_TRY(LrSchedule rates, LrSchedule::create({m_options.lr_scheduler, rate, m_options.lr_warmup_steps, m_totalSteps,
                                                       m_options.lr_num_cycles, m_options.lr_power}));
    m_rates.emplace(std::move(rates));
    if (!m_resume.folder.empty()) {
        ARMATURE_CHECK(resumeFrom(m_resume.folder));
        if (m_options.resume_from_checkpoint != "latest")
            leaveBehind(m_output, m_step);
    }
    ARMATURE_CHECK(makeHeldBatches());

    const int threads = m_options.dataloader_num_workers > 0 ? static_cast<int>(m_options.dataloader_num_workers) : 2;
    m_prefetcher = std::make_unique<Prefetcher<HostBatch>>([this](int64_t number) { return m_batches->make(number); },
                                                           m_step * m_accumulation, threads, 2 * threads);
    ARMATURE_CHECK(recordRun(m_output, m_resolvedOptions));
    RunStarted started;
    started.runFolder = m_output;
    started.totalSteps = m_totalSteps;
    started.firstStep = m_step;
    started.pairs = static_cast<int64_t>(m_data.training.size());
    started.excludedPairs = m_data.excluded + static_cast<int64_t>(m_data.heldOut.size());
    started.parameters = m_controlNet->parameters().elementCount();
    started.device = m_plan.device.str();
    started.precision = m_plan.type == at::kFloat ? "fp32" : m_plan.type == at::kHalf ? "fp16" : "bf16";
    m_sink.onEvent(started);
    return {};
}

Status Trainer::resumeFrom(const fs::path &folder)
{
    phase("resume");
    ARMATURE_TRY(const TrainState state, loadCheckpoint(folder, m_runner->weights(), m_runner->optimizer(), m_runner->ema()));
    m_step = state.step;
    m_savedStep = state.isExact() ? state.step : -1;
    m_validatedStep = m_validation->hasRound(state.step) ? state.step : -1;
    m_imagesSeen = state.imagesSeen;
    m_watch.restore(state.watch);
    if (!state.isExact())
        warn(folder.string() + " holds weights only (diffusers' own format): the optimiser starts afresh.");
    else if (m_runner->plan().type == at::kHalf)
        m_runner->setLossScale({state.lossScale, state.goodUpdates});
    if (state.isExact() && state.dataFingerprint != m_data.fingerprint)
        warn("The pairs are not the ones that this run was started with; it goes on with the new ones, but not bit for bit.");
    return {};
}

Status Trainer::makeHeldBatches()
{
    if (m_data.heldOut.empty())
        return {};
    // Noise that no training step draws, and the same in every round.
    constexpr int64_t kHeldStep = int64_t(1) << 40;
    constexpr int64_t kMostPictures = 64;
    TrainOptions plain = m_options;
    plain.proportion_empty_prompts = 0;
    plain.random_flip = false;
    BatchSource source(m_data, m_data.heldOut, plain, *m_base.tokenizer, m_latentCache ? &*m_latentCache : nullptr, &*m_textCache);
    int64_t pictures = 0;
    for (int64_t i = 0; i < source.batchesPerEpoch() && pictures < kMostPictures; ++i) {
        const HostBatch host = source.make(i);
        if (host.isEmpty())
            return fail(host.error);
        pictures += host.condition.size(0);
        m_held.push_back(toDevice(host, m_base, *m_runner, {m_options.seed, kHeldStep, i, 0.0}));
    }
    return {};
}

std::map<std::string, std::string> Trainer::resultMetadata() const
{
    std::map<std::string, std::string> metadata = {
        {"armature.steps", std::to_string(m_step)},
        {"armature.images_seen", std::to_string(m_imagesSeen)},
        {"armature.base_model", fs::path(m_base.origin).filename().string()},
        {"armature.condition_kind", m_options.condition_kind},
        {"armature.resolution", std::to_string(m_options.resolution)},
        {"armature.seed", std::to_string(m_options.seed)}};
    if (m_data.dataset && m_data.dataset->size() > 0)
        if (auto recipe = mapRecipe(m_data.dataset->pair(0).condition, m_options.train_data_dir); !recipe.empty())
            metadata["armature.condition_recipe"] = std::move(recipe);
    return metadata;
}

} // namespace armature
