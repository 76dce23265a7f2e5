#include "core/data/csv.h"

#include <algorithm>

namespace armature {

namespace {

char guessSeparator(const std::string &header)
{
    for (const char candidate : {',', ';', '\t'}) {
        if (header.find(candidate) != std::string::npos)
            return candidate;
    }
    return ',';
}

size_t countQuotes(const std::string &text) { return size_t(std::count(text.begin(), text.end(), '"')); }

} // namespace

std::optional<std::vector<std::string>> parseCsvRecord(const std::string &record, char separator)
{
    std::vector<std::string> fields(1);
    size_t i = 0;
    while (i < record.size()) {
        if (record[i] == separator) {
            fields.emplace_back();
            ++i;
            continue;
        }
        if (record[i] != '"') { // a plain field; a quote inside it is an ordinary character
            const size_t end = std::min(record.find(separator, i), record.size());
            fields.back() = record.substr(i, end - i);
            i = end;
            continue;
        }
        for (++i;; ++i) {
            if (i >= record.size())
                return std::nullopt;
            if (record[i] != '"')
                fields.back() += record[i];
            else if (i + 1 < record.size() && record[i + 1] == '"')
                fields.back() += record[++i];
            else
                break;
        }
        ++i;
        if (i < record.size() && record[i] != separator)
            return std::nullopt;
    }
    return fields;
}

std::optional<LineReader::Line> CsvReader::nextLine()
{
    if (m_pushedBack.empty())
        return m_lines.next();
    auto line = std::move(m_pushedBack.front());
    m_pushedBack.pop_front();
    return line;
}

std::optional<CsvReader::Record> CsvReader::next()
{
    auto first = nextLine();
    while (first && !first->tooLong && trimmed(first->bytes).empty())
        first = nextLine();
    if (!first)
        return std::nullopt;
    Record record;
    record.line = first->number;
    if (first->tooLong) {
        record.isBroken = true;
        return record;
    }
    std::string text = first->bytes;
    if (record.line == 1 && text.starts_with("\xEF\xBB\xBF"))
        text.erase(0, 3);
    if (!m_separator)
        m_separator = guessSeparator(text);

    auto fields = parseCsvRecord(text, m_separator);
    std::deque<LineReader::Line> taken;
    // An odd number of quotes means that the field goes on; only then is it worth another line.
    size_t quotes = countQuotes(text);
    while (!fields && quotes % 2 == 1 && taken.size() < kMaxLines && text.size() <= LineReader::kMaxLine) {
        auto line = nextLine();
        if (!line)
            break;
        const bool tooLong = line->tooLong;
        text += '\n' + line->bytes;
        quotes += countQuotes(line->bytes);
        taken.push_back(std::move(*line));
        if (tooLong)
            break;
        if (quotes % 2 == 0)
            fields = parseCsvRecord(text, m_separator);
    }
    if (!fields) {
        m_pushedBack.insert(m_pushedBack.begin(), std::make_move_iterator(taken.begin()),
                            std::make_move_iterator(taken.end()));
        record.isBroken = true;
        return record;
    }
    for (auto &field : *fields) {
        auto decoded = decodeText(field);
        record.hadInvalidBytes |= decoded.hadInvalidBytes;
        record.fields.push_back(std::move(decoded.text));
    }
    return record;
}

} // namespace armature
