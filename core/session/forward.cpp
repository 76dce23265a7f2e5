#include "core/session/forward.h"

#include "core/io/layouts/controlnet_file.h"
#include "core/io/layouts/single_file.h"
#include "core/io/safetensors.h"
#include "core/nn/model_loader.h"
#include "core/nn/weights.h"
#include "core/session/engine_info.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <filesystem>

namespace armature {

namespace {

using Outputs = std::vector<std::pair<std::string, at::Tensor>>;

std::string shown(at::IntArrayRef shape)
{
    std::string text = "[";
    for (size_t i = 0; i < shape.size(); ++i)
        text += (i ? ", " : "") + std::to_string(shape[i]);
    return text + "]";
}

// Where and in what a module runs.
struct Place
{
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
    bool channelsLast = true;
};

Result<Place> placeFor(const ForwardOptions &options)
{
    Place place;
    place.channelsLast = options.channelsLast;
    if (options.dtype == "fp16")
        place.type = at::kHalf;
    else if (options.dtype == "bf16")
        place.type = at::kBFloat16;
    else if (options.dtype != "fp32")
        return fail(ErrorCode::BadInput, "There is no dtype " + options.dtype + ".",
                    "Use --dtype fp32, fp16 or bf16.");
    if (options.device == "cpu")
        return place;
    if (options.device.rfind("cuda", 0) != 0)
        return fail(ErrorCode::BadInput, "There is no device " + options.device + ".",
                    "Use --device cpu or cuda:0.");
    if (const auto note = openCuda(); !note.empty())
        return fail(ErrorCode::Unsupported, "CUDA cannot be used here: " + note + ".", "Use --device cpu.");
    place.device = at::Device(options.device);
    return place;
}

// The tensors of the input file, taken by name and checked.
class Inputs
{
public:
    Inputs(TensorSourcePtr source, Place place) : m_source(std::move(source)), m_place(place) {}

    bool has(const std::string &name) const { return m_source->find(name).has_value(); }

    // A float tensor in the compute type. A shape entry below 0 stands for any size of at least 1.
    Result<at::Tensor> real(const std::string &name, const std::vector<int64_t> &shape) const
    {
        ARMATURE_TRY(auto tensor, any(name));
        if (!tensor.is_floating_point())
            return wrong(name, "has an integer type; it must be a float type");
        ARMATURE_CHECK(checkShape(name, tensor, shape));
        return tensor.to(m_place.device, m_place.type);
    }

    Result<at::Tensor> map(const std::string &name, int64_t channels) const
    {
        ARMATURE_TRY(auto tensor, real(name, {-1, channels, -1, -1}));
        return m_place.channelsLast ? tensor.contiguous(at::MemoryFormat::ChannelsLast) : tensor;
    }

    Result<at::Tensor> timestep(int64_t batch) const
    {
        ARMATURE_TRY(auto tensor, any("timestep"));
        if (tensor.scalar_type() == at::kBool)
            return wrong("timestep", "has type BOOL; it must be an integer or a float");
        if (tensor.dim() > 1 || (tensor.dim() == 1 && tensor.size(0) != 1 && tensor.size(0) != batch))
            return wrong("timestep", "has the shape " + shown(tensor.sizes()) +
                                         "; it must be one number or [" + std::to_string(batch) + "]");
        return tensor.to(m_place.device);
    }

    Result<double> number(const std::string &name, double fallback) const
    {
        if (!has(name))
            return fallback;
        ARMATURE_TRY(auto tensor, any(name));
        if (tensor.numel() != 1)
            return wrong(name, "has the shape " + shown(tensor.sizes()) + "; it must be one number");
        return tensor.to(at::kDouble).item<double>();
    }

    Result<at::Tensor> ids(const std::string &name, int64_t longest, int64_t vocabulary) const
    {
        ARMATURE_TRY(auto tensor, any(name));
        if (!at::isIntegralType(tensor.scalar_type(), false))
            return wrong(name, "must hold integers of 32 or 64 bits");
        ARMATURE_CHECK(checkShape(name, tensor, {-1, -1}));
        if (tensor.size(1) > longest)
            return wrong(name, "has " + std::to_string(tensor.size(1)) +
                                   " tokens a row; this model takes at most " + std::to_string(longest));
        tensor = tensor.to(at::kLong);
        const auto low = tensor.min().item<int64_t>(), high = tensor.max().item<int64_t>();
        if (low < 0 || high >= vocabulary)
            return wrong(name, "holds the id " + std::to_string(low < 0 ? low : high) +
                                   "; this model's ids are 0 to " + std::to_string(vocabulary - 1));
        return tensor.to(m_place.device);
    }

    tl::unexpected<Error> wrong(const std::string &name, const std::string &what) const
    {
        return fail(ErrorCode::BadInput,
                    "The tensor " + name + " in " + m_source->origin() + " " + what + ".");
    }

    Status checkShape(const std::string &name, const at::Tensor &tensor,
                      const std::vector<int64_t> &shape) const
    {
        bool isFit = tensor.dim() == int64_t(shape.size());
        for (size_t i = 0; isFit && i < shape.size(); ++i)
            isFit = shape[i] < 0 ? tensor.size(int64_t(i)) > 0 : tensor.size(int64_t(i)) == shape[i];
        if (isFit)
            return {};
        std::string wanted = "[";
        for (size_t i = 0; i < shape.size(); ++i)
            wanted += (i ? ", " : "") + (shape[i] < 0 ? "any" : std::to_string(shape[i]));
        return wrong(name, "has the shape " + shown(tensor.sizes()) + "; it must be " + wanted + "]");
    }

private:
    Result<at::Tensor> any(const std::string &name) const
    {
        const auto view = m_source->find(name);
        if (view)
            return tensorFrom(m_source, *view);
        std::string held;
        for (const auto &other : m_source->names())
            held += (held.empty() ? "" : ", ") + other;
        return fail(ErrorCode::NotFound, m_source->origin() + " has no tensor " + name + ".",
                    held.empty() ? "It is empty." : "It holds: " + held + ".");
    }

    TensorSourcePtr m_source;
    Place m_place;
};

template <typename Net>
void prepare(Net &net, const Place &place)
{
    net.parameters().to(place.device, place.type, place.channelsLast);
}

// The inputs that UNet and ControlNet share.
struct DenoiserInputs
{
    at::Tensor sample, timestep, text;
};

Result<DenoiserInputs> denoiserInputs(const Inputs &inputs, const EncoderConfig &config)
{
    DenoiserInputs result;
    ARMATURE_TRY(result.sample, inputs.map("sample", config.inChannels));
    const auto batch = result.sample.size(0);
    ARMATURE_TRY(result.timestep, inputs.timestep(batch));
    ARMATURE_TRY(result.text, inputs.real("encoder_hidden_states", {batch, -1, config.crossAttentionDim}));
    return result;
}

// Both or neither of the residuals' parts; each must have its skip's shape, or one cell per channel where
// pooled.
Result<ControlResiduals> residualsFor(const Inputs &inputs, const UNetFeatures &features)
{
    const auto fitting = [&](const std::string &name, const at::Tensor &like) -> Result<at::Tensor> {
        ARMATURE_TRY(auto tensor, inputs.real(name, {-1, -1, -1, -1}));
        const std::vector<int64_t> pooled{like.size(0), like.size(1), 1, 1};
        if (tensor.sizes() != at::IntArrayRef(pooled))
            ARMATURE_CHECK(inputs.checkShape(name, tensor, like.sizes().vec()));
        return tensor;
    };
    ControlResiduals residuals;
    const std::string stem = "down_block_additional_residuals.";
    for (size_t i = 0; i < features.skips.size(); ++i) {
        ARMATURE_TRY(auto down, fitting(stem + std::to_string(i), features.skips[i]));
        residuals.down.push_back(std::move(down));
    }
    if (inputs.has(stem + std::to_string(features.skips.size())))
        return inputs.wrong(stem + std::to_string(features.skips.size()),
                            "is one too many; this UNet takes " + std::to_string(features.skips.size()));
    ARMATURE_TRY(residuals.mid, fitting("mid_block_additional_residual", features.mid));
    return residuals;
}

Result<Outputs> forwardUNet(UNet net, const Inputs &inputs, const Place &place)
{
    prepare(net, place);
    ARMATURE_TRY(const auto in, denoiserInputs(inputs, net.config().encoder));
    const auto features = net.encode(in.sample, in.timestep, in.text);
    if (!inputs.has("down_block_additional_residuals.0") && !inputs.has("mid_block_additional_residual"))
        return Outputs{{"sample", net.decode(features, in.text, nullptr)}};
    ARMATURE_TRY(const auto residuals, residualsFor(inputs, features));
    return Outputs{{"sample", net.decode(features, in.text, &residuals)}};
}

Result<Outputs> forwardControlNet(ControlNet net, const Inputs &inputs, const Place &place, bool guessMode)
{
    prepare(net, place);
    ARMATURE_TRY(const auto in, denoiserInputs(inputs, net.config().encoder));
    ARMATURE_TRY(const auto condition, inputs.map("controlnet_cond", net.config().conditioningChannels));
    ARMATURE_TRY(const auto scale, inputs.number("conditioning_scale", 1.0));
    const auto halvings = net.config().conditioningEmbeddingChannels.size() - 1;
    const auto reduced = [&](int64_t side) {
        for (size_t i = 0; i < halvings; ++i)
            side = (side + 1) / 2;
        return side;
    };
    if (condition.size(0) != in.sample.size(0) && condition.size(0) != 1)
        return inputs.wrong("controlnet_cond", "has a batch of " + std::to_string(condition.size(0)) +
                                                   "; sample has " + std::to_string(in.sample.size(0)));
    if (reduced(condition.size(2)) != in.sample.size(2) || reduced(condition.size(3)) != in.sample.size(3)) {
        const int64_t factor = int64_t(1) << halvings;
        return inputs.wrong("controlnet_cond", "is " + std::to_string(condition.size(2)) + " by " +
                                                   std::to_string(condition.size(3)) +
                                                   "; for this sample it must be " +
                                                   std::to_string(in.sample.size(2) * factor) + " by " +
                                                   std::to_string(in.sample.size(3) * factor));
    }
    const auto residuals = net.forward(in.sample, in.timestep, in.text, condition, scale, guessMode);
    Outputs outputs;
    for (size_t i = 0; i < residuals.down.size(); ++i)
        outputs.emplace_back("down_block_res_samples." + std::to_string(i), residuals.down[i]);
    outputs.emplace_back("mid_block_res_sample", residuals.mid);
    return outputs;
}

Result<Outputs> forwardVaeEncode(Vae net, const Inputs &inputs, const Place &place)
{
    prepare(net, place);
    ARMATURE_TRY(const auto sample, inputs.map("sample", net.config().inChannels));
    const auto least = net.config().downscale();
    if (sample.size(2) < least || sample.size(3) < least)
        return inputs.wrong("sample", "has the shape " + shown(sample.sizes()) +
                                          "; its sides must be at least " + std::to_string(least));
    const auto moments = net.encode(sample);
    return Outputs{{"mean", moments.mean}, {"logvar", moments.logvar}};
}

Result<Outputs> forwardVaeDecode(Vae net, const Inputs &inputs, const Place &place)
{
    prepare(net, place);
    ARMATURE_TRY(const auto latent, inputs.map("z", net.config().latentChannels));
    return Outputs{{"sample", net.decode(latent)}};
}

Result<Outputs> forwardText(TextEncoder net, const Inputs &inputs, const Place &place)
{
    prepare(net, place);
    ARMATURE_TRY(const auto ids, inputs.ids("input_ids", net.config().maxPositions, net.config().vocabSize));
    const auto encoding = net.forward(ids);
    return Outputs{{"last_hidden_state", encoding.lastHiddenState}, {"pooler_output", encoding.poolerOutput}};
}

// MODEL/part where the pipeline's folder is given, else the folder itself.
Result<std::string> partFolder(const std::string &model, const std::string &part)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    if (!fs::exists(model, ignored))
        return fail(ErrorCode::NotFound, "There is no model at " + model + ".",
                    "Give the folder of a diffusers model.");
    const auto inside = fs::path(model) / part;
    if (fs::is_directory(inside, ignored))
        return inside.string();
    if (fs::exists(fs::path(model) / "config.json", ignored))
        return model;
    return fail(ErrorCode::NotFound, model + " has neither a folder " + part + " nor a config.json.",
                "Give the pipeline's folder, or the folder of its " + part + ".");
}

// A single file, as WebUI and ComfyUI keep models.
Result<Outputs> runFromFile(const std::string &module, const std::string &file, const Inputs &inputs,
                            const Place &place, const ForwardOptions &options)
{
    if (module == "controlnet") {
        ARMATURE_TRY(const auto source, openControlNet(file));
        ARMATURE_TRY(auto net, makeControlNet(source.config, source.weights, file));
        return forwardControlNet(std::move(net), inputs, place, options.guessMode);
    }
    ARMATURE_TRY(const auto parts, openCheckpoint(file));
    if (module == "unet") {
        ARMATURE_TRY(auto net, makeUNet(parts.unet.config, parts.unet.weights, file));
        return forwardUNet(std::move(net), inputs, place);
    }
    if (module == "text") {
        ARMATURE_TRY(auto net, makeTextEncoder(parts.textEncoder.config, parts.textEncoder.weights, file));
        return forwardText(std::move(net), inputs, place);
    }
    ARMATURE_TRY(auto net, makeVae(parts.vae.config, parts.vae.weights, file));
    return module == "vae-encode" ? forwardVaeEncode(std::move(net), inputs, place)
                                  : forwardVaeDecode(std::move(net), inputs, place);
}

Result<Outputs> runModule(const std::string &module, const std::string &model, const Inputs &inputs,
                          const Place &place, const ForwardOptions &options)
{
    std::error_code ignored;
    if (std::filesystem::is_regular_file(model, ignored))
        return runFromFile(module, model, inputs, place, options);
    const auto part = module == "text" ? "text_encoder" : module.rfind("vae", 0) == 0 ? "vae" : module;
    ARMATURE_TRY(const auto folder, partFolder(model, part));
    if (part == "unet") {
        ARMATURE_TRY(auto net, loadUNet(folder, options.variant));
        return forwardUNet(std::move(net), inputs, place);
    }
    if (part == "controlnet") {
        ARMATURE_TRY(auto net, loadControlNet(folder, options.variant));
        return forwardControlNet(std::move(net), inputs, place, options.guessMode);
    }
    if (part == "text_encoder") {
        ARMATURE_TRY(auto net, loadTextEncoder(folder, options.variant));
        return forwardText(std::move(net), inputs, place);
    }
    ARMATURE_TRY(auto net, loadVae(folder, options.variant));
    return module == "vae-encode" ? forwardVaeEncode(std::move(net), inputs, place)
                                  : forwardVaeDecode(std::move(net), inputs, place);
}

Status write(const std::string &file, const Outputs &outputs)
{
    std::vector<at::Tensor> kept;
    std::vector<NamedTensor> named;
    for (const auto &[name, tensor] : outputs) {
        kept.push_back(tensor.to(at::kCPU, at::kFloat).contiguous());
        const auto &whole = kept.back();
        named.push_back({name,
                         {DType::F32,
                          whole.sizes().vec(),
                          {static_cast<const std::byte *>(whole.data_ptr()), whole.nbytes()}}});
    }
    return writeSafetensors(file, named);
}

bool isOutOfMemory(const std::string &message) { return message.find("allocate") != std::string::npos; }

} // namespace

const std::vector<std::string> &forwardModules()
{
    static const std::vector<std::string> modules{"unet", "controlnet", "vae-encode", "vae-decode", "text"};
    return modules;
}

Status runForward(const std::string &module, const std::string &model, const std::string &inFile,
                  const std::string &outFile, const ForwardOptions &options)
{
    const auto &modules = forwardModules();
    if (std::find(modules.begin(), modules.end(), module) == modules.end())
        return fail(ErrorCode::BadInput, "There is no module " + module + ".",
                    "Use unet, controlnet, vae-encode, vae-decode or text.");
    try {
        ARMATURE_TRY(const auto place, placeFor(options));
        ARMATURE_TRY(auto source, openTensorFile(inFile));
        const c10::InferenceMode inference;
        ARMATURE_TRY(const auto outputs,
                     runModule(module, model, Inputs(std::move(source), place), place, options));
        return write(outFile, outputs);
    } catch (const c10::Error &error) {
        const std::string what = error.what_without_backtrace();
        return fail(isOutOfMemory(what) ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                    "The " + module + " of " + model + " could not be computed: " + what + ".");
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::OutOfMemory,
                    "There is not enough memory for the " + module + " of " + model + ".");
    } catch (const std::exception &error) {
        return fail(ErrorCode::Internal,
                    "The " + module + " of " + model + " could not be computed: " + error.what() + ".");
    }
}

} // namespace armature
