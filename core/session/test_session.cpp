#include "core/session/test_session.h"

#include "core/base/process_memory.h"
#include "core/diffusion/scheduler.h"
#include "core/infer/control_source.h"
#include "core/infer/latent_preview.h"
#include "core/infer/pipeline.h"
#include "core/session/engine_info.h"
#include "core/train/step_runner.h"

#include <ATen/ATen.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <optional>

namespace armature {

namespace fs = std::filesystem;

namespace {

// Tells whether a model on the disk is still the one that was loaded: 0 where there is none, else from names,
// sizes and times of its weight files.
size_t stampOf(const std::string &path)
{
    std::error_code error;
    size_t stamp = 0;
    const auto add = [&](const fs::path &file) {
        const auto size = fs::file_size(file, error);
        const auto time = fs::last_write_time(file, error).time_since_epoch().count();
        for (const size_t part : {std::hash<std::string>()(file.string()), size_t(size), size_t(time)})
            stamp = stamp * 1099511628211u + part + 1;
    };
    if (fs::is_regular_file(path, error))
        add(path);
    for (const char *part : {".", "unet", "vae", "text_encoder", "controlnet"}) {
        const fs::path folder = fs::path(path) / part;
        if (!fs::is_directory(folder, error))
            continue;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
             entry.increment(error)) {
            const auto extension = entry->path().extension();
            if (extension == ".safetensors" || extension == ".bin" ||
                entry->path().filename() == "config.json")
                add(entry->path());
        }
    }
    return stamp;
}

struct LoadedNet
{
    std::string path;
    size_t stamp = 0;
    std::unique_ptr<ControlNet> net;
};

struct LoadedBase
{
    std::string path;
    size_t stamp = 0;
    BaseModel model;
    std::optional<LatentPreview> preview;
};

// A file that has gone is no reason to drop what is in memory; one that has changed is.
bool isStill(const std::string &path, size_t stamp)
{
    const size_t now = stampOf(path);
    return now == 0 || now == stamp;
}

template <typename Work>
auto guarded(Work work) -> decltype(work())
{
    try {
        return work();
    } catch (const c10::OutOfMemoryError &) {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture.",
                    "Use a smaller size, or release the models of other programs.");
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture.", "Use a smaller size.");
    } catch (const c10::Error &error) {
        const std::string what = error.what_without_backtrace();
        if (what.find("memory") != std::string::npos) // the CPU allocator says it in words only
            return fail(ErrorCode::OutOfMemory, "The memory does not hold this picture.",
                        "Use a smaller size.");
        return fail(ErrorCode::Internal, "The engine stopped: " + what.substr(0, what.find('\n')));
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal, std::string("The engine stopped: ") + error.what());
    }
}

class WarmSession : public TestSession
{
public:
    explicit WarmSession(std::string dtype) : m_dtype(std::move(dtype)) {}

    Result<TestModelFacts> open(const TestModels &models) override
    {
        return guarded([&]() -> Result<TestModelFacts> {
            ARMATURE_CHECK(load(models));
            return facts();
        });
    }

    Result<TestPicture> sample(const TestRequest &request, std::stop_token stop,
                               const std::function<void(const TestStep &)> &onStep) override
    {
        return guarded([&]() -> Result<TestPicture> {
            ARMATURE_CHECK(check(request));
            ARMATURE_CHECK(load(request.models));
            ARMATURE_TRY(TestPicture picture, sampleOnce(request, stop, onStep));
            return picture;
        });
    }

    void release() override
    {
        m_nets.clear();
        m_base.reset();
        giveFreedMemoryBack();
    }

private:
    // In the words of the room; samplePictures() would say the same in those of the command line.
    static Status check(const TestRequest &request)
    {
        if (request.steps < 1)
            return fail(ErrorCode::BadInput,
                        "There is no picture in " + std::to_string(request.steps) + " steps.",
                        "Set one step or more.");
        for (const TestControl &control : request.controls)
            if (control.guidanceStart >= control.guidanceEnd || control.guidanceStart < 0 ||
                control.guidanceEnd > 1)
                return fail(ErrorCode::BadInput, "Guidance must start before it ends, both between 0 and 1.",
                            "Set guidance start and end to 0 and 1, for example.");
        if (request.controls.size() != request.models.controlNets.size())
            return fail(ErrorCode::BadInput, "Each ControlNet needs a condition.",
                        "Choose one, or take the ControlNet away.");
        for (const TestControl &control : request.controls)
            if (control.condition.width() != request.width || control.condition.height() != request.height ||
                control.condition.channels() != 3 || control.condition.bitDepth() != 8)
                return fail(ErrorCode::BadInput, "The condition's size is not the picture's.",
                            "Choose the condition again.");
        return {};
    }

    Status checkSize(const TestRequest &request) const
    {
        const int64_t grid = m_base->model.vae->config().downscale();
        const std::string size = std::to_string(request.width) + " x " + std::to_string(request.height);
        if (request.width < grid || request.height < grid || request.width % grid || request.height % grid)
            return fail(ErrorCode::BadInput,
                        "The size " + size + " does not divide by " + std::to_string(grid) + ".",
                        "Choose a width and height that are multiples of " + std::to_string(grid) + ".");
        const uint64_t free = m_plan.device.is_cpu() ? availableMemory().value_or(0) : 0; // 0: not known
        const double needed = decodingBytes(request);
        if (free == 0 || needed <= double(free))
            return {};
        constexpr double kGigabyte = 1e9;
        return fail(ErrorCode::OutOfMemory,
                    fmt::format("A picture of {} needs {:.0f} GB of memory; {:.1f} GB are free.", size,
                                std::ceil(needed / kGigabyte), double(free) / kGigabyte),
                    "Use a smaller size, or close other programs.");
    }

    // At least: the decoder's last block holds three maps of its wider side at the picture's own size. Asked
    // before, because Linux grants more memory than there is and then ends the program.
    double decodingBytes(const TestRequest &request) const
    {
        constexpr double kMaps = 3;
        const std::vector<int64_t> &channels = m_base->model.vae->config().blockOutChannels;
        const double widest = double(channels[channels.size() > 1 ? 1 : 0]);
        return kMaps * widest * double(request.width) * double(request.height) *
               double(c10::elementSize(m_plan.type));
    }

    Status plan()
    {
        if (m_isPlanned)
            return {};
        openCuda();
        ARMATURE_TRY(m_plan, planCompute("auto", "no"));
        const std::string dtype = !m_dtype.empty() ? m_dtype : m_plan.device.is_cuda() ? "fp16" : "fp32";
        m_plan.type = dtype == "fp16" ? at::kHalf : dtype == "bf16" ? at::kBFloat16 : at::kFloat;
        if (m_plan.device.is_cuda() || !m_dtype.empty())
            m_plan.words = dtype + " on " + m_plan.device.str();
        m_isPlanned = true;
        return {};
    }

    // Everything new is opened and checked before anything old is let go.
    Status load(const TestModels &models)
    {
        ARMATURE_CHECK(plan());
        std::optional<LoadedBase> base;
        if (!m_base || m_base->path != models.base || !isStill(models.base, m_base->stamp)) {
            ARMATURE_TRY(BaseModel opened, openBaseModel(models.base));
            opened.freezeForSampling(m_plan.device, m_plan.type);
            base.emplace(LoadedBase{models.base, stampOf(models.base), std::move(opened), std::nullopt});
        }
        const BaseModel &current = base ? base->model : m_base->model;
        std::vector<LoadedNet> fresh(models.controlNets.size());
        for (size_t i = 0; i < fresh.size(); ++i) {
            const std::string &path = models.controlNets[i];
            if (const LoadedNet *kept = loaded(path)) {
                ARMATURE_CHECK(checkControlNetFits(*kept->net, *current.unet));
                continue;
            }
            ARMATURE_TRY(ControlNet net, openControlNetModel(path));
            ARMATURE_CHECK(checkControlNetFits(net, *current.unet));
            net.parameters().freezeForSampling(m_plan.device, m_plan.type);
            fresh[i] = {path, stampOf(path), std::make_unique<ControlNet>(std::move(net))};
        }
        if (base)
            m_base = std::move(base);
        std::erase_if(fresh, [](const LoadedNet &net) { return !net.net; });
        std::erase_if(m_nets, [&](const LoadedNet &net) {
            return std::ranges::count(models.controlNets, net.path) == 0 ||
                   std::ranges::any_of(fresh, [&](const LoadedNet &other) { return other.path == net.path; });
        });
        std::ranges::move(fresh, std::back_inserter(m_nets));
        return {};
    }

    const LoadedNet *loaded(const std::string &path) const
    {
        const auto found = std::ranges::find(m_nets, path, &LoadedNet::path);
        return found != m_nets.end() && isStill(path, found->stamp) ? &*found : nullptr;
    }

    Result<TestModelFacts> facts() const
    {
        const BaseModel &base = m_base->model;
        TestModelFacts facts;
        facts.family = base.family;
        ARMATURE_TRY(const auto scheduler, makeScheduler("", base.schedulerConfig));
        facts.scheduler = scheduler->className();
        facts.compute = m_plan.words;
        facts.grid = base.vae->config().downscale();
        const int64_t cells = base.unet->config().sampleSize;
        facts.side = cells > 0 ? cells * facts.grid : 512;
        facts.tokenRoom = static_cast<int64_t>(base.tokenizer->room());
        facts.notes = base.notes;
        return facts;
    }

    Result<TestPicture> sampleOnce(const TestRequest &request, std::stop_token stop,
                                   const std::function<void(const TestStep &)> &onStep)
    {
        ARMATURE_CHECK(checkSize(request));
        SampleRequest sample = requestFor(request);
        TestStep step;
        if (onStep) {
            if (!m_base->preview)
                m_base->preview.emplace(*m_base->model.vae);
            sample.onDenoised = [&](const at::Tensor &denoised) {
                step.preview = m_base->preview->draw(denoised);
            };
            sample.onStep = [&](int64_t done, int64_t total) {
                step.done = done;
                step.total = total;
                onStep(step);
            };
        }
        ARMATURE_TRY(SampleResult result, samplePictures(m_base->model, sample, stop));
        TestPicture picture;
        if (result.hadNonFinite) {
            ARMATURE_TRY(result, sampleInFp32(request, sample, stop));
            picture.notes.emplace_back("The picture was not finite in " + m_plan.words +
                                       " and was made again in fp32, which is kept.");
        }
        if (m_base->preview)
            m_base->preview->learn(result.latents, result.images.front());
        describe(request, result, picture);
        picture.image = std::move(result.images.front());
        return picture;
    }

    SampleRequest requestFor(const TestRequest &request) const
    {
        SampleRequest sample;
        sample.prompt = request.prompt;
        sample.negativePrompt = request.negativePrompt;
        sample.readsWeights = request.readsWeights;
        sample.scheduler = request.scheduler;
        sample.steps = request.steps;
        sample.guidanceScale = request.guidanceScale;
        sample.guessMode = request.guessMode;
        sample.seed = request.seed;
        sample.width = request.width;
        sample.height = request.height;
        for (size_t i = 0; i < request.controls.size(); ++i) {
            const TestControl &control = request.controls[i];
            const auto net = std::ranges::find(m_nets, request.models.controlNets[i], &LoadedNet::path);
            sample.controls.push_back({net->net.get(), tensorFromImage(control.condition),
                                       control.conditioningScale, control.guidanceStart,
                                       control.guidanceEnd});
        }
        return sample;
    }

    // Half precision has run over. The weights are read again, since those in memory have lost their digits.
    Result<SampleResult> sampleInFp32(const TestRequest &request, const SampleRequest &first,
                                      std::stop_token stop)
    {
        const auto refuse = [] {
            return fail(ErrorCode::Numeric,
                        "The picture came out as numbers that are not finite, in fp32 too.",
                        "Lower the guidance and conditioning scale, or try another checkpoint.");
        };
        if (m_plan.type == at::kFloat)
            return refuse();
        release();
        m_plan.type = at::kFloat;
        m_plan.words = "fp32 on " + m_plan.device.str();
        ARMATURE_CHECK(load(request.models));
        SampleRequest again = requestFor(request);
        again.onStep = first.onStep;
        ARMATURE_TRY(SampleResult result, samplePictures(m_base->model, again, stop));
        if (result.hadNonFinite)
            return refuse();
        return result;
    }

    void describe(const TestRequest &request, const SampleResult &result, TestPicture &picture) const
    {
        picture.schedulerClass = result.schedulerClass;
        picture.promptTokens = result.promptTokens;
        if (result.isPromptTruncated)
            picture.notes.push_back("The prompt has " + std::to_string(result.promptTokens) +
                                    " tokens; the first " + std::to_string(m_base->model.tokenizer->room()) +
                                    " were read.");
        std::vector<std::string> paths = request.models.controlNets;
        paths.insert(paths.begin(), request.models.base);
        for (const std::string &path : paths)
            if (stampOf(path) == 0)
                picture.notes.push_back(
                    path + " is no longer there; this picture was made from what is still in memory.");
    }

    std::string m_dtype; // empty: what suits the device
    ComputePlan m_plan;
    bool m_isPlanned = false;
    std::optional<LoadedBase> m_base;
    std::vector<LoadedNet> m_nets;
};

} // namespace

std::unique_ptr<TestSession> makeTestSession() { return std::make_unique<WarmSession>(std::string()); }

std::unique_ptr<TestSession> makeTestSessionIn(const std::string &dtype)
{
    return std::make_unique<WarmSession>(dtype);
}

} // namespace armature
