#include "core/nn/model_loader.h"

#include "core/nn/weights.h"

#include <filesystem>
#include <fstream>

namespace armature {

namespace {

// Net is made of Config by its constructor; `what` is for messages, as in "the UNet".
template <typename Net, typename Config>
Result<Net> load(const std::string &folder, const std::string &variant, const char *stem, const char *what,
                 Result<Config> (*parse)(const nlohmann::json &, const std::string &))
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return fail(ErrorCode::NotFound, "There is no folder " + folder + " with " + what + ".",
                    "Give the folder of a diffusers model.");
    const auto file = (std::filesystem::path(folder) / "config.json").string();
    ARMATURE_TRY(auto json, readConfigFile(file));
    ARMATURE_TRY(auto config, parse(json, file));
    ARMATURE_TRY(auto source, openModelFolder(folder, stem, variant));
    Net net(std::move(config));
    ARMATURE_CHECK(loadParametersExactly(net.parameters(), source, std::string(what) + " of " + folder));
    return net;
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
    return load<UNet>(folder, variant, "diffusion_pytorch_model", "the UNet", parseUNetConfig);
}

Result<Vae> loadVae(const std::string &folder, const std::string &variant)
{
    return load<Vae>(folder, variant, "diffusion_pytorch_model", "the VAE", parseVaeConfig);
}

Result<TextEncoder> loadTextEncoder(const std::string &folder, const std::string &variant)
{
    return load<TextEncoder>(folder, variant, "model", "the text encoder", parseTextEncoderConfig);
}

Result<ControlNet> loadControlNet(const std::string &folder, const std::string &variant)
{
    return load<ControlNet>(folder, variant, "diffusion_pytorch_model", "the ControlNet",
                            parseControlNetConfig);
}

} // namespace armature
