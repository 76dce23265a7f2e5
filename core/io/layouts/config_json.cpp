#include "core/io/layouts/config_json.h"

#include <fmt/format.h>

#include <fstream>

namespace armature {

namespace {

constexpr int kMaxDepth = 32;
constexpr std::uintmax_t kMaxConfigBytes = 16 << 20;

} // namespace

Result<nlohmann::json> parseJsonObject(std::string_view text, const std::string &origin)
{
    bool isTooDeep = false;
    const auto limitDepth = [&isTooDeep](int depth, nlohmann::json::parse_event_t, nlohmann::json &) {
        isTooDeep = isTooDeep || depth > kMaxDepth;
        return depth <= kMaxDepth;
    };
    nlohmann::json parsed = nlohmann::json::parse(text, limitDepth, false);
    if (isTooDeep || !parsed.is_object())
        return fail(ErrorCode::BadInput, fmt::format("{} is not a JSON object.", origin));
    return parsed;
}

Result<nlohmann::json> readJsonObject(const std::filesystem::path &path)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        return fail(ErrorCode::NotFound, fmt::format("There is no file {}.", path.string()));
    if (std::filesystem::file_size(path, ignored) > kMaxConfigBytes)
        return fail(ErrorCode::BadInput, fmt::format("{} is too large for a configuration.", path.string()));
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file)
        return fail(ErrorCode::Io, fmt::format("{} cannot be read.", path.string()));
    return parseJsonObject(text, path.string());
}

Result<std::optional<nlohmann::json>> embeddedConfig(const TensorSource &file, const std::string &part)
{
    const auto entry = file.metadata().find(kConfigMetadataKey);
    if (entry == file.metadata().end())
        return std::nullopt;
    ARMATURE_TRY(const nlohmann::json all,
                 parseJsonObject(entry->second,
                                 fmt::format("{} ({} in its header)", file.origin(), kConfigMetadataKey)));
    const auto found = all.find(part);
    if (found == all.end())
        return std::nullopt;
    if (!found->is_object()) {
        return fail(ErrorCode::BadInput, fmt::format("{}: {} in its header is damaged at {}.", file.origin(),
                                                     kConfigMetadataKey, part));
    }
    return *found;
}

} // namespace armature
