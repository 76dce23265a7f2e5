#include "core/io/layouts/original_yaml.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace armature {

namespace {

constexpr std::uintmax_t kMaxYamlBytes = 1 << 20;

std::string trimmed(const std::string &text)
{
    const char *blanks = " \t\r\n\"'";
    const size_t begin = text.find_first_not_of(blanks);
    return begin == std::string::npos ? std::string()
                                      : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

template <typename Number>
std::optional<Number> numberFrom(const std::string &text)
{
    Number number{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool isWhole = parsed.ec == std::errc() && parsed.ptr == text.data() + text.size();
    return isWhole && number > 0 ? std::optional(number) : std::nullopt;
}

void takeEntry(OriginalYaml &yaml, const std::string &key, const std::string &value)
{
    if (key == "parameterization")
        yaml.parameterization = value;
    else if (key == "num_heads")
        yaml.headCount = numberFrom<int64_t>(value);
    else if (key == "num_head_channels")
        yaml.headWidth = numberFrom<int64_t>(value);
    else if (key == "scale_factor")
        yaml.scaleFactor = numberFrom<double>(value);
    else if (key == "linear_start")
        yaml.linearStart = numberFrom<double>(value);
    else if (key == "linear_end")
        yaml.linearEnd = numberFrom<double>(value);
}

} // namespace

OriginalYaml parseOriginalYaml(const std::string &text)
{
    OriginalYaml yaml;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        line = line.substr(0, line.find('#'));
        const size_t colon = line.find(':');
        if (colon != std::string::npos)
            takeEntry(yaml, trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
    return yaml;
}

std::optional<OriginalYaml> readYamlBeside(const std::string &modelPath)
{
    for (const char *extension : {".yaml", ".yml"}) {
        std::filesystem::path path(modelPath);
        path.replace_extension(extension);
        std::error_code failed;
        if (!std::filesystem::is_regular_file(path, failed) ||
            std::filesystem::file_size(path, failed) > kMaxYamlBytes)
            continue;
        std::ifstream file(path, std::ios::binary);
        return parseOriginalYaml({std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
    }
    return std::nullopt;
}

} // namespace armature
