#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/engine_link.h"
#include "app/cli/preprocess_report.h"
#include "core/config/annotator_nets.h"
#include "core/events/signal_door.h"
#include "preprocess/batch.h"
#include "preprocess/registry.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>

namespace armature {

namespace {

struct Arguments
{
    std::string name, in, out, workflow, saveWorkflow, existing = "keep", device = "cpu", progress = "auto";
    std::vector<std::string> weights;
    int jobs = 0, useVersion = 0;
    bool isList = false, isListVersions = false, asJson = false, allowsForeign = false;
    std::map<std::string, CLI::Option *> parameters; // of all annotators, by name
};

Error wrongUse(std::string message, std::string remedy)
{
    return {ErrorCode::BadInput, std::move(message), std::move(remedy), {}};
}

int list(bool asJson)
{
    if (asJson)
        std::printf("%s\n", annotatorsAsJson().dump(2).c_str());
    else
        std::fputs(annotatorsAsText().c_str(), stdout);
    return kExitDone;
}

Result<Recipe> recipeFrom(const Arguments &arguments)
{
    if (!arguments.workflow.empty()) {
        if (!arguments.name.empty())
            return fail(wrongUse("A workflow names its annotators itself.",
                                 "Leave out " + arguments.name + " or --workflow."));
        ARMATURE_TRY(auto recipe, loadRecipe(arguments.workflow));
        return completeRecipe(std::move(recipe));
    }
    if (arguments.name.empty())
        return fail(wrongUse(
            "Which maps?", "armature-cli preprocess canny --in DIR --out DIR; --list shows all annotators."));
    auto found = findAnnotator(arguments.name);
    if (!found) {
        found.error().code = ErrorCode::BadInput;
        return fail(found.error());
    }
    const auto &schema = (*found)->info().parameters;
    auto given = ParameterValues::object();
    for (const auto &[name, option] : arguments.parameters) {
        if (option->count() == 0)
            continue;
        const auto words = option->results();
        const std::string word = words.empty() || words.back().empty() ? "true" : words.back();
        const auto parameter = std::find_if(schema.begin(), schema.end(),
                                            [&](const Parameter &one) { return one.name == name; });
        if (parameter == schema.end()) {
            given[name] = word; // makeRecipe() names the nearest
            continue;
        }
        ARMATURE_TRY(given[name], parameterFromText(*parameter, word));
    }
    return makeRecipe(arguments.name, given);
}

// FILE for the one network of the recipe, or NET=FILE.
Result<std::map<std::string, std::vector<std::string>>> weightsFrom(const Arguments &arguments,
                                                                    const Recipe &recipe)
{
    std::set<std::string> nets;
    for (const auto &step : recipe.steps) {
        ARMATURE_TRY(const auto *annotator, findAnnotator(step.annotator));
        if (!annotator->info().net.empty())
            nets.insert(annotator->info().net);
    }
    std::map<std::string, std::vector<std::string>> weights;
    for (const auto &word : arguments.weights) {
        const auto sign = word.find('=');
        const auto net = sign == std::string::npos ? std::string() : word.substr(0, sign);
        if (findAnnotatorNet(net))
            weights[net].push_back(word.substr(sign + 1));
        else if (nets.size() == 1)
            weights[*nets.begin()].push_back(word);
        else
            return fail(wrongUse(nets.empty()
                                     ? "This needs no weights."
                                     : "Several networks are used, so --weights must say which is meant.",
                                 nets.empty() ? "Leave out --weights."
                                              : "Write --weights " + *nets.begin() + "=" + word + "."));
    }
    return weights;
}

Result<ExistingMaps> existingFrom(const std::string &word)
{
    if (word == "keep")
        return ExistingMaps::Keep;
    if (word == "replace")
        return ExistingMaps::Replace;
    return fail(wrongUse("--existing cannot be " + word + ".", "It takes keep or replace."));
}

Result<BatchSummary> make(const Arguments &arguments, RunControl &control, PreprocessReport &told)
{
    ARMATURE_TRY(auto recipe, recipeFrom(arguments));
    ARMATURE_TRY(const auto existing, existingFrom(arguments.existing));
    if (!arguments.saveWorkflow.empty())
        ARMATURE_CHECK(saveRecipe(arguments.saveWorkflow, recipe));
    if (arguments.in.empty() || arguments.out.empty())
        return fail(wrongUse(arguments.in.empty() ? "--in is missing." : "--out is missing.",
                             "armature-cli preprocess " + arguments.name + " --in PICTURES --out MAPS"));
    MapMakerOptions options;
    options.device = arguments.device;
    options.openNetwork = [](const AnnotatorRequest &wanted) -> Result<std::unique_ptr<AnnotateSession>> {
        ARMATURE_TRY(const auto *engine, openEngine());
        return engine->openAnnotator(wanted);
    };
    ARMATURE_TRY(options.weights, weightsFrom(arguments, recipe));
    if (arguments.allowsForeign)
        for (const auto &net : annotatorNets())
            options.allowForeign.insert(net.key);
    ARMATURE_TRY(const auto maker, MapMaker::open(std::move(recipe), options));
    told.start(maker->recipe(), arguments.in, arguments.out);
    const BatchRequest request{arguments.in, arguments.out, existing, arguments.jobs, {}, {}};
    return runBatch(maker, request, control,
                    {[&](const BatchFile &file) { told.file(file); },
                     [&](const BatchProgress &progress) { told.progress(progress); }});
}

int run(const Arguments &arguments)
{
    const auto told = PreprocessReport::open(arguments.progress);
    if (!told)
        return report(told.error());
    RunControl control;
    const auto door =
        SignalDoor::open(control, [] { std::fprintf(stderr, "\nStopping; what is done is kept.\n"); });
    if (!door)
        return report(door.error());
    const auto summary = make(arguments, control, **told);
    if (!summary) {
        (*told)->failed(summary.error());
        return report(summary.error());
    }
    (*told)->finish(*summary);
    if (summary->stoppedBy)
        return report(*summary->stoppedBy);
    if (!summary->isComplete) {
        std::fflush(nullptr);
        std::_Exit(kExitInterrupted); // a thread may still be inside a network; nobody waits for it
    }
    return summary->progress.failed > 0 ? kExitFailed : kExitDone;
}

int versions(const Arguments &arguments)
{
    auto store = MapStore::open(arguments.out);
    if (!store)
        return report(store.error());
    if (arguments.useVersion > 0)
        if (const auto status = store->use(arguments.useVersion); !status)
            return report(status.error());
    const auto text =
        arguments.asJson
            ? versionsAsJson(*store).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"
            : versionsAsText(*store);
    std::fputs(text.c_str(), stdout);
    return kExitDone;
}

void declareParameters(CLI::App &command, Arguments &arguments)
{
    for (const auto *annotator : annotators())
        for (const auto &parameter : annotator->info().parameters) {
            auto &option = arguments.parameters[parameter.name];
            if (option)
                continue;
            option =
                command.add_option("--" + parameter.name, parameter.help)->group(""); // --list shows them
            option->type_name(parameter.type == ParameterType::Bool ? "[BOOL]" : "VALUE");
            option->expected(parameter.type == ParameterType::Bool ? 0 : 1, 1);
        }
}

} // namespace

void addPreprocessCommand(CLI::App &app, int &exitCode)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App *command = app.add_subcommand(kMapsName, kMapsSummary);
    command->add_option("NAME", arguments->name,
                        "Annotator; --list shows all, with the parameters that each takes");
    command->add_option("--in", arguments->in, "Folder of pictures, searched with its folders");
    command->add_option(
        "--out", arguments->out,
        "Folder for the maps; those that are there are kept, the same command goes on where it stopped");
    command->add_option("--weights", arguments->weights,
                        "Weights of its network: file or folder; NET=FILE where a workflow has several");
    command->add_flag(
        "--allow_foreign", arguments->allowsForeign,
        "Run weights that are programs of their own (ONNX graphs, TorchScript), whose origin you trust");
    command->add_option("--jobs", arguments->jobs, "Pictures at a time; 0: one for each processor")
        ->check(CLI::Range(0, 256));
    command->add_option("--progress", arguments->progress, "auto, bar, plain, json or none")
        ->capture_default_str();
    command->add_option("--existing", arguments->existing, "keep maps that are there, or replace them")
        ->capture_default_str();
    command->add_option("--workflow", arguments->workflow, "A saved chain of steps instead of NAME");
    command->add_option("--save_workflow", arguments->saveWorkflow,
                        "Save NAME and its parameters as a workflow");
    command->add_option("--device", arguments->device, "cpu or cuda:0")->capture_default_str();
    command->add_flag("--list", arguments->isList, "Show all annotators with their parameters");
    command->add_flag("--versions", arguments->isListVersions, "Show the versions of the maps in --out");
    command
        ->add_option("--use_version", arguments->useVersion,
                     "Use this version of the maps in --out; the other is kept")
        ->check(CLI::Range(1, 1000000));
    command->add_flag("--json", arguments->asJson, "Print --list or --versions as JSON");
    declareParameters(*command, *arguments);
    command->callback([arguments, &exitCode] {
        if (arguments->isList)
            exitCode = list(arguments->asJson);
        else if (arguments->isListVersions || arguments->useVersion > 0)
            exitCode = arguments->out.empty()
                           ? report(wrongUse("--out is missing.", "Name the folder of the maps."))
                           : versions(*arguments);
        else
            exitCode = run(*arguments);
    });
}

} // namespace armature
