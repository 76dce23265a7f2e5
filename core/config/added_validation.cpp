#include "core/config/added_validation.h"

#include "core/base/fs.h"

#include <algorithm>

namespace armature {

namespace {

constexpr const char *kPrompts = "validation_prompt", *kConditions = "validation_image";
constexpr uint64_t kMostBytes = 16 << 20;

std::filesystem::path fileIn(const std::filesystem::path &runFolder) { return runFolder / "validation.json"; }

bool isTextList(const nlohmann::json &object, const char *key)
{
    return object.contains(key) && object[key].is_array() &&
           std::ranges::all_of(object[key], [](const nlohmann::json &one) { return one.is_string(); });
}

} // namespace

Result<std::vector<ShownPrompt>> readAddedValidation(const std::filesystem::path &runFolder)
{
    const std::filesystem::path file = fileIn(runFolder);
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return std::vector<ShownPrompt>();
    ARMATURE_TRY(const std::string text, readText(file, kMostBytes));
    const auto object = nlohmann::json::parse(text, nullptr, false);
    if (!object.is_object() || !isTextList(object, kPrompts) || !isTextList(object, kConditions) || object[kPrompts].size() != object[kConditions].size())
        return fail(ErrorCode::Corrupt, file.string() + " does not hold as many validation prompts as conditions.", "Correct it, or remove it.");
    std::vector<ShownPrompt> added;
    for (size_t i = 0; i < object[kPrompts].size(); ++i)
        added.push_back({object[kPrompts][i].get<std::string>(), object[kConditions][i].get<std::string>()});
    return added;
}

Status addValidation(const std::filesystem::path &runFolder, const ShownPrompt &one)
{
    ARMATURE_TRY(std::vector<ShownPrompt> added, readAddedValidation(runFolder));
    if (std::ranges::find(added, one) != added.end())
        return {};
    added.push_back(one);
    nlohmann::ordered_json object{{kPrompts, nlohmann::ordered_json::array()}, {kConditions, nlohmann::ordered_json::array()}};
    for (const ShownPrompt &each : added) {
        object[kPrompts].push_back(each.prompt);
        object[kConditions].push_back(each.condition.string());
    }
    return writeFileAtomically(fileIn(runFolder), object.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

} // namespace armature
