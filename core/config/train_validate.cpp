#include "core/config/train_validate.h"

#include "core/config/refused_options.h"
#include "core/config/schema.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace armature {

namespace {

class Problems
{
public:
    void add(std::string key, std::string message, std::string remedy)
    {
        list.push_back({std::move(key), {ErrorCode::BadInput, std::move(message), std::move(remedy), {}}});
    }
    std::vector<OptionProblem> list;
};

// The struct can be filled by code, so what the schema promises is checked here again.
void checkRows(const TrainOptions &options, Problems &problems)
{
    for (const OptionRow &row : trainSchema()) {
        const nlohmann::json value = optionValue(row, options);
        if (value.is_string()) {
            if (auto refusal = refusedValue(row.key, value.get_ref<const std::string &>())) {
                problems.list.push_back({std::string(row.key), std::move(*refusal)});
                continue;
            }
        }
        TrainOptions scratch;
        if (Status status = setOption(row, value, scratch); !status)
            problems.list.push_back({std::string(row.key), std::move(status.error())});
    }
}

void checkInputs(const TrainOptions &o, Problems &problems)
{
    if (o.pretrained_model_name_or_path.empty())
        problems.add("pretrained_model_name_or_path", "No base model is given.",
                     "Give its folder or file with --pretrained_model_name_or_path.");
    if (o.train_data_dir.empty())
        problems.add("train_data_dir", "No folder of pairs is given.", "Give it with --train_data_dir.");
    if (o.output_dir.empty())
        problems.add("output_dir", "No output folder is given.", "Give it with --output_dir.");
}

bool isDeviceName(const std::string &device)
{
    constexpr std::string_view kNumbered = "cuda:";
    if (device == "auto" || device == "cpu" || device == "cuda")
        return true;
    return device.starts_with(kNumbered) && device.size() > kNumbered.size() && device.size() < 9 &&
           std::all_of(device.begin() + kNumbered.size(), device.end(),
                       [](unsigned char c) { return std::isdigit(c); });
}

void checkNames(const TrainOptions &o, Problems &problems)
{
    if (!isDeviceName(o.device))
        problems.add("device", fmt::format("There is no device '{}'.", o.device),
                     "Use --device auto, cpu, cuda or cuda:0; armature-cli devices lists them.");
    if (o.variant.find('/') != std::string::npos)
        problems.add("variant", fmt::format("variant is '{}', which is a path.", o.variant),
                     "Give only the word in the file name, such as --variant fp16.");
    if (o.use_8bit_adam)
        problems.add(
            "use_8bit_adam", "use_8bit_adam is not available yet.",
            "Leave it out; --gradient_checkpointing and a smaller --train_batch_size save memory too.");
    const auto columns = {&TrainOptions::image_column, &TrainOptions::conditioning_image_column,
                          &TrainOptions::caption_column};
    for (const auto column : columns) {
        if ((o.*column).empty())
            problems.add(column == &TrainOptions::image_column                ? "image_column"
                         : column == &TrainOptions::conditioning_image_column ? "conditioning_image_column"
                                                                              : "caption_column",
                         "A column has no name.", "Leave the option out to use the default name.");
    }
}

// As many prompts as conditions, or one of either for all of the other: train_controlnet.py's rule.
void checkValidationPictures(const TrainOptions &o, Problems &problems)
{
    const size_t prompts = o.validation_prompt.size();
    const size_t images = o.validation_image.size();
    if (prompts > 0 && images == 0)
        problems.add("validation_image", "There are validation prompts but no condition maps for them.",
                     "Give the maps with --validation_image.");
    else if (images > 0 && prompts == 0)
        problems.add("validation_prompt", "There are validation condition maps but no prompt for them.",
                     "Give at least one with --validation_prompt.");
    else if (prompts != images && prompts != 1 && images != 1)
        problems.add(
            "validation_image",
            fmt::format("{} validation prompts do not match {} condition maps.", prompts, images),
            "Give one prompt for all maps, one map for all prompts, or as many of one as of the other.");
    if (std::find(o.validation_image.begin(), o.validation_image.end(), "") != o.validation_image.end())
        problems.add("validation_image", "A validation condition map has an empty name.",
                     "Check the quotes after --validation_image.");
}

void checkCombinations(const TrainOptions &o, Problems &problems)
{
    if (o.holdout_share > 0 && !o.holdout_data_dir.empty())
        problems.add("holdout_data_dir", "Held-out pairs are given twice, as a share and as a folder.",
                     "Use either --holdout_share or --holdout_data_dir.");
    if (o.aspect_buckets && o.bucket_step > o.resolution)
        problems.add(
            "bucket_step",
            fmt::format("bucket_step {} is larger than the resolution {}.", o.bucket_step, o.resolution),
            "Use --bucket_step 64, or a smaller number.");
    if (o.lr_scheduler == "polynomial" && o.learning_rate <= 1e-7)
        problems.add("learning_rate",
                     "The schedule polynomial ends at 1e-7, which is not below the learning rate.",
                     "Use a larger --learning_rate or --lr_scheduler linear.");
}

} // namespace

std::vector<OptionProblem> trainOptionProblems(const TrainOptions &options, TrainPurpose purpose)
{
    Problems problems;
    if (purpose == TrainPurpose::Train)
        checkInputs(options, problems);
    checkRows(options, problems);
    checkNames(options, problems);
    checkValidationPictures(options, problems);
    checkCombinations(options, problems);
    return std::move(problems.list);
}

Status validate(const TrainOptions &options, TrainPurpose purpose)
{
    auto problems = trainOptionProblems(options, purpose);
    if (problems.empty())
        return {};
    return fail(std::move(problems.front().error));
}

std::vector<std::string> trainOptionNotices(const TrainOptions &options,
                                            const std::set<std::string> &explicitKeys)
{
    std::vector<std::string> notices;
    if (options.enable_xformers_memory_efficient_attention)
        notices.push_back("xFormers is not needed: attention is memory-efficient without it.");
    if (options.set_grads_to_none)
        notices.push_back("set_grads_to_none changes nothing: gradients never take more memory than needed.");
    if (explicitKeys.contains("lr_warmup_steps") && options.lr_warmup_steps > 0 &&
        options.lr_scheduler == "constant")
        notices.push_back(
            "lr_warmup_steps changes nothing: the schedule constant has no warm-up. Use --lr_scheduler "
            "constant_with_warmup for one.");
    if (explicitKeys.contains("num_train_epochs") && options.max_train_steps > 0)
        notices.push_back("num_train_epochs changes nothing: max_train_steps decides how long the run is.");
    if (explicitKeys.contains("bucket_step") && !options.aspect_buckets)
        notices.push_back("bucket_step changes nothing without --aspect_buckets.");
    if (explicitKeys.contains("ema_decay") && !options.use_ema)
        notices.push_back("ema_decay changes nothing without --use_ema.");
    if (options.conditioning_embedding_init != "default" && !options.controlnet_model_name_or_path.empty())
        notices.push_back("conditioning_embedding_init changes nothing: the ControlNet that training starts from has learnt to "
                          "read its conditions.");
    return notices;
}

} // namespace armature
