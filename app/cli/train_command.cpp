#include "app/cli/commands.h"
#include "app/cli/progress_bar.h"
#include "app/cli/train_options_cli.h"
#include "core/events/signal_door.h"
#include "core/session/train_session.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace armature {

namespace {

int train(const TrainArguments &arguments)
{
    const TrainOptions &options = arguments.given.options;
    for (const std::string &notice : trainOptionNotices(options, arguments.given.explicitKeys))
        std::fprintf(stderr, "Note: %s\n", notice.c_str());
    RunControl control;
    const auto door = SignalDoor::open(control, [] { std::fprintf(stderr, "\nFinishing the step and saving; once more to end at once.\n"); });
    if (!door)
        return report(door.error());
    const auto sink = makeProgressSink(options.progress, stdout);
    const auto outcome = runTraining(options, *sink, control);
    if (!outcome)
        return report(outcome.error());
    return *outcome == RunOutcome::Finished ? kExitDone : kExitInterrupted;
}

} // namespace

void addTrainCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command = app.add_subcommand("train", "Train a ControlNet from a folder of pairs; options as diffusers' train_controlnet.py");
    acceptTrainOptions(*command);
    command->footer(trainOptionsHelp());
    command->callback([command, &exitCode] {
        const auto arguments = parseTrainArguments(command->remaining(), TrainPurpose::Train);
        exitCode = arguments ? train(*arguments) : report(arguments.error());
    });
}

} // namespace armature
