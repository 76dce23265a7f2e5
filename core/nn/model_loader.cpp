#include "core/nn/model_loader.h"

#include "core/nn/weights.h"

#include <filesystem>
#include <fstream>

namespace armature {

namespace {

// What a part is called in messages and in files, and how its config is read.
template <typename Config>
struct Part
{
    const char *name;
    const char *stem;
    Result<Config> (*parse)(const nlohmann::json &, const std::string &);
};

constexpr Part<UNetConfig> kUNet{"the UNet", "diffusion_pytorch_model", parseUNetConfig};
constexpr Part<VaeConfig> kVae{"the VAE", "diffusion_pytorch_model", parseVaeConfig};
constexpr Part<TextEncoderConfig> kTextEncoder{"the text encoder", "model", parseTextEncoderConfig};
constexpr Part<ControlNetConfig> kControlNet{"the ControlNet", "diffusion_pytorch_model",
                                             parseControlNetConfig};

template <typename Net, typename Config>
Result<Net> make(const Part<Config> &part, const nlohmann::json &json, const TensorSourcePtr &weights,
                 const std::string &configOrigin, const std::string &origin)
{
    ARMATURE_TRY(auto config, part.parse(json, configOrigin));
    Net net(std::move(config));
    ARMATURE_CHECK(
        loadParametersExactly(net.parameters(), weights, std::string(part.name) + " of " + origin));
    return net;
}

template <typename Net, typename Config>
Result<Net> load(const Part<Config> &part, const std::string &folder, const std::string &variant)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return fail(ErrorCode::NotFound,
                    std::string("There is no folder ") + folder + " with " + part.name + ".",
                    "Give the folder of a diffusers model.");
    const auto file = (std::filesystem::path(folder) / "config.json").string();
    ARMATURE_TRY(const auto json, readConfigFile(file));
    ARMATURE_TRY(const auto weights, openModelFolder(folder, part.stem, variant));
    return make<Net>(part, json, weights, file, folder);
}

} // namespace

Result<nlohmann::json> readConfigFile(const std::string &file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return fail(ErrorCode::NotFound, "There is no " + file + ", or it cannot be read.",
                    "Give the folder of a diffusers model.");
    auto json = nlohmann::json::parse(stream, nullptr, false);
    if (json.is_discarded())
        return fail(ErrorCode::Corrupt, file + " is not valid JSON.", "Get the model's config.json again.");
    return json;
}

Result<UNet> loadUNet(const std::string &folder, const std::string &variant)
{
    return load<UNet>(kUNet, folder, variant);
}

Result<Vae> loadVae(const std::string &folder, const std::string &variant)
{
    return load<Vae>(kVae, folder, variant);
}

Result<TextEncoder> loadTextEncoder(const std::string &folder, const std::string &variant)
{
    return load<TextEncoder>(kTextEncoder, folder, variant);
}

Result<ControlNet> loadControlNet(const std::string &folder, const std::string &variant)
{
    return load<ControlNet>(kControlNet, folder, variant);
}

Result<UNet> makeUNet(const nlohmann::json &config, const TensorSourcePtr &weights, const std::string &origin)
{
    return make<UNet>(kUNet, config, weights, "The configuration of " + origin, origin);
}

Result<Vae> makeVae(const nlohmann::json &config, const TensorSourcePtr &weights, const std::string &origin)
{
    return make<Vae>(kVae, config, weights, "The configuration of " + origin, origin);
}

Result<TextEncoder> makeTextEncoder(const nlohmann::json &config, const TensorSourcePtr &weights,
                                    const std::string &origin)
{
    return make<TextEncoder>(kTextEncoder, config, weights, "The configuration of " + origin, origin);
}

Result<ControlNet> makeControlNet(const nlohmann::json &config, const TensorSourcePtr &weights,
                                  const std::string &origin)
{
    return make<ControlNet>(kControlNet, config, weights, "The configuration of " + origin, origin);
}

} // namespace armature
