#pragma once
// Text out of foreign files: decoding that never fails, lines with a cap, and names made safe to show.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace armature {

struct DecodedText
{
    std::string text;             // valid UTF-8, without byte order mark
    bool hadInvalidBytes = false; // each run of them became U+FFFD
};

// UTF-8, or UTF-16 where a byte order mark says so.
DecodedText decodeText(std::string_view bytes);

bool isValidUtf8(std::string_view text);
bool isAscii(std::string_view text);

// Without white space at both ends.
std::string_view trimmed(std::string_view text);

// Canonical composition (NFC): macOS writes names decomposed, listings mostly composed. Invalid UTF-8 is
// returned as it is.
std::string toNfc(std::string_view text);
std::string toNfd(std::string_view text);
// Full Unicode case folding of the NFC form, for finding names that only a case-blind file system confuses.
std::string caseFolded(std::string_view text);

// Control and bidirectional characters, line separators and invalid bytes as \u202e or \xff, so that a name
// cannot rewrite the line that shows it. What is longer than maxShown characters is shortened in the middle.
std::string displayName(std::string_view text, size_t maxShown = 200);

// Reads a text file line by line in constant memory. Only a newline ends a line; a carriage return before it
// is cut.
class LineReader
{
public:
    static constexpr size_t kMaxLine = 1 << 20; // bytes

    struct Line
    {
        std::string bytes; // empty when tooLong
        size_t number = 0; // from 1
        bool tooLong = false;
    };

    explicit LineReader(const std::filesystem::path &file);
    bool isOpen() const { return m_stream.is_open(); }
    std::optional<Line> next();

private:
    bool fill();

    std::ifstream m_stream;
    std::string m_buffer;
    size_t m_at = 0;
    size_t m_number = 0;
};

// The whole file, or nothing when it cannot be read or is longer than maxBytes.
std::optional<std::string> readSmallFile(const char *file, size_t maxBytes);
inline std::optional<std::string> readSmallFile(const std::filesystem::path &file, size_t maxBytes)
{
    return readSmallFile(file.c_str(), maxBytes);
}

// XXH3 (64 bit).
uint64_t hashText(std::string_view text);

} // namespace armature
