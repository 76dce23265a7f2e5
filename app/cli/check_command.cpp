#include "app/cli/commands.h"
#include "core/data/check.h"
#include "core/data/pairs.h"
#include "core/text/clip_tokenizer.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

namespace armature {

namespace {

struct CheckArguments
{
    std::string dataset;
    std::string model;
    ColumnNames columns;
    int resolution = 512;
    bool isFast = false;
    bool asJson = false;
};

void printJsonError(const Error &error)
{
    const nlohmann::ordered_json all = {{"error", {{"message", error.message}, {"remedy", error.remedy}}}};
    std::printf("%s\n", all.dump(2, ' ', true, nlohmann::json::error_handler_t::replace).c_str());
}

int runCheck(const CheckArguments &arguments)
{
    const auto fail = [&](const Error &error) {
        if (arguments.asJson)
            printJsonError(error);
        return report(error);
    };
    const auto set = readPairs(arguments.dataset, arguments.columns);
    if (!set)
        return fail(set.error());
    // Every base model that is read here counts with CLIP's vocabulary; its own folder is asked where it is
    // given.
    const auto tokenizer =
        arguments.model.empty() ? ClipTokenizer::shipped(PadWith::Eos) : ClipTokenizer::load(arguments.model);
    CheckOptions options;
    if (tokenizer) {
        options.countTokens = [&](std::string_view caption) { return tokenizer->countTokens(caption); };
        options.maxTokens = tokenizer->room();
    } else if (!arguments.model.empty()) {
        return fail(tokenizer.error());
    } else {
        std::fputs(
            "armature-cli: The length of captions is not checked: the shipped vocabulary is missing.\n",
            stderr);
    }
    options.resolution = arguments.resolution;
    options.decode = !arguments.isFast;
    const CheckReport found = checkPairs(*set, options);
    const std::string text = arguments.asJson ? reportJson(found) + '\n' : reportText(found);
    std::fputs(text.c_str(), stdout);
    return found.isUsable() ? kExitDone : kExitFailed;
}

} // namespace

void addCheckCommand(CLI::App &app, int &exitCode)
{
    CLI::App *command = app.add_subcommand("check", "Look for what is wrong in a folder of pairs");
    const auto arguments = std::make_shared<CheckArguments>();
    command->add_option("DATASET", arguments->dataset, "Folder of pairs")->required();
    command->add_flag("--json", arguments->asJson, "Print one JSON object with every finding");
    command
        ->add_option("--resolution", arguments->resolution,
                     "Training size in pixels that the pictures should have")
        ->check(CLI::Range(8, 16384))
        ->capture_default_str();
    command->add_option("--model", arguments->model,
                        "Base model whose tokenizer counts the captions' tokens; default: CLIP's");
    command->add_flag("--fast", arguments->isFast,
                      "Read the headers only: damage inside pictures stays unseen");
    command->add_option("--image_column", arguments->columns.image, "Column of the pictures in the listing")
        ->capture_default_str();
    command
        ->add_option("--conditioning_image_column", arguments->columns.conditioningImage,
                     "Column of the condition maps in the listing")
        ->capture_default_str();
    command
        ->add_option("--caption_column", arguments->columns.caption, "Column of the captions in the listing")
        ->capture_default_str();
    command->footer(
        "Exit code 0: all pairs can be trained on; 1: some cannot, or there are none; 2: wrong use.");
    command->callback([arguments, &exitCode] { exitCode = runCheck(*arguments); });
}

} // namespace armature
