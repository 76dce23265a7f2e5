#include "app/cli/commands.h"
#include "core/session/forward.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace armature {

void addForwardCommand(CLI::App &app, int &exitCode)
{
    struct Arguments
    {
        std::string module, model, in, out;
        ForwardOptions options;
    };
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command = app.add_subcommand(
        "forward",
        "Run one module once, from tensors in a file to tensors in a file, under diffusers' names");
    command->add_option("module", arguments->module, "unet, controlnet, vae-encode, vae-decode or text")
        ->required()
        ->check(CLI::IsMember(forwardModules()));
    command
        ->add_option("model", arguments->model,
                     "The pipeline's folder or the part's own; for controlnet its own")
        ->required();
    command->add_option("in", arguments->in, "safetensors file with the inputs")->required();
    command->add_option("out", arguments->out, "safetensors file to write")->required();
    command
        ->add_option("--dtype", arguments->options.dtype,
                     "Compute in fp32, fp16 or bf16; outputs are always fp32")
        ->check(CLI::IsMember({"fp32", "fp16", "bf16"}))
        ->capture_default_str();
    command->add_option("--device", arguments->options.device, "cpu or cuda:0")->capture_default_str();
    command->add_option("--variant", arguments->options.variant,
                        "Prefer weight files of this variant, such as fp16");
    command->add_flag("--guess_mode", arguments->options.guessMode,
                      "controlnet: grade the residuals from 0.1 to 1 with depth");
    command->footer(
        "Inputs: sample, timestep, encoder_hidden_states and, for unet, down_block_additional_residuals.0 "
        "...\n"
        "with mid_block_additional_residual; for controlnet, controlnet_cond and conditioning_scale.\n"
        "vae-encode: sample. vae-decode: z. text: input_ids.");
    command->callback([arguments, &exitCode] {
        const auto done = runForward(arguments->module, arguments->model, arguments->in, arguments->out,
                                     arguments->options);
        exitCode = done ? kExitDone : report(done.error());
    });
}

} // namespace armature
