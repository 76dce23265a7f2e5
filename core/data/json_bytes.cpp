#include "core/data/json_bytes.h"

#include "core/data/text_input.h"

#include <cstdint>
#include <string_view>

namespace armature {

namespace {

// JSON text cannot hold any byte; "latin1:" and one character a byte can.
constexpr std::string_view kBytes = "latin1:";

} // namespace

std::string bytesToJson(const std::string &id)
{
    if (isValidUtf8(id) && !id.starts_with(kBytes))
        return id;
    std::string text(kBytes);
    for (const char c : id) {
        const auto byte = uint8_t(c);
        if (byte < 0x80) {
            text += c;
        } else {
            text += char(0xC0 | byte >> 6);
            text += char(0x80 | (byte & 0x3F));
        }
    }
    return text;
}

std::string bytesFromJson(const std::string &text)
{
    if (!text.starts_with(kBytes))
        return text;
    std::string id;
    for (size_t i = kBytes.size(); i < text.size(); ++i) {
        const auto byte = uint8_t(text[i]);
        if (byte >= 0xC0 && i + 1 < text.size())
            id += char((byte & 3) << 6 | (uint8_t(text[++i]) & 0x3F));
        else
            id += text[i];
    }
    return id;
}

} // namespace armature
