#include "ui/train/suggest_validation.h"

#include "core/base/fs.h"

#include <algorithm>

namespace armature::ui {

namespace fs = std::filesystem;

namespace {

constexpr size_t kLookedAt = 400;

std::string firstLine(std::string text)
{
    text.erase(std::min(text.find('\n'), text.size()));
    if (!text.empty() && text.back() == '\r')
        text.pop_back();
    return text;
}

} // namespace

std::vector<SuggestedValidation> suggestValidation(const fs::path &pictures, size_t count)
{
    std::vector<SuggestedValidation> found;
    std::error_code error;
    size_t seen = 0;
    for (const auto &entry : fs::directory_iterator(pictures / "condition", error)) {
        if (++seen > kLookedAt)
            break;
        const fs::path caption = pictures / "image" / entry.path().stem().concat(".txt");
        if (const auto text = readText(caption); text && !firstLine(*text).empty())
            found.push_back({firstLine(*text), entry.path()});
    }
    std::ranges::sort(found, {}, &SuggestedValidation::condition);
    std::vector<SuggestedValidation> chosen; // spread over what was seen
    for (size_t i = 0; i < std::min(count, found.size()); ++i)
        chosen.push_back(found[i * found.size() / std::min(count, found.size())]);
    return chosen;
}

} // namespace armature::ui
