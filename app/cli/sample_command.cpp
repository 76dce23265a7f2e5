#include "app/cli/commands.h"
#include "core/session/sample_session.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace armature {

namespace {

void declareOptions(CLI::App &command, SampleOptions &options)
{
    command.add_option("--pretrained_model_name_or_path", options.model, "Base model: diffusers folder or single file")->required();
    command.add_option("--controlnet", options.controlNets, "ControlNet: folder or single file; several may be given");
    command.add_option("--condition", options.conditions, "Condition map, one for each ControlNet");
    command.add_option("--prompt", options.prompt, "What the picture shows");
    command.add_option("--negative_prompt", options.negativePrompt, "What it should not show");
    command.add_flag("--prompt_weights", options.promptWeights, "Read (word:1.2), (word) and [word] in the prompts as the WebUI does");
    command.add_option("--out", options.out, "PNG to write; several pictures get -1, -2, ... in their names")->required();
    command.add_option("--scheduler", options.scheduler, "DDIMScheduler, ddim, euler_a, dpmpp_2m_karras, unipc, ...; without it the model's own");
    command.add_option("--steps", options.steps, "Denoising steps")->capture_default_str();
    command.add_option("--guidance_scale", options.guidanceScale, "How closely to follow the prompt; 1 switches guidance off")->capture_default_str();
    command.add_option("--conditioning_scale", options.conditioningScale, "How strongly each ControlNet acts")->capture_default_str();
    command.add_option("--guidance_start", options.guidanceStart, "Share of the steps before control begins")->capture_default_str();
    command.add_option("--guidance_end", options.guidanceEnd, "Share of the steps after which control ends")->capture_default_str();
    command.add_flag("--guess_mode", options.guessMode, "Follow the condition even without a prompt");
    command.add_option("--seed", options.seed, "Same seed, same picture")->capture_default_str();
    command.add_option("--width", options.width, "Pixels; without it the condition's size");
    command.add_option("--height", options.height, "Pixels");
    command.add_option("--num_images", options.imageCount, "Pictures to make")->capture_default_str();
    command.add_option("--latents", options.latents, "safetensors with 'latents' of unit variance, instead of the seed's");
    command.add_option("--prediction_type", options.predictionType, "auto, epsilon, v_prediction or sample: what the base model predicts, where it does not say")
        ->check(CLI::IsMember({"auto", "epsilon", "v_prediction", "sample"}))
        ->capture_default_str();
    command.add_option("--variant", options.variant, "Prefer weight files of this variant, such as fp16");
    command
        .add_option("--dtype", options.dtype,
                    "Compute in fp32, fp16 or bf16; auto: bf16 where the processor is fast in it")
        ->capture_default_str();
    command.add_option("--device", options.device, "auto, cpu, cuda or cuda:0")->capture_default_str();
    command.add_flag("--overwrite", options.overwrite, "Replace pictures that exist");
}

} // namespace

void addSampleCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command = app.add_subcommand("sample", "Make a picture from a prompt and a condition, with the base model and a ControlNet");
    const auto options = std::make_shared<SampleOptions>();
    declareOptions(*command, *options);
    command->callback([options, &exitCode] {
        const auto pictures = runSampling(*options);
        if (!pictures) {
            exitCode = report(pictures.error());
            return;
        }
        for (const std::string &note : pictures->notes)
            std::fprintf(stderr, "Note: %s\n", note.c_str());
        for (const std::string &file : pictures->files)
            std::printf("%s\n", file.c_str());
        exitCode = kExitDone;
    });
}

} // namespace armature
