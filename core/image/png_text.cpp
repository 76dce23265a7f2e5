#include "core/image/codec_detail.h"
#include "core/image/png_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace armature {
namespace {

std::string latin1ToUtf8(std::string_view text)
{
    std::string out;
    for (const unsigned char c : text) {
        if (c < 0x80) {
            out += char(c);
        } else {
            out += char(0xc0 | c >> 6);
            out += char(0x80 | (c & 0x3f));
        }
    }
    return out;
}

// Cuts off what stands before the next zero byte; nothing where there is none.
std::optional<std::string_view> takeField(std::string_view &rest)
{
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return field;
}

enum class Unpacked { Good, Damaged, TooLong };

Unpacked inflateText(std::string_view packed, std::size_t maxBytes, std::string &out)
{
    z_stream stream = {};
    if (inflateInit(&stream) != Z_OK)
        return Unpacked::Damaged;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
    stream.avail_in = uInt(packed.size());
    int status = Z_OK;
    while (status == Z_OK && out.size() <= maxBytes) {
        char buffer[16384];
        stream.next_out = reinterpret_cast<Bytef *>(buffer);
        stream.avail_out = sizeof buffer;
        status = inflate(&stream, Z_NO_FLUSH);
        out.append(buffer, sizeof buffer - stream.avail_out);
    }
    inflateEnd(&stream);
    if (out.size() > maxBytes)
        return Unpacked::TooLong;
    return status == Z_STREAM_END ? Unpacked::Good : Unpacked::Damaged;
}

Unpacked parseText(std::string_view type, std::string_view data, std::size_t maxBytes, PngText &text)
{
    const auto key = takeField(data);
    if (!key)
        return Unpacked::Damaged;
    text.key = latin1ToUtf8(*key);
    bool packed = type == "zTXt";
    if (packed) {
        if (data.empty() || data[0] != 0)
            return Unpacked::Damaged;
        data.remove_prefix(1);
    } else if (type == "iTXt") {
        if (data.size() < 2)
            return Unpacked::Damaged;
        packed = data[0] == 1;
        data.remove_prefix(2);
        if (!takeField(data) || !takeField(data)) // language, translated key
            return Unpacked::Damaged;
    }
    std::string value;
    if (packed) {
        if (const Unpacked result = inflateText(data, maxBytes, value); result != Unpacked::Good)
            return result;
    } else {
        value = data;
    }
    text.value = type == "iTXt" ? value : latin1ToUtf8(value);
    return text.value.size() > maxBytes ? Unpacked::TooLong : Unpacked::Good;
}

tl::unexpected<Error> tooMuchText(const std::string &name, std::size_t maxBytes)
{
    return fail(ErrorCode::BadInput,
                fmt::format("{} holds more than {} MB of text.", name, double(maxBytes) / 1e6),
                "Save the picture again without its metadata.");
}

} // namespace

Result<std::vector<PngText>> readPngText(const std::filesystem::path &file, std::size_t maxBytes)
{
    const std::string name = codec::shown(file);
    ARMATURE_TRY(const std::vector<std::uint8_t> bytes, codec::readWhole(file, ImageLimits{}.maxFileBytes));
    ARMATURE_TRY(const ImageInfo info, probe(bytes, name));
    if (info.format != ImageFormat::Png)
        return fail(ErrorCode::BadInput,
                    fmt::format("{} is a {}, not a PNG.", name, formatName(info.format)));

    std::vector<PngText> texts;
    std::size_t left = maxBytes;
    Unpacked result = Unpacked::Good;
    const auto visit = [&](const codec::PngChunk &chunk) {
        const std::string_view type = chunk.type;
        if (type != "tEXt" && type != "zTXt" && type != "iTXt")
            return true;
        const std::uint8_t *data = bytes.data() + chunk.offset;
        if (chunk.length > left) {
            result = Unpacked::TooLong;
            return false;
        }
        const uLong check = crc32(0, data - 4, uInt(chunk.length + 4));
        PngText text;
        result = check == codec::big32(data + chunk.length)
                     ? parseText(type, {reinterpret_cast<const char *>(data), chunk.length}, left, text)
                     : Unpacked::Damaged;
        left -= std::min(left, text.key.size() + text.value.size());
        texts.push_back(std::move(text));
        return result == Unpacked::Good;
    };
    const codec::PngWalk walk = codec::walkPng(codec::MemorySource(bytes), visit);
    if (result == Unpacked::TooLong)
        return tooMuchText(name, maxBytes);
    if (result == Unpacked::Damaged)
        return codec::damaged(name, ImageFormat::Png, "its text is broken");
    if (walk == codec::PngWalk::CutShort)
        return codec::damaged(name, ImageFormat::Png, "it ends early");
    return texts;
}

} // namespace armature
