#include "core/data/text_input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

namespace armature {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

void appendUtf8(std::string &out, UChar32 c)
{
    char bytes[4];
    int32_t length = 0;
    U8_APPEND_UNSAFE(reinterpret_cast<uint8_t *>(bytes), length, c);
    out.append(bytes, size_t(length));
}

DecodedText decodeUtf16(std::string_view bytes, bool bigEndian)
{
    std::vector<UChar> units(bytes.size() / 2);
    for (size_t i = 0; i < units.size(); ++i) {
        const auto a = uint8_t(bytes[2 * i]), b = uint8_t(bytes[2 * i + 1]);
        units[i] = UChar(bigEndian ? a << 8 | b : b << 8 | a);
    }
    DecodedText result;
    result.hadInvalidBytes = bytes.size() % 2 != 0;
    for (size_t i = 0; i < units.size();) {
        UChar32 c = 0;
        U16_NEXT(units.data(), i, units.size(), c);
        if (U_IS_SURROGATE(c)) {
            c = 0xFFFD;
            result.hadInvalidBytes = true;
        }
        appendUtf8(result.text, c);
    }
    return result;
}

std::u16string toUtf16(std::string_view text)
{
    std::u16string result(text.size(), u'\0');
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8(result.data(), int32_t(result.size()), &length, text.data(), int32_t(text.size()), &status);
    result.resize(U_SUCCESS(status) ? size_t(length) : 0);
    return result;
}

std::string fromUtf16(const std::u16string &text)
{
    std::string result(text.size() * 3, '\0');
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strToUTF8(result.data(), int32_t(result.size()), &length, text.data(), int32_t(text.size()), &status);
    result.resize(U_SUCCESS(status) ? size_t(length) : 0);
    return result;
}

std::string normalized(std::string_view text, const UNormalizer2 *normalizer)
{
    if (isAscii(text) || !normalizer || !isValidUtf8(text))
        return std::string(text);
    const auto source = toUtf16(text);
    UErrorCode status = U_ZERO_ERROR;
    std::u16string result(source.size() * 4 + 16, u'\0');
    int32_t length = unorm2_normalize(normalizer, source.data(), int32_t(source.size()), result.data(),
                                      int32_t(result.size()), &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
        status = U_ZERO_ERROR;
        result.resize(size_t(length));
        length = unorm2_normalize(normalizer, source.data(), int32_t(source.size()), result.data(),
                                  int32_t(result.size()), &status);
    }
    if (U_FAILURE(status))
        return std::string(text);
    result.resize(size_t(length));
    return fromUtf16(result);
}

bool isUnsafeToShow(UChar32 c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || (c >= 0x200E && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0x200B;
}

} // namespace

bool isAscii(std::string_view text)
{
    uint8_t all = 0; // no way out of the loop, so that many bytes are looked at at a time
    for (const char c : text)
        all |= uint8_t(c);
    return all < 0x80;
}

bool isValidUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const uint8_t *>(text.data());
    for (size_t i = 0; i < text.size();) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, text.size(), c);
        if (c < 0)
            return false;
    }
    return true;
}

DecodedText decodeText(std::string_view bytes)
{
    if (bytes.starts_with("\xFF\xFE"))
        return decodeUtf16(bytes.substr(2), false);
    if (bytes.starts_with("\xFE\xFF"))
        return decodeUtf16(bytes.substr(2), true);
    if (bytes.starts_with("\xEF\xBB\xBF"))
        bytes.remove_prefix(3);
    DecodedText result;
    if (isAscii(bytes)) {
        result.text = bytes;
        return result;
    }
    result.text.reserve(bytes.size());
    const auto *data = reinterpret_cast<const uint8_t *>(bytes.data());
    bool inBadRun = false;
    for (size_t i = 0; i < bytes.size();) {
        const size_t start = i;
        UChar32 c = 0;
        U8_NEXT(data, i, bytes.size(), c);
        if (c >= 0)
            result.text.append(bytes.substr(start, i - start));
        else if (!inBadRun)
            result.text += kReplacement;
        inBadRun = c < 0;
        result.hadInvalidBytes |= inBadRun;
    }
    return result;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\r\n\f\v";
    const size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string toNfc(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    return normalized(text, unorm2_getNFCInstance(&status));
}

std::string toNfd(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    return normalized(text, unorm2_getNFDInstance(&status));
}

std::string caseFolded(std::string_view text)
{
    if (isAscii(text)) {
        std::string folded(text);
        std::transform(folded.begin(), folded.end(), folded.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
        return folded;
    }
    const std::string composed = toNfc(text);
    if (!isValidUtf8(composed))
        return composed;
    const auto source = toUtf16(composed);
    std::u16string result(source.size() * 3 + 16, u'\0');
    UErrorCode status = U_ZERO_ERROR;
    const int32_t length = u_strFoldCase(result.data(), int32_t(result.size()), source.data(),
                                         int32_t(source.size()), U_FOLD_CASE_DEFAULT, &status);
    if (U_FAILURE(status))
        return composed;
    result.resize(size_t(length));
    return fromUtf16(result);
}

std::string displayName(std::string_view text, size_t maxShown)
{
    std::vector<std::string> shown;
    const auto *bytes = reinterpret_cast<const uint8_t *>(text.data());
    for (size_t i = 0; i < text.size();) {
        const size_t start = i;
        UChar32 c = 0;
        U8_NEXT(bytes, i, text.size(), c);
        if (c < 0)
            shown.push_back(fmt::format("\\x{:02x}", bytes[start])), i = start + 1;
        else if (isUnsafeToShow(c))
            shown.push_back(fmt::format("\\u{:04x}", uint32_t(c)));
        else
            shown.emplace_back(text.substr(start, i - start));
    }
    std::string result;
    const bool isLong = shown.size() > maxShown;
    for (size_t i = 0; i < shown.size(); ++i) {
        if (isLong && i == maxShown / 2) {
            result += "…";
            i = shown.size() - maxShown / 2;
        }
        result += shown[i];
    }
    return result;
}

LineReader::LineReader(const std::filesystem::path &file) : m_stream(file, std::ios::binary) {}

bool LineReader::fill()
{
    constexpr size_t kChunk = 1 << 16;
    m_buffer.erase(0, m_at);
    m_at = 0;
    const size_t kept = m_buffer.size();
    m_buffer.resize(kept + kChunk);
    m_stream.read(m_buffer.data() + kept, std::streamsize(kChunk));
    m_buffer.resize(kept + size_t(m_stream.gcount()));
    return m_buffer.size() > kept;
}

std::optional<LineReader::Line> LineReader::next()
{
    Line line;
    line.number = ++m_number;
    size_t searched = 0;
    while (true) {
        const size_t end = m_buffer.find('\n', m_at + searched);
        if (end != std::string::npos) {
            line.tooLong |= end - m_at > kMaxLine;
            if (!line.tooLong)
                line.bytes = m_buffer.substr(m_at, end - m_at);
            m_at = end + 1;
            break;
        }
        searched = m_buffer.size() - m_at;
        if (searched > kMaxLine) { // forget what is too long, keep looking for its end
            line.tooLong = true;
            m_at = m_buffer.size();
            searched = 0;
        }
        if (fill())
            continue;
        if (searched == 0 && !line.tooLong)
            return std::nullopt;
        if (!line.tooLong)
            line.bytes = m_buffer.substr(m_at);
        m_at = m_buffer.size();
        break;
    }
    if (line.bytes.ends_with('\r'))
        line.bytes.pop_back();
    return line;
}

std::optional<std::string> readSmallFile(const char *file, size_t maxBytes)
{
    // Not to wait for the other end of a pipe that lies where a text should.
    constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC;
    // To read a text is no reason to write down when. Only its owner may say so.
    int descriptor = ::open(file, kFlags | O_NOATIME);
    if (descriptor < 0 && errno == EPERM)
        descriptor = ::open(file, kFlags);
    if (descriptor < 0)
        return std::nullopt;
    std::string text;
    std::array<char, 4096> chunk;
    ssize_t got = 0;
    do { // a file that gives less than was asked for has come to its end
        if ((got = ::read(descriptor, chunk.data(), chunk.size())) > 0)
            text.append(chunk.data(), size_t(got));
    } while (got == ssize_t(chunk.size()) && text.size() <= maxBytes);
    ::close(descriptor);
    return got < 0 || text.size() > maxBytes ? std::nullopt : std::optional(std::move(text));
}

uint64_t hashText(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

} // namespace armature
