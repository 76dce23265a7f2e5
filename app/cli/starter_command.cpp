#include "app/cli/commands.h"
#include "app/cli/progress_bar.h"
#include "core/events/signal_door.h"
#include "core/scenes/scene_dataset.h"
#include "core/session/starter_demo.h"
#include "core/session/starter_session.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>

namespace armature {

namespace {

struct DatasetArguments
{
    std::string folder, condition = "canny";
    SceneDataset request;
};

int makeDataset(DatasetArguments arguments)
{
    const auto kind = conditionKindFrom(arguments.condition);
    if (!kind)
        return report(kind.error());
    arguments.request.condition = *kind;
    RunControl control;
    const auto door = SignalDoor::open(control, [] {});
    if (!door)
        return report(door.error());
    const auto sink = makeProgressSink("auto", stderr);
    sink->onEvent(PhaseChanged{"paint scenes"});
    const Status status = writeSceneDataset(arguments.request, arguments.folder, [&](int64_t done) {
        sink->onEvent(CacheProgress{done, arguments.request.pairs});
        return !control.isStopRequested();
    });
    if (!status)
        return report(status.error());
    std::printf("%lld pairs in %s\n", static_cast<long long>(arguments.request.pairs),
                arguments.folder.c_str());
    return kExitDone;
}

template <typename Work>
int build(const std::string &progress, const Work &work)
{
    RunControl control;
    const auto door = SignalDoor::open(control, [] {
        std::fprintf(stderr, "\nFinishing the step and saving; once more to end at once.\n");
    });
    if (!door)
        return report(door.error());
    const auto sink = makeProgressSink(progress, stdout);
    const Status status = work(*sink, control);
    return status ? kExitDone : report(status.error());
}

void printResult(const std::string &folder, const DemoSummary &summary)
{
    if (summary.adherence.empty())
        return;
    fmt::print("\n{} after {:.0f} min {:02.0f} s, at most {:.1f} GB of memory.\n"
               "The pictures follow {:.0f} % of the edges they are given; before training it was {:.0f} %, "
               "and {:.0f} % is what this base\n"
               "model can paint at all. Another pair's condition costs {:+.0f} % of loss: the ControlNet "
               "reads its condition.\n\n"
               "  look at         {}/sheet.png\n"
               "  for diffusers   {}/controlnet\n"
               "  for WebUI       {}/controlnet.safetensors\n\n"
               "Next: armature-cli check YOUR_PAIRS, then armature-cli train --help; or open YOUR_PAIRS in "
               "the studio: armature YOUR_PAIRS\n",
               summary.isComplete ? "Done" : "Stopped and saved", std::floor(summary.seconds / 60),
               std::fmod(summary.seconds, 60), double(summary.peakMemoryBytes) / 1e9,
               100 * summary.adherence.back().f1, 100 * summary.adherence.front().f1,
               100 * summary.reconstruction, 100 * summary.gain, folder, folder, folder);
}

int demo(const StarterDemo &arguments, const std::string &progress)
{
    RunControl control;
    const auto door = SignalDoor::open(control, [] {
        std::fprintf(stderr, "\nFinishing the step and saving; once more to end at once.\n");
    });
    if (!door)
        return report(door.error());
    const auto sink = makeProgressSink(progress, stdout);
    const auto summary = runStarterDemo(arguments, *sink, control, [&](const std::string &line) {
        if (progress != "json" && progress != "none")
            sink->onEvent(Warning{line, {}});
    });
    if (!summary)
        return report(summary.error());
    if (progress != "json" && progress != "none")
        printResult(arguments.folder.string(), *summary);
    return summary->isComplete ? kExitDone : kExitInterrupted;
}

void addDataset(CLI::App &starter, int &exitCode)
{
    const auto arguments = std::make_shared<DatasetArguments>();
    CLI::App *command = starter.add_subcommand("dataset", "Paint a folder of pairs with captions");
    command
        ->add_option("DIR", arguments->folder,
                     "Folder to fill; what is there already of the same request is kept")
        ->required();
    command->add_option("--pairs", arguments->request.pairs, "How many")->capture_default_str();
    command->add_option("--seed", arguments->request.seed, "Same seed, same pictures")->capture_default_str();
    command
        ->add_option("--first", arguments->request.firstIndex,
                     "Number of the first scene, for pairs that no other folder has")
        ->capture_default_str();
    command->add_option("--size", arguments->request.size, "Side in pixels")->capture_default_str();
    command->add_option("--condition", arguments->condition, "canny, depth or pose")->capture_default_str();
    command->callback([arguments, &exitCode] { exitCode = makeDataset(*arguments); });
}

void addBuild(CLI::App &starter, int &exitCode)
{
    const auto arguments = std::make_shared<StarterBuild>();
    const auto progress = std::make_shared<std::string>("auto");
    CLI::App *command =
        starter.add_subcommand("build", "Train the starter's base model from nothing (hours)");
    command
        ->add_option("DIR", arguments->folder,
                     "DIR/model is the result; the same command goes on where it stopped")
        ->required();
    command->add_option("--seed", arguments->seed, "Same seed, same weights on one machine")
        ->capture_default_str();
    command->add_option("--effort", arguments->effort, "Share of the recipe's steps; 0.01 is a trial")
        ->capture_default_str();
    command->add_option("--progress", *progress, "auto, bar, plain, json or none")->capture_default_str();
    command->callback([arguments, progress, &exitCode] {
        exitCode = build(*progress, [&](EventSink &sink, RunControl &control) {
            return buildStarter(*arguments, sink, control);
        });
    });
}

void addDepth(CLI::App &starter, int &exitCode)
{
    const auto arguments = std::make_shared<StarterDepth>();
    const auto progress = std::make_shared<std::string>("auto");
    CLI::App *command =
        starter.add_subcommand("depth", "Train the draft depth network from nothing (half an hour)");
    command
        ->add_option("DIR", arguments->folder,
                     "DIR/model is the result; the same command goes on where it stopped")
        ->required();
    command->add_option("--seed", arguments->seed, "Same seed, same weights on one machine")
        ->capture_default_str();
    command->add_option("--effort", arguments->effort, "Share of the recipe's steps; 0.01 is a trial")
        ->capture_default_str();
    command->add_option("--progress", *progress, "auto, bar, plain, json or none")->capture_default_str();
    command->callback([arguments, progress, &exitCode] {
        exitCode = build(*progress, [&](EventSink &sink, RunControl &control) {
            return buildStarterDepth(*arguments, sink, control);
        });
    });
}

void addDemo(CLI::App &starter, int &exitCode)
{
    const auto arguments = std::make_shared<StarterDemo>();
    const auto progress = std::make_shared<std::string>("auto");
    CLI::App *command = starter.add_subcommand(
        "demo", "Train a ControlNet on painted pairs and show how it learnt, in minutes");
    command
        ->add_option("DIR", arguments->folder,
                     "Gets pairs/, controlnet/, controlnet.safetensors, sheet.png and summary.json")
        ->required();
    command->add_option("--model", arguments->model,
                        "Another base model for pictures of 128 px; without it the starter");
    command->add_option("--pairs", arguments->pairs, "How many to paint")->capture_default_str();
    command->add_option("--steps", arguments->steps, "Optimiser steps")->capture_default_str();
    command->add_option("--train_batch_size", arguments->batch, "Pairs a step")->capture_default_str();
    command->add_option("--learning_rate", arguments->learningRate, "Its highest, after the warm-up")
        ->capture_default_str();
    command->add_option("--seed", arguments->seed, "Same seed, same pairs and same training")
        ->capture_default_str();
    command->add_option("--progress", *progress, "auto, bar, plain, json or none")->capture_default_str();
    command->callback([arguments, progress, &exitCode] { exitCode = demo(*arguments, *progress); });
}

} // namespace

void addStarterCommand(CLI::App &app, int &exitCode)
{
    CLI::App *starter =
        app.add_subcommand("starter", "The small model and the scenes that come with Armature");
    starter->require_subcommand(1);
    addDataset(*starter, exitCode);
    addBuild(*starter, exitCode);
    addDepth(*starter, exitCode);
    addDemo(*starter, exitCode);
}

} // namespace armature
