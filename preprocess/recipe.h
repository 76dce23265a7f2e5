#pragma once
// How maps were made, so that they can be made again: which annotators one after another, with what
// parameters and weights. Stored with the maps and carried into the model trained on them. A named recipe is
// a workflow.

#include "preprocess/parameter.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace armature {

struct RecipeStep
{
    std::string annotator; // id
    ParameterValues parameters = ParameterValues::object();
    int version = 1;         // of the annotator
    std::string weights;     // hash over the weight files, empty where there are none
    std::string weightsName; // their names, for people
    bool operator==(const RecipeStep &) const = default;
};

struct Recipe
{
    std::string name; // of a workflow; may be empty
    std::vector<RecipeStep> steps;
    bool operator==(const Recipe &) const = default;
};

// One step with these parameters, the rest at their defaults. Errors: NotFound (annotator), BadInput
// (parameters).
Result<Recipe> makeRecipe(std::string_view annotator,
                          const ParameterValues &given = ParameterValues::object());

// Checks every step against the registry and fills in defaults. Errors as makeRecipe(), and BadInput for no
// steps.
Result<Recipe> completeRecipe(Recipe recipe);

nlohmann::json recipeToJson(const Recipe &recipe);
// name: what messages call the source. Errors: BadInput.
Result<Recipe> recipeFromJson(const nlohmann::json &json, const std::string &name);

Status saveRecipe(const std::filesystem::path &file, const Recipe &recipe); // atomically
Result<Recipe> loadRecipe(const std::filesystem::path &file);

// Equal for recipes that make equal maps: steps, parameters, versions and weights, not the name.
std::string recipeFingerprint(const Recipe &recipe);

// "Canny edges (low_threshold 50) > Invert": what differs from the defaults. `say` gives an annotator's title
// in another language.
std::string recipeText(const Recipe &recipe,
                       const std::function<std::string(const std::string &)> &say = std::identity());

} // namespace armature
