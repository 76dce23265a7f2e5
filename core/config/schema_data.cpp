// Rows about what a run reads: models and pairs.

#include "core/config/schema_rows.h"

namespace armature {

std::vector<OptionRow> modelRows()
{
    using O = TrainOptions;
    constexpr auto kModels = OptionSection::Models;
    return {
        {.key = "pretrained_model_name_or_path",
         .member = &O::pretrained_model_name_or_path,
         .kind = OptionKind::Folder,
         .section = kModels,
         .level = OptionLevel::Essential,
         .label = "Base model",
         .help = "The Stable Diffusion model that the ControlNet is for: a diffusers folder or a single "
                 "file. Required.",
         .emptyMeans = "none"},
        {.key = "controlnet_model_name_or_path",
         .member = &O::controlnet_model_name_or_path,
         .kind = OptionKind::Folder,
         .section = kModels,
         .level = OptionLevel::Tuning,
         .label = "Start from ControlNet",
         .help = "A ControlNet to train further: a folder or a single file.",
         .emptyMeans = "a copy of the base model's encoder"},
        {.key = "conditioning_embedding_init",
         .member = &O::conditioning_embedding_init,
         .kind = OptionKind::Choice,
         .section = kModels,
         .level = OptionLevel::Tuning,
         .label = "Hint network starts",
         .help = "default is what diffusers does. calibrated scales the layers that read the condition to your maps "
                 "before the first step, so that the ControlNet begins to follow them much earlier.",
         .choices = {"default", "calibrated"}},
        {.key = "variant",
         .member = &O::variant,
         .section = kModels,
         .label = "Weight variant",
         .help = "Which weight files of the base model to read, such as fp16.",
         .emptyMeans = "the plain ones"},
        {.key = "tokenizer_name",
         .member = &O::tokenizer_name,
         .kind = OptionKind::Folder,
         .section = kModels,
         .label = "Tokenizer",
         .help = "A folder with another tokenizer than the base model's.",
         .emptyMeans = "the base model's"},
        {.key = "prediction_type",
         .member = &O::prediction_type,
         .kind = OptionKind::Choice,
         .section = kModels,
         .label = "Prediction",
         .help = "What the base model predicts, where it does not say so itself, as single files of SD 2 often do not.",
         .choices = {"auto", "epsilon", "v_prediction", "sample"}},
    };
}

static std::vector<OptionRow> pairRows()
{
    using O = TrainOptions;
    constexpr auto kData = OptionSection::Data;
    return {
        {.key = "train_data_dir",
         .member = &O::train_data_dir,
         .kind = OptionKind::Folder,
         .section = kData,
         .level = OptionLevel::Essential,
         .label = "Pairs",
         .help = "The folder with pictures and condition maps: image/ and condition/ with equal names, "
                 "metadata.jsonl "
                 "or .csv, or prompt.json. Required.",
         .emptyMeans = "none"},
        {.key = "image_column",
         .member = &O::image_column,
         .section = kData,
         .label = "Picture column",
         .help = "The column of metadata.jsonl or .csv that names the picture."},
        {.key = "conditioning_image_column",
         .member = &O::conditioning_image_column,
         .section = kData,
         .label = "Condition column",
         .help = "The column of metadata.jsonl or .csv that names the condition map."},
        {.key = "caption_column",
         .member = &O::caption_column,
         .section = kData,
         .label = "Caption column",
         .help = "The column with the caption, or with a list of captions of which one is drawn each time."},
        {.key = "max_train_samples",
         .member = &O::max_train_samples,
         .kind = OptionKind::Integer,
         .section = kData,
         .label = "At most",
         .help = "Train on this many pairs only, drawn by the seed.",
         .unit = "pairs",
         .range = kAtLeastZero,
         .emptyMeans = "all"},
        {.key = "proportion_empty_prompts",
         .member = &O::proportion_empty_prompts,
         .kind = OptionKind::Number,
         .section = kData,
         .level = OptionLevel::Tuning,
         .label = "Empty captions",
         .help = "Share of draws in which the caption is left empty, so that the ControlNet learns to work "
                 "from the "
                 "condition alone.",
         .range = kShare},
    };
}

static std::vector<OptionRow> pictureRows()
{
    using O = TrainOptions;
    constexpr auto kData = OptionSection::Data;
    return {
        {.key = "resolution",
         .member = &O::resolution,
         .kind = OptionKind::Integer,
         .section = kData,
         .level = OptionLevel::Essential,
         .label = "Resolution",
         .help = "Size that pictures are trained at. 512 suits SD 1.x, 768 the 768 models of SD 2.x.",
         .unit = "px",
         .range = {.minimum = 8, .maximum = 16384, .multipleOf = 8}},
        {.key = "aspect_buckets",
         .member = &O::aspect_buckets,
         .kind = OptionKind::Switch,
         .section = kData,
         .level = OptionLevel::Tuning,
         .label = "Keep aspect ratios",
         .help = "Group pictures by shape instead of cropping all of them to a square."},
        {.key = "bucket_step",
         .member = &O::bucket_step,
         .kind = OptionKind::Integer,
         .section = kData,
         .label = "Bucket step",
         .help = "Widths and heights of the groups are multiples of this.",
         .unit = "px",
         .range = {.minimum = 8, .maximum = 1024, .multipleOf = 8}},
        {.key = "random_flip",
         .member = &O::random_flip,
         .kind = OptionKind::Switch,
         .section = kData,
         .level = OptionLevel::Tuning,
         .label = "Mirror at random",
         .help =
             "Mirror picture and condition together in half of the draws. Leave it off where left and right "
             "matter."},
        {.key = "center_crop",
         .member = &O::center_crop,
         .kind = OptionKind::Switch,
         .section = kData,
         .level = OptionLevel::Tuning,
         .label = "Crop the centre",
         .help =
             "Cut the square from the centre; off cuts it at random, equally from picture and condition."},
        {.key = "condition_kind",
         .member = &O::condition_kind,
         .kind = OptionKind::Choice,
         .section = kData,
         .level = OptionLevel::Tuning,
         .label = "Kind of condition",
         .help =
             "How condition maps are resized: photo smoothly (depth, normals, blur), lines, pose and labels "
             "without mixing colours.",
         .choices = {"auto", "photo", "lines", "pose", "labels"}},
        {.key = "dataloader_num_workers",
         .member = &O::dataloader_num_workers,
         .kind = OptionKind::Integer,
         .section = kData,
         .label = "Loader threads",
         .help = "Threads that read and cut pictures while the model trains.",
         .range = {.minimum = 0, .maximum = 256},
         .emptyMeans = "two"},
        {.key = "cache_latents",
         .member = &O::cache_latents,
         .kind = OptionKind::Switch,
         .section = kData,
         .level = OptionLevel::Tuning,
         .label = "Cache latents",
         .help = "Encode pictures and captions once and keep the result on disk, so that steps are faster."},
        {.key = "cache_dir",
         .member = &O::cache_dir,
         .kind = OptionKind::Folder,
         .section = kData,
         .label = "Cache folder",
         .help = "Where encoded pictures and captions are kept; several runs may share it.",
         .emptyMeans = "cache/ in the output folder"},
    };
}

std::vector<OptionRow> dataRows()
{
    std::vector<OptionRow> rows = pairRows();
    for (OptionRow &row : pictureRows())
        rows.push_back(std::move(row));
    return rows;
}

} // namespace armature
