#include "preprocess/recipe.h"

#include "core/base/fs.h"
#include "core/base/hash.h"
#include "preprocess/registry.h"

#include <fmt/format.h>

namespace armature {

namespace {

constexpr int kFormat = 1;

nlohmann::json stepToJson(const RecipeStep &step)
{
    nlohmann::json json{
        {"annotator", step.annotator}, {"parameters", step.parameters}, {"version", step.version}};
    if (!step.weights.empty())
        json["weights"] = {{"files", step.weightsName}, {"xxh3", step.weights}};
    return json;
}

tl::unexpected<Error> damaged(const std::string &name, const std::string &what)
{
    return fail(ErrorCode::BadInput, fmt::format("{} is no recipe: {}.", name, what),
                "Save the workflow again, or delete the file.");
}

Result<RecipeStep> stepFromJson(const nlohmann::json &json, const std::string &name)
{
    if (!json.is_object() || !json.contains("annotator") || !json["annotator"].is_string())
        return damaged(name, "a step names no annotator");
    RecipeStep step;
    step.annotator = json["annotator"].get<std::string>();
    step.parameters = json.value("parameters", ParameterValues::object());
    if (!step.parameters.is_object())
        return damaged(name, "the parameters of " + step.annotator + " are no object");
    if (const auto version = json.find("version"); version != json.end() && version->is_number_integer())
        step.version = version->get<int>();
    if (const auto weights = json.find("weights"); weights != json.end() && weights->is_object()) {
        const auto text = [&](const char *key) {
            const auto value = weights->find(key);
            return value != weights->end() && value->is_string() ? value->get<std::string>() : std::string();
        };
        step.weights = text("xxh3");
        step.weightsName = text("files");
    }
    return step;
}

} // namespace

Result<Recipe> makeRecipe(std::string_view annotator, const ParameterValues &given)
{
    Recipe recipe;
    recipe.steps.push_back({std::string(annotator), given, 1, {}, {}});
    return completeRecipe(std::move(recipe));
}

Result<Recipe> completeRecipe(Recipe recipe)
{
    if (recipe.steps.empty())
        return fail(ErrorCode::BadInput, "The workflow has no steps.", "Add an annotator.");
    for (auto &step : recipe.steps) {
        ARMATURE_TRY(const auto *annotator, findAnnotator(step.annotator));
        const auto &info = annotator->info();
        step.version = info.version;
        ARMATURE_TRY(step.parameters, completeParameters(info.parameters, step.parameters, info.id));
    }
    return recipe;
}

nlohmann::json recipeToJson(const Recipe &recipe)
{
    auto steps = nlohmann::json::array();
    for (const auto &step : recipe.steps)
        steps.push_back(stepToJson(step));
    nlohmann::json json{{"format", kFormat}, {"steps", steps}};
    if (!recipe.name.empty())
        json["name"] = recipe.name;
    return json;
}

Result<Recipe> recipeFromJson(const nlohmann::json &json, const std::string &name)
{
    if (!json.is_object() || !json.contains("steps") || !json["steps"].is_array())
        return damaged(name, "there is no list of steps");
    if (const auto format = json.find("format");
        format != json.end() && (!format->is_number_integer() || format->get<int>() > kFormat))
        return fail(ErrorCode::Unsupported, name + " was written by a newer Armature.", "Update Armature.");
    Recipe recipe;
    if (const auto title = json.find("name"); title != json.end() && title->is_string())
        recipe.name = title->get<std::string>();
    for (const auto &one : json["steps"]) {
        ARMATURE_TRY(auto step, stepFromJson(one, name));
        recipe.steps.push_back(std::move(step));
    }
    return recipe;
}

Status saveRecipe(const std::filesystem::path &file, const Recipe &recipe)
{
    return writeFileAtomically(file, recipeToJson(recipe).dump(2) + "\n");
}

Result<Recipe> loadRecipe(const std::filesystem::path &file)
{
    ARMATURE_TRY(const auto text, readText(file, 1 << 20));
    const auto json = nlohmann::json::parse(text, nullptr, false);
    return recipeFromJson(json, file.string());
}

std::string recipeFingerprint(const Recipe &recipe)
{
    auto steps = recipeToJson(recipe)["steps"];
    for (auto &step : steps)
        if (step.contains("weights"))
            step["weights"].erase("files");
    return hashHex(steps.dump());
}

std::string recipeText(const Recipe &recipe, const std::function<std::string(const std::string &)> &say)
{
    std::string text;
    for (const auto &step : recipe.steps) {
        const auto annotator = findAnnotator(step.annotator);
        const auto initial =
            annotator ? defaultParameters((*annotator)->info().parameters) : ParameterValues::object();
        std::string changed;
        for (const auto &[name, value] : step.parameters.items())
            if (!initial.contains(name) || initial[name] != value)
                changed += fmt::format("{}{} {}", changed.empty() ? "" : ", ", name,
                                       value.is_string() ? value.get<std::string>() : value.dump());
        text += (text.empty() ? "" : " > ") + (annotator ? say((*annotator)->info().title) : step.annotator);
        if (!changed.empty())
            text += " (" + changed + ")";
    }
    return text;
}

} // namespace armature
