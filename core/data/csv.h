#pragma once
// Comma separated values as RFC 4180 has them: quoted fields, doubled quotes, line breaks inside quotes.

#include "core/data/text_input.h"

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace armature {

// Splits one record. Nothing when a quoted field is not closed or is followed by other text.
std::optional<std::vector<std::string>> parseCsvRecord(const std::string &record, char separator);

// Reads record by record in constant memory. A record is at most LineReader::kMaxLine bytes and kMaxLines
// lines; one whose quote never closes is reported as broken and reading goes on with the line after its
// first.
class CsvReader
{
public:
    static constexpr size_t kMaxLines = 1000;

    struct Record
    {
        std::vector<std::string> fields; // valid UTF-8; empty when broken
        size_t line = 0;                 // where it begins, from 1
        bool isBroken = false;
        bool hadInvalidBytes = false;
    };

    explicit CsvReader(const std::filesystem::path &file) : m_lines(file) {}
    bool isOpen() const { return m_lines.isOpen(); }
    // The separator is comma, or what stands in the first record where that has no comma: semicolon or tab.
    std::optional<Record> next();

private:
    std::optional<LineReader::Line> nextLine();

    LineReader m_lines;
    std::deque<LineReader::Line> m_pushedBack;
    char m_separator = '\0';
};

} // namespace armature
