#include "core/session/sample_session.h"

#include "core/image/codec.h"
#include "core/image/map_kind.h"
#include "core/image/png_writer.h"
#include "core/image/resample.h"
#include "core/infer/control_source.h"
#include "core/infer/pipeline.h"
#include "core/nn/tensor_file.h"
#include "core/session/engine_info.h"
#include "core/train/step_runner.h"

#include <ATen/ATen.h>

#include <cstdio>
#include <filesystem>

namespace armature {

namespace fs = std::filesystem;

namespace {

Result<at::ScalarType> typeNamed(const std::string &dtype)
{
    if (dtype == "fp32")
        return at::kFloat;
    if (dtype == "bf16")
        return at::kBFloat16;
    if (dtype == "fp16")
        return at::kHalf;
    return fail(ErrorCode::BadInput, "'" + dtype + "' is no type to compute in.",
                "Use --dtype fp32, fp16, bf16 or auto.");
}

double valueFor(const std::vector<double> &values, size_t unit, double otherwise)
{
    return values.empty() ? otherwise : values[std::min(unit, values.size() - 1)];
}

std::string numbered(const std::string &out, int64_t number, int64_t count)
{
    if (count == 1)
        return out;
    const fs::path path(out);
    return (path.parent_path() / (path.stem().string() + "-" + std::to_string(number) + path.extension().string())).string();
}

class Session
{
public:
    explicit Session(const SampleOptions &options) : m_options(options) {}

    Result<SampledPictures> run(std::stop_token stop, const std::function<void(int64_t, int64_t)> &onStep)
    {
        ARMATURE_CHECK(checkTargets());
        ARMATURE_TRY(const std::vector<Image> conditions, readConditions());
        ARMATURE_CHECK(openModels());
        ARMATURE_CHECK(buildRequest(conditions));
        m_request.onStep = onStep;
        ARMATURE_TRY(const SampleResult result, samplePictures(m_base, m_request, std::move(stop)));
        note(result);
        return write(result);
    }

private:
    Status checkTargets() const
    {
        if (m_options.out.empty())
            return fail(ErrorCode::BadInput, "There is no file to write to.", "Give --out a name such as picture.png.");
        for (int64_t i = 1; i <= m_options.imageCount; ++i)
            if (!m_options.overwrite && fs::exists(numbered(m_options.out, i, m_options.imageCount)))
                return fail(ErrorCode::Conflict, numbered(m_options.out, i, m_options.imageCount) + " exists already.",
                            "Use another --out, or --overwrite.");
        if (m_options.conditions.size() != m_options.controlNets.size())
            return fail(ErrorCode::BadInput, "There are " + std::to_string(m_options.controlNets.size()) + " ControlNets and " +
                                                 std::to_string(m_options.conditions.size()) + " conditions.",
                        "Give one --condition for each --controlnet.");
        return {};
    }

    Result<std::vector<Image>> readConditions() const
    {
        std::vector<Image> conditions;
        for (const std::string &file : m_options.conditions) {
            ARMATURE_TRY(const Image image, decodeOriented(file));
            conditions.push_back(toRgb8(image));
        }
        return conditions;
    }

    Status openModels()
    {
        const bool isAuto = m_options.dtype == "auto"; // bf16 where the processor is fast in it
        ARMATURE_TRY(m_plan, planCompute(m_options.device, isAuto ? "auto" : "no"));
        if (!isAuto) {
            ARMATURE_TRY(m_plan.type, typeNamed(m_options.dtype));
        }
        ARMATURE_TRY(m_base, openBaseModel(m_options.model, {m_options.variant, {}, m_options.predictionType}));
        for (const std::string &path : m_options.controlNets) {
            ARMATURE_TRY(ControlNet net, openControlNetModel(path));
            ARMATURE_CHECK(checkControlNetFits(net, *m_base.unet));
            net.parameters().freezeForSampling(m_plan.device, m_plan.type);
            m_nets.push_back(std::make_unique<ControlNet>(std::move(net)));
        }
        m_base.freezeForSampling(m_plan.device, m_plan.type);
        m_notes.insert(m_notes.end(), m_base.notes.begin(), m_base.notes.end());
        return {};
    }

    Status buildRequest(const std::vector<Image> &conditions)
    {
        const int64_t grid = m_base.vae->config().downscale();
        const int64_t side = m_base.unet->config().sampleSize > 0 ? m_base.unet->config().sampleSize * grid : 512;
        m_request.width = m_options.width ? m_options.width : conditions.empty() ? side : conditions[0].width() / grid * grid;
        m_request.height = m_options.height ? m_options.height : conditions.empty() ? side : conditions[0].height() / grid * grid;
        if (m_request.width < grid || m_request.height < grid)
            return fail(ErrorCode::BadInput, "The picture would be smaller than " + std::to_string(grid) + " pixels.", "Give a larger --width and --height.");
        m_request.prompt = m_options.prompt;
        m_request.negativePrompt = m_options.negativePrompt;
        m_request.readsWeights = m_options.promptWeights;
        m_request.scheduler = m_options.scheduler;
        m_request.steps = m_options.steps;
        m_request.guidanceScale = m_options.guidanceScale;
        m_request.guessMode = m_options.guessMode;
        m_request.seed = m_options.seed;
        m_request.imageCount = m_options.imageCount;
        if (!m_options.latents.empty()) {
            ARMATURE_TRY(const NamedTensors tensors, loadTensors(m_options.latents));
            if (!tensors.contains("latents"))
                return fail(ErrorCode::BadInput, m_options.latents + " has no tensor 'latents'.", "Save them under that name.");
            m_request.latents = tensors.at("latents");
        }
        for (size_t i = 0; i < m_nets.size(); ++i) {
            ControlUnit unit;
            unit.net = m_nets[i].get();
            unit.condition = tensorFromImage(fitted(conditions[i], m_options.conditions[i]));
            unit.conditioningScale = valueFor(m_options.conditioningScale, i, 1.0);
            unit.guidanceStart = valueFor(m_options.guidanceStart, i, 0.0);
            unit.guidanceEnd = valueFor(m_options.guidanceEnd, i, 1.0);
            m_request.controls.push_back(unit);
        }
        return {};
    }

    // Photographs and depth by Lanczos, as diffusers' image processor; lines, poses and labels never smoothly.
    Image fitted(const Image &condition, const std::string &file)
    {
        const int width = static_cast<int>(m_request.width), height = static_cast<int>(m_request.height);
        if (condition.width() == width && condition.height() == height)
            return condition;
        m_notes.push_back(file + " was resized from " + std::to_string(condition.width()) + " x " + std::to_string(condition.height()) + " to " +
                          std::to_string(width) + " x " + std::to_string(height) + ".");
        const MapKind kind = guessMapKind(condition);
        return kind == MapKind::Photo ? resize(condition, width, height, Filter::Lanczos3) : resizeMap(condition, width, height, kind);
    }

    void note(const SampleResult &result)
    {
        if (result.isPromptTruncated)
            m_notes.push_back("The prompt has " + std::to_string(result.promptTokens) + " tokens; only the first " +
                              std::to_string(m_base.tokenizer->room()) + " were read.");
        if (result.hadNonFinite)
            m_notes.emplace_back("The picture holds numbers that are not finite; try --dtype fp32 or a lower --guidance_scale.");
    }

    Result<SampledPictures> write(const SampleResult &result)
    {
        SampledPictures pictures;
        pictures.notes = m_notes;
        const std::vector<PngText> texts{{"parameters", settings(result)}};
        for (size_t i = 0; i < result.images.size(); ++i) {
            pictures.files.push_back(numbered(m_options.out, static_cast<int64_t>(i) + 1, m_options.imageCount));
            ARMATURE_CHECK(writePng(pictures.files.back(), result.images[i], texts));
        }
        return pictures;
    }

    // The WebUI's form, which its "PNG info" reads.
    std::string settings(const SampleResult &result) const
    {
        char numbers[160];
        std::snprintf(numbers, sizeof numbers, "Steps: %lld, Sampler: %s, CFG scale: %g, Seed: %llu, Size: %lldx%lld", static_cast<long long>(m_request.steps),
                      result.schedulerClass.c_str(), m_request.guidanceScale, static_cast<unsigned long long>(m_request.seed),
                      static_cast<long long>(m_request.width), static_cast<long long>(m_request.height));
        return m_request.prompt + (m_request.negativePrompt.empty() ? "" : "\nNegative prompt: " + m_request.negativePrompt) + "\n" + numbers;
    }

    const SampleOptions &m_options;
    ComputePlan m_plan;
    BaseModel m_base;
    std::vector<std::unique_ptr<ControlNet>> m_nets;
    SampleRequest m_request;
    std::vector<std::string> m_notes;
};

} // namespace

Result<SampledPictures> runSampling(const SampleOptions &options, std::stop_token stop, const std::function<void(int64_t, int64_t)> &onStep)
{
    openCuda();
    try {
        return Session(options).run(std::move(stop), onStep);
    } catch (const c10::OutOfMemoryError &) {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture.", "Use a smaller --width and --height, or --dtype bf16.");
    } catch (const c10::Error &error) {
        return fail(ErrorCode::Internal, std::string("The engine stopped: ") + error.what_without_backtrace());
    }
}

} // namespace armature
