#include "app/cli/parse_errors.h"

#include "core/config/nearest_name.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace armature {

namespace {

std::vector<std::string> commandNames(const CLI::App &app)
{
    std::vector<std::string> names;
    for (const CLI::App *command : app.get_subcommands([](const CLI::App *) { return true; }))
        names.push_back(command->get_name());
    return names;
}

std::vector<std::string> optionNames(const CLI::App &command)
{
    std::vector<std::string> names;
    for (const CLI::Option *option : command.get_options())
        for (const std::string &name : option->get_lnames())
            names.push_back("--" + name);
    return names;
}

Error wrongUse(std::string message, std::string remedy)
{
    return {ErrorCode::BadInput, std::move(message), std::move(remedy), {}};
}

Error explainExtra(const CLI::App &app, const CLI::App *command, const std::string &extra,
                   const std::string &help)
{
    const std::string option = extra.substr(0, extra.find('='));
    if (!extra.empty() && extra.front() == '-') {
        const std::string nearest = nearestName(option, optionNames(command ? *command : app));
        return wrongUse(fmt::format("There is no option {}.", option),
                        fmt::format("Did you mean {}? {}", nearest, help));
    }
    if (!command) {
        return wrongUse(fmt::format("There is no command '{}'.", extra),
                        fmt::format("Did you mean '{}'? {}", nearestName(extra, commandNames(app)), help));
    }
    return wrongUse(fmt::format("'{}' is one argument too many.", extra),
                    "Put quotes around a text or a path that contains spaces. " + help);
}

} // namespace

Error explainParseError(const CLI::App &app, const CLI::ParseError &error)
{
    const auto parsed = app.get_subcommands();
    const CLI::App *command = parsed.empty() ? nullptr : parsed.front();
    const std::string help =
        fmt::format("See armature-cli {}--help.", command ? command->get_name() + " " : std::string());
    std::vector<std::string> extras = command ? command->remaining() : app.remaining();
    if (extras.empty())
        extras = app.remaining();
    if (!extras.empty())
        return explainExtra(app, command, extras.front(), help);
    if (!command) {
        return wrongUse("A command is missing.",
                        fmt::format("Commands: {}. {}", fmt::join(commandNames(app), ", "), help));
    }
    return wrongUse(fmt::format("{}: {}.", command->get_name(), error.what()), help);
}

} // namespace armature
