#include "app/cli/commands.h"
#include "core/io/layouts/inspection.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace armature {

namespace {

struct InspectArguments
{
    std::string path;
    bool asJson = false;
};

int inspect(const InspectArguments &arguments)
{
    const auto inspection = inspectPath(arguments.path);
    if (!inspection)
        return report(inspection.error());
    const std::string text =
        arguments.asJson
            ? toJson(*inspection).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"
            : toText(*inspection);
    std::fputs(text.c_str(), stdout);
    return kExitDone;
}

} // namespace

void addInspectCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command =
        app.add_subcommand("inspect", "Tell what a model file or folder is and whether it can be used");
    const auto arguments = std::make_shared<InspectArguments>();
    command->add_option("PATH", arguments->path, "A model's file or folder, a run's checkpoint, a dataset")
        ->required();
    command->add_flag("--json", arguments->asJson, "Print one JSON object");
    command->callback([arguments, &exitCode] { exitCode = inspect(*arguments); });
}

} // namespace armature
