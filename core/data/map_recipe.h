#pragma once
// How the condition maps of a dataset were made, where preprocess wrote it down beside them.

#include <filesystem>
#include <string>

namespace armature {

inline constexpr const char *kRecipeFile = "recipe.json"; // beside the maps that it made
inline constexpr const char *kMapHistory = ".armature-maps"; // the folder of other versions, likewise

// The recipe.json that lies nearest above `map`, in its folder or a parent down to `root`, as one line of
// JSON. Empty where there is none, or none that is JSON with steps: a recipe is good to have, never a reason
// to fail.
std::string mapRecipe(const std::filesystem::path &map, const std::filesystem::path &root);

} // namespace armature
