#include "core/infer/pipeline.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <cmath>

#include "core/diffusion/guidance.h"
#include "core/diffusion/noise_schedule.h"
#include "core/diffusion/scheduler.h"
#include "core/text/prompt_weights.h"

namespace armature {

namespace {

constexpr double kLeastMean = 1e-4; // of the mean magnitude, to be more than rounding

Status checkRequest(const BaseModel &base, const SampleRequest &request)
{
    const int64_t grid = base.vae->config().downscale();
    if (request.width <= 0 || request.height <= 0 || request.width % grid || request.height % grid)
        return fail(ErrorCode::BadInput,
                    "The size " + std::to_string(request.width) + " x " + std::to_string(request.height) +
                        " does not divide by " + std::to_string(grid) + ".",
                    "Use a --width and --height that are multiples of " + std::to_string(grid) + ".");
    if (request.steps < 1)
        return fail(ErrorCode::BadInput, "There is no picture in " + std::to_string(request.steps) + " steps.", "Use --steps 1 or more.");
    if (request.imageCount < 1)
        return fail(ErrorCode::BadInput, "The number of pictures must be at least 1.", "Use --num_images 1 or more.");
    for (const ControlUnit &unit : request.controls) {
        if (unit.guidanceStart >= unit.guidanceEnd || unit.guidanceStart < 0 || unit.guidanceEnd > 1)
            return fail(ErrorCode::BadInput, "Guidance must start before it ends, both between 0 and 1.",
                        "Use --guidance_start and --guidance_end such as 0 and 1.");
        if (unit.condition.dim() != 4 || unit.condition.size(2) != request.height || unit.condition.size(3) != request.width)
            return fail(ErrorCode::BadInput, "The condition's size is not the picture's.", "Resize it to --width x --height.");
        if (unit.condition.size(1) != unit.net->config().conditioningChannels)
            return fail(ErrorCode::BadInput, "The ControlNet takes a condition of " +
                                                 std::to_string(unit.net->config().conditioningChannels) + " channels, not " +
                                                 std::to_string(unit.condition.size(1)) + ".");
    }
    return {};
}

Result<at::Tensor> initialLatents(const BaseModel &base, const SampleRequest &request, at::Generator &generator)
{
    const int64_t grid = base.vae->config().downscale();
    const std::vector<int64_t> shape{request.imageCount, base.unet->config().encoder.inChannels, request.height / grid,
                                     request.width / grid};
    if (!request.latents.defined())
        return at::randn(shape, generator, at::TensorOptions(at::kFloat));
    at::Tensor latents = request.latents.to(at::kFloat);
    if (latents.dim() == 3)
        latents = latents.unsqueeze(0);
    if (latents.dim() == 4 && latents.size(0) == 1 && request.imageCount > 1)
        latents = latents.repeat({request.imageCount, 1, 1, 1});
    if (latents.sizes() != at::IntArrayRef(shape))
        return fail(ErrorCode::BadInput, "The given latents have another shape than " + std::to_string(shape[0]) + " x " +
                                             std::to_string(shape[1]) + " x " + std::to_string(shape[2]) + " x " +
                                             std::to_string(shape[3]) + ".",
                    "Leave out --latents, or give --width, --height and --num_images that fit them.");
    return latents.clone();
}

// One ControlNet during one request: its hint is embedded once, and it keeps to its window.
struct ActiveControl {
    const ControlUnit *unit;
    at::Tensor embedded; // [1, C, h, w]
};

ControlResiduals sumOf(ControlResiduals a, const ControlResiduals &b)
{
    if (a.down.empty())
        return b;
    for (size_t i = 0; i < a.down.size(); ++i)
        a.down[i] = a.down[i] + b.down[i];
    a.mid = a.mid + b.mid;
    return a;
}

at::Tensor withZeroHalf(const at::Tensor &conditional) { return at::cat({at::zeros_like(conditional), conditional}); }

// Guess mode with guidance: the residuals were computed for the conditional half only; the other half gets none.
void padUnconditional(ControlResiduals &residuals)
{
    for (at::Tensor &residual : residuals.down)
        residual = withZeroHalf(residual);
    residuals.mid = withZeroHalf(residuals.mid);
}

// What the picture would be if this prediction were right (DDIM's x0, Song et al. 2020, equation 9). `input` is what
// the network saw; all samplers hand it over with unit variance, so that the timestep alone says how much is noise.
at::Tensor denoisedBy(const at::Tensor &prediction, const at::Tensor &input, double timestep, const SchedulerConfig &config,
                      const at::Tensor &alphasCumprod)
{
    if (config.prediction == PredictionType::Sample)
        return prediction;
    const int64_t index = std::clamp<int64_t>(std::llround(timestep), 0, alphasCumprod.size(0) - 1);
    const double signal = std::sqrt(alphasCumprod[index].item<double>()), noise = std::sqrt(1 - signal * signal);
    if (config.prediction == PredictionType::VPrediction)
        return input * signal - prediction * noise;
    return (input - prediction * noise) / std::max(signal, 1e-3);
}

class Sampling
{
public:
    Sampling(const BaseModel &base, const SampleRequest &request, std::stop_token stop)
        : m_base(base), m_request(request), m_stop(std::move(stop)), m_device(typicalWeight(base).device()),
          m_type(typicalWeight(base).scalar_type()), m_isGuided(request.guidanceScale > 1.0),
          m_isGuessing(request.guessMode)
    {
        // Pooled conditions mean guess mode; diffusers asks the first ControlNet.
        if (!request.controls.empty() && request.controls.front().net->config().globalPoolConditions)
            m_isGuessing = true;
    }

    Result<SampleResult> run()
    {
        SampleResult result;
        ARMATURE_TRY(auto scheduler, makeScheduler(m_request.scheduler, m_base.schedulerConfig));
        result.schedulerClass = scheduler->className();
        encodePrompts(result);
        m_base.textEncoder->parameters().unload(); // until the next picture
        embedConditions();

        auto generator = at::make_generator<at::CPUGeneratorImpl>(m_request.seed);
        ARMATURE_TRY(at::Tensor latents, initialLatents(m_base, m_request, generator));
        ARMATURE_CHECK(scheduler->setTimesteps(m_request.steps));
        latents = (latents * scheduler->initNoiseSigma()).to(m_device);

        const at::Tensor timesteps = scheduler->timesteps();
        const at::Tensor alphasCumprod = alphasCumprodOf(scheduler->config());
        const int64_t total = timesteps.size(0);
        for (int64_t i = 0; i < total; ++i) {
            const at::Tensor input = scheduler->scaleModelInput(latents, i);
            ARMATURE_TRY(const at::Tensor prediction, predict(input, timesteps[i].to(m_device), i, total));
            if (m_request.onDenoised)
                m_request.onDenoised(denoisedBy(prediction, input, timesteps[i].item<double>(), scheduler->config(), alphasCumprod));
            latents = scheduler->step(prediction, i, latents, generator);
            if (m_request.onStep)
                m_request.onStep(i + 1, total);
        }
        result.hadNonFinite = !at::isfinite(latents).all().item<bool>();
        result.latents = latents;
        ARMATURE_CHECK(decode(latents, result));
        return result;
    }

private:
    static const at::Tensor &typicalWeight(const BaseModel &base)
    {
        return base.unet->parameters().typical();
    }

    void encodePrompts(SampleResult &result)
    {
        const WeightedEncoding prompt = encodingOf(m_request.prompt);
        result.promptTokens = prompt.encoding.bodyTokens;
        result.isPromptTruncated = prompt.encoding.isTruncated;
        m_text = embedded(prompt);
        m_bothTexts = m_isGuided ? at::cat({embedded(encodingOf(m_request.negativePrompt)), m_text}) : m_text;
    }

    WeightedEncoding encodingOf(const std::string &text) const
    {
        if (m_request.readsWeights)
            return encodeWeighted(*m_base.tokenizer, text);
        return {m_base.tokenizer->encode(text), {}, false};
    }

    // [imageCount, T, hidden_size]. Each token's row times its weight, then all of it scaled so that its mean is what it
    // was, as the WebUI does (modules/sd_emphasis.py, EmphasisOriginal). Unlike there, means that are rounding errors,
    // those of an encoder whose last layer norm is not trained, restore nothing.
    at::Tensor embedded(const WeightedEncoding &text) const
    {
        const auto &ids = text.encoding.ids;
        const auto count = static_cast<int64_t>(ids.size());
        const at::Tensor input = at::tensor(at::ArrayRef<int32_t>(ids), at::kLong).view({1, count}).to(m_device);
        at::Tensor hidden = m_base.textEncoder->forward(input).lastHiddenState;
        if (text.isWeighted) {
            const at::Tensor weights = at::tensor(at::ArrayRef<float>(text.weights)).view({1, count, 1});
            const at::Tensor weighted = hidden * weights.to(hidden.device(), hidden.scalar_type());
            const double before = hidden.mean().item<double>(), after = weighted.mean().item<double>();
            const double least = kLeastMean * hidden.abs().mean().item<double>();
            const bool isRestored = std::abs(before) > least && std::abs(after) > least;
            hidden = isRestored ? weighted * (before / after) : weighted;
        }
        return hidden.to(m_type).repeat({m_request.imageCount, 1, 1});
    }

    void embedConditions()
    {
        for (const ControlUnit &unit : m_request.controls)
            m_controls.push_back({&unit, unit.net->embedCondition(unit.condition.to(m_device, m_type))});
    }

    // Asked between the networks, the parts of a step that take long.
    Status checkStop(const std::string &where) const
    {
        if (m_stop.stop_requested())
            return fail(ErrorCode::Interrupted, "Stopped at " + where + ".");
        return {};
    }

    // fp32 [imageCount, C, h, w], guided. The networks are given the latents once for both halves of
    // guidance, which differ by their texts alone. Errors: Interrupted.
    Result<at::Tensor> predict(const at::Tensor &input, const at::Tensor &timestep, int64_t step, int64_t total)
    {
        const std::string where = "step " + std::to_string(step) + " of " + std::to_string(total);
        ARMATURE_CHECK(checkStop(where));
        const at::Tensor sample = input.to(m_type);
        const std::optional<ControlResiduals> residuals = control(sample, timestep, step, total);
        ARMATURE_CHECK(checkStop(where));
        const at::Tensor prediction =
            m_base.unet
                ->forward(sample, timestep, {m_bothTexts, &m_memory}, residuals ? &*residuals : nullptr)
                .to(at::kFloat);
        if (!m_isGuided)
            return prediction;
        const auto halves = prediction.chunk(2);
        return guided(halves[1], halves[0], m_request.guidanceScale);
    }

    std::optional<ControlResiduals> control(const at::Tensor &sample, const at::Tensor &timestep,
                                            int64_t step, int64_t total)
    {
        const bool onlyConditional = m_isGuessing && m_isGuided;
        const at::Tensor &text = onlyConditional ? m_text : m_bothTexts;
        ControlResiduals sum;
        for (const ActiveControl &active : m_controls) {
            const ControlUnit &unit = *active.unit;
            if (unit.conditioningScale == 0.0 || !controlActs(step, total, unit.guidanceStart, unit.guidanceEnd))
                continue; // would add zeros
            sum = sumOf(std::move(sum),
                        unit.net->forwardEmbedded(sample, timestep, {text, &m_memory}, active.embedded,
                                                  unit.conditioningScale, m_isGuessing));
        }
        if (sum.down.empty())
            return std::nullopt;
        if (onlyConditional)
            padUnconditional(sum);
        return sum;
    }

    Status decode(const at::Tensor &latents, SampleResult &result) const
    {
        const VaeConfig &vae = m_base.vae->config();
        const at::Tensor &weight = m_base.vae->parameters().typical();
        const at::Tensor scaled = (latents / vae.scalingFactor + vae.shiftFactor).to(weight.device(), weight.scalar_type());
        for (int64_t i = 0; i < scaled.size(0); ++i) { // one at a time: the decoder is where memory peaks
            ARMATURE_CHECK(checkStop("the last step"));
            result.images.push_back(imageFromTensor(m_base.vae->decode(scaled.slice(0, i, i + 1))));
        }
        return {};
    }

    const BaseModel &m_base;
    const SampleRequest &m_request;
    const std::stop_token m_stop;
    const at::Device m_device;
    const at::ScalarType m_type;
    const bool m_isGuided;
    bool m_isGuessing;
    at::Tensor m_text, m_bothTexts; // [n, T, D]; unconditional half first
    TextMemory m_memory;            // every network reads one of the two, always the same
    std::vector<ActiveControl> m_controls;
};

} // namespace

Result<SampleResult> samplePictures(const BaseModel &base, const SampleRequest &request, std::stop_token stop)
{
    ARMATURE_CHECK(checkRequest(base, request));
    const at::NoGradGuard noGrad;
    return Sampling(base, request, std::move(stop)).run();
}

at::Tensor tensorFromImage(const Image &image)
{
    const at::Tensor bytes = at::from_blob(const_cast<uint8_t *>(image.samples<uint8_t>().data()),
                                           {image.height(), image.width(), image.channels()}, at::TensorOptions(at::kByte));
    return bytes.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat).div(255.0).contiguous();
}

Image imageFromTensor(const at::Tensor &sample)
{
    const at::Tensor unit = (sample.detach().to(at::kCPU, at::kFloat) / 2 + 0.5).clamp(0, 1);
    const at::Tensor bytes = (unit.nan_to_num(0) * 255).round().to(at::kByte)[0].permute({1, 2, 0}).contiguous();
    Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)), static_cast<int>(bytes.size(2)));
    std::copy_n(bytes.const_data_ptr<uint8_t>(), bytes.numel(), image.row<uint8_t>(0));
    return image;
}

} // namespace armature
