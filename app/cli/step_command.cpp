#include "app/cli/commands.h"
#include "app/cli/train_options_cli.h"
#include "core/session/step_session.h"

#include <CLI/CLI.hpp>

namespace armature {

void addStepCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command =
        app.add_subcommand("step", "Run optimiser steps on given latents, noise, timesteps, text and "
                                   "conditions, for comparison with other software.\n"
                                   "Usage: armature-cli step MODEL_DIR CONTROLNET_DIR IN.safetensors "
                                   "OUT.safetensors --steps N [train's options]");
    auto request = std::make_shared<StepRequest>();
    command->add_option("--steps", request->steps, "How many of the steps in IN to run")
        ->capture_default_str();
    command->add_flag("--write_gradients", request->writeGradients,
                      "Also write the last step's gradients, as gradient.NAME");
    acceptTrainOptions(*command);
    command->footer(trainOptionsHelp());
    command->callback([command, request, &exitCode] {
        const auto arguments =
            parseTrainArguments(command->remaining(), TrainPurpose::StepOnTensors,
                                {"MODEL_DIR", "CONTROLNET_DIR", "IN.safetensors", "OUT.safetensors"},
                                {"--steps", "--write_gradients"});
        if (!arguments) {
            exitCode = report(arguments.error());
            return;
        }
        request->modelFolder = arguments->positionals[0];
        request->controlNet = arguments->positionals[1];
        request->input = arguments->positionals[2];
        request->output = arguments->positionals[3];
        request->options = arguments->given.options;
        const Status done = runSteps(*request);
        exitCode = done ? kExitDone : report(done.error());
    });
}

} // namespace armature
