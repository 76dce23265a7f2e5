#include "core/config/refused_options.h"

#include <fmt/format.h>

#include <array>

namespace armature {

namespace {

struct Refusal
{
    std::string_view key;
    std::string_view value; // empty: the option as a whole
    std::string_view reason;
    std::string_view remedy;
};

constexpr std::string_view kNoNetwork = "Armature does not use the network";
constexpr std::string_view kUpload =
    "Leave it out, and upload the output folder afterwards with huggingface-cli upload.";
constexpr std::string_view kDataFolder =
    "Download the data set, save its pictures as a folder of pairs and give it with --train_data_dir.";

constexpr std::array kRefusals{
    Refusal{"push_to_hub", "", kNoNetwork, kUpload},
    Refusal{"hub_token", "", kNoNetwork,
            "Leave it out: no token is needed. Anyone who saw it on the command line can use it; consider "
            "revoking it."},
    Refusal{"hub_model_id", "", kNoNetwork, kUpload},
    Refusal{"revision", "", kNoNetwork,
            "Download that revision of the model with huggingface-cli download --revision, and give its "
            "folder with "
            "--pretrained_model_name_or_path."},
    Refusal{"dataset_name", "", kNoNetwork, kDataFolder},
    Refusal{"dataset_config_name", "", kNoNetwork, kDataFolder},
    Refusal{
        "report_to", "wandb", kNoNetwork,
        "Use --report_to tensorboard; events.jsonl in the output folder holds every number for other tools."},
    Refusal{
        "report_to", "comet_ml", kNoNetwork,
        "Use --report_to tensorboard; events.jsonl in the output folder holds every number for other tools."},
    Refusal{"mixed_precision", "fp8", "fp8 is not available", "Use --mixed_precision bf16 or auto."},
    Refusal{"lr_scheduler", "piecewise_constant",
            "its steps cannot be given as an option, in diffusers neither",
            "Use --lr_scheduler constant, cosine, linear or polynomial."},
};

std::optional<Error> find(std::string_view key, std::string_view value)
{
    for (const Refusal &refusal : kRefusals) {
        if (refusal.key != key || refusal.value != value)
            continue;
        const std::string name = value.empty() ? std::string(key) : fmt::format("{} {}", key, value);
        return Error{ErrorCode::BadInput,
                     fmt::format("{} is not supported: {}.", name, refusal.reason),
                     std::string(refusal.remedy),
                     {}};
    }
    return std::nullopt;
}

} // namespace

std::optional<Error> refusedOption(std::string_view key) { return find(key, {}); }

std::optional<Error> refusedValue(std::string_view key, std::string_view value)
{
    return value.empty() ? std::nullopt : find(key, value);
}

std::vector<std::string> refusedOptionKeys()
{
    std::vector<std::string> keys;
    for (const Refusal &refusal : kRefusals)
        if (refusal.value.empty())
            keys.emplace_back(refusal.key);
    return keys;
}

} // namespace armature
