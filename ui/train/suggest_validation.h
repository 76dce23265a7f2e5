#pragma once
// A few conditions of a dataset with their captions, to make validation pictures of until its owner chooses others.

#include <filesystem>
#include <string>
#include <vector>

namespace armature::ui {

struct SuggestedValidation
{
    std::string prompt;
    std::filesystem::path condition;
};

// Of image/ and condition/ with captions in text files; other layouts give none. Looks at the first few hundred files only, so
// that it answers at once on any dataset.
std::vector<SuggestedValidation> suggestValidation(const std::filesystem::path &pictures, size_t count);

} // namespace armature::ui
