// Rows about what a run leaves behind: checkpoints, validation, reports.

#include "core/config/schema_rows.h"

namespace armature {

std::vector<OptionRow> checkpointRows()
{
    using O = TrainOptions;
    constexpr auto kCheckpoints = OptionSection::Checkpoints;
    return {
        {.key = "checkpointing_steps",
         .member = &O::checkpointing_steps,
         .kind = OptionKind::Integer,
         .section = kCheckpoints,
         .level = OptionLevel::Tuning,
         .label = "Checkpoint every",
         .help = "Save everything that is needed to continue, this often.",
         .unit = "steps",
         .range = kAtLeastOne},
        {.key = "checkpoints_total_limit",
         .member = &O::checkpoints_total_limit,
         .kind = OptionKind::Integer,
         .section = kCheckpoints,
         .level = OptionLevel::Tuning,
         .label = "Keep at most",
         .help = "Delete the oldest checkpoints beyond this number; two verified ones always stay.",
         .unit = "checkpoints",
         .range = kAtLeastZero,
         .emptyMeans = "all"},
        {.key = "resume_from_checkpoint",
         .member = &O::resume_from_checkpoint,
         .section = kCheckpoints,
         .level = OptionLevel::Tuning,
         .label = "Continue from",
         .help =
             "latest, or the name of a checkpoint folder in the output folder. latest without a checkpoint "
             "starts afresh.",
         .emptyMeans = "a fresh start"},
    };
}

static std::vector<OptionRow> validationPictureRows()
{
    using O = TrainOptions;
    constexpr auto kValidation = OptionSection::Validation;
    return {
        {.key = "validation_prompt",
         .member = &O::validation_prompt,
         .kind = OptionKind::TextList,
         .section = kValidation,
         .level = OptionLevel::Essential,
         .label = "Validation prompts",
         .help = "Prompts to draw during the run. One for all condition maps, one for each, or several for "
                 "one map.",
         .emptyMeans = "none"},
        {.key = "validation_image",
         .member = &O::validation_image,
         .kind = OptionKind::FileList,
         .section = kValidation,
         .level = OptionLevel::Essential,
         .label = "Validation conditions",
         .help = "Condition maps to draw from during the run.",
         .emptyMeans = "none"},
        {.key = "num_validation_images",
         .member = &O::num_validation_images,
         .kind = OptionKind::Integer,
         .section = kValidation,
         .level = OptionLevel::Tuning,
         .label = "Pictures each",
         .help = "Pictures to draw for each prompt and condition.",
         .unit = "pictures",
         .range = {.minimum = 1, .maximum = 1000}},
        {.key = "validation_steps",
         .member = &O::validation_steps,
         .kind = OptionKind::Integer,
         .section = kValidation,
         .level = OptionLevel::Tuning,
         .label = "Validate every",
         .help = "Draw the validation pictures this often, and once before the first step.",
         .unit = "steps",
         .range = kAtLeastOne},
        {.key = "validation_scheduler",
         .member = &O::validation_scheduler,
         .section = kValidation,
         .label = "Sampler",
         .help = "How validation pictures are drawn: a diffusers scheduler name or a short one, such as "
                 "ddim, euler, "
                 "dpmpp_2m_karras, unipc."},
        {.key = "validation_inference_steps",
         .member = &O::validation_inference_steps,
         .kind = OptionKind::Integer,
         .section = kValidation,
         .label = "Sampling steps",
         .help = "Steps to draw one validation picture.",
         .unit = "steps",
         .range = {.minimum = 1, .maximum = 1000}},
        {.key = "validation_guidance_scale",
         .member = &O::validation_guidance_scale,
         .kind = OptionKind::Number,
         .section = kValidation,
         .label = "Guidance",
         .help = "How strongly validation pictures follow the prompt.",
         .range = {.minimum = 0, .maximum = 100}},
    };
}

static std::vector<OptionRow> holdoutRows()
{
    using O = TrainOptions;
    constexpr auto kValidation = OptionSection::Validation;
    return {
        {.key = "holdout_share",
         .member = &O::holdout_share,
         .kind = OptionKind::Number,
         .section = kValidation,
         .label = "Held-out share",
         .help =
             "Share of the pairs that is never trained on; with them the run measures how much the condition "
             "helps (control gain).",
         .range = kBelowOne,
         .emptyMeans = "none"},
        {.key = "holdout_data_dir",
         .member = &O::holdout_data_dir,
         .kind = OptionKind::Folder,
         .section = kValidation,
         .label = "Held-out pairs",
         .help = "A folder of pairs for the control gain, instead of a share.",
         .emptyMeans = "none"},
    };
}

std::vector<OptionRow> validationRows()
{
    std::vector<OptionRow> rows = validationPictureRows();
    for (OptionRow &row : holdoutRows())
        rows.push_back(std::move(row));
    return rows;
}

std::vector<OptionRow> reportingRows()
{
    using O = TrainOptions;
    constexpr auto kReporting = OptionSection::Reporting;
    return {
        {.key = "progress",
         .member = &O::progress,
         .kind = OptionKind::Choice,
         .section = kReporting,
         .label = "Progress",
         .help = "What the terminal shows: auto is a bar on a terminal and plain lines elsewhere; json is "
                 "one JSON "
                 "object a line.",
         .choices = {"auto", "bar", "plain", "json", "none"}},
        {.key = "report_to",
         .member = &O::report_to,
         .kind = OptionKind::Choice,
         .section = kReporting,
         .label = "Reports",
         .help = "tensorboard (or all) writes curves for TensorBoard; events.jsonl in the output folder is "
                 "always "
                 "written.",
         .choices = {"tensorboard", "all", "jsonl", "none"}},
        {.key = "logging_dir",
         .member = &O::logging_dir,
         .kind = OptionKind::Folder,
         .section = kReporting,
         .label = "Reports folder",
         .help = "Where TensorBoard's files go, inside the output folder."},
        {.key = "tracker_project_name",
         .member = &O::tracker_project_name,
         .section = kReporting,
         .label = "Report name",
         .help = "Name of the run in TensorBoard."},
        {.key = "export_dtype",
         .member = &O::export_dtype,
         .kind = OptionKind::Choice,
         .section = kReporting,
         .level = OptionLevel::Tuning,
         .label = "Result precision",
         .help = "Number format of the finished weights; fp16 halves the file.",
         .choices = {"fp32", "fp16", "bf16"}},
        {.key = "single_file",
         .member = &O::single_file,
         .kind = OptionKind::File,
         .section = kReporting,
         .level = OptionLevel::Tuning,
         .label = "Also as single file",
         .help = "Also write the result as this .safetensors file for ComfyUI and WebUI.",
         .emptyMeans = "not written"},
    };
}

std::vector<OptionRow> compatibilityRows()
{
    using O = TrainOptions;
    constexpr auto kCompatibility = OptionSection::Compatibility;
    return {
        {.key = "enable_xformers_memory_efficient_attention",
         .member = &O::enable_xformers_memory_efficient_attention,
         .kind = OptionKind::Switch,
         .section = kCompatibility,
         .label = "xFormers attention",
         .help = "Changes nothing: attention is memory-efficient without it."},
        {.key = "set_grads_to_none",
         .member = &O::set_grads_to_none,
         .kind = OptionKind::Switch,
         .section = kCompatibility,
         .label = "Free gradients",
         .help = "Changes nothing: gradients never take more memory than needed."},
    };
}

} // namespace armature
