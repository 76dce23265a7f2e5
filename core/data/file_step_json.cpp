// The steps of a change as the journal writes them down.
#include "core/data/file_steps.h"
#include "core/data/json_bytes.h"
#include "core/data/text_input.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>
#include <vector>

namespace armature {

namespace fs = std::filesystem;

namespace {

bool isPlain(char c) { return uint8_t(c) >= 0x20 && c != '"' && c != '\\'; }

void appendQuoted(std::string &json, std::string_view text)
{
    json += '"';
    while (!text.empty()) {
        const auto odd = std::find_if_not(text.begin(), text.end(), isPlain);
        const auto plain = size_t(odd - text.begin());
        json.append(text.substr(0, plain));
        if (odd == text.end())
            break;
        if (*odd == '"' || *odd == '\\')
            (json += '\\') += *odd;
        else
            fmt::format_to(std::back_inserter(json), "\\u{:04x}", uint8_t(*odd));
        text.remove_prefix(plain + 1);
    }
    json += '"';
}

// A journal that came with a foreign dataset must not reach out of it.
bool staysBelow(std::string_view name)
{
    if (!name.starts_with('/') && name.find("..") == std::string_view::npos)
        return true;
    const auto normal = fs::path(name).lexically_normal();
    return !normal.is_absolute() && (normal.empty() || *normal.begin() != "..");
}

// Reads texts exactly as they are written here, without a parser's generality: undoing a hundred thousand
// captions begins with it. Anything else is left to the parser.
class QuickReader
{
public:
    explicit QuickReader(std::string_view json) : m_left(json) {}

    std::optional<FileSteps> run()
    {
        constexpr std::string_view kSteps =
            ",\"v\":1,\"steps\":["; // no string holds it: its quotes would be escaped
        const auto at = m_left.find(kSteps);
        if (!m_left.starts_with("{\"change\":") || at == std::string_view::npos)
            return std::nullopt;
        m_left.remove_prefix(at + kSteps.size());
        FileSteps steps;
        do {
            StepView step;
            step.kind = FileStep::Kind::Text;
            if (!takes("{\"text\":\"") || !takeText(m_path, step.path))
                return std::nullopt;
            step.wasThere = takes(",\"before\":\"");
            if (step.wasThere && !takeText(m_before, step.before))
                return std::nullopt;
            step.staysThere = takes(",\"after\":\"");
            if ((step.staysThere && !takeText(m_after, step.after)) || !takes("}") || !staysBelow(step.path))
                return std::nullopt;
            steps.add(step);
        } while (takes(","));
        return m_left == "]}" ? std::optional(std::move(steps)) : std::nullopt;
    }

private:
    bool takes(std::string_view expected)
    {
        const bool isIt = m_left.starts_with(expected);
        m_left.remove_prefix(isIt ? expected.size() : 0);
        return isIt;
    }

    // Up to the closing quote. A view of the line, or of `own` where something was escaped.
    bool takeText(std::string &own, std::string_view &text)
    {
        size_t end = 0;
        bool isEscaped = false;
        for (; end < m_left.size() && m_left[end] != '"'; ++end) {
            if (m_left[end] == '\\') {
                isEscaped = true;
                ++end;
            }
        }
        if (end >= m_left.size())
            return false;
        text = m_left.substr(0, end);
        m_left.remove_prefix(end + 1);
        if (isEscaped && !unescape(text, own))
            return false;
        if (isEscaped || text.starts_with("latin1:")) {
            own = bytesFromJson(isEscaped ? own : std::string(text));
            text = own;
        }
        return true;
    }

    static bool unescape(std::string_view text, std::string &own)
    {
        own.clear();
        for (size_t i = 0; i < text.size(); ++i) {
            if (text[i] != '\\') {
                own += text[i];
            } else if (const char c = text[++i]; c == '"' || c == '\\') {
                own += c;
            } else {
                unsigned code = 0;
                const auto digits = text.substr(i + 1, 4);
                const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
                if (c != 'u' || digits.size() != 4 || read.ptr != digits.data() + 4 || code >= 0x20)
                    return false;
                own += char(code);
                i += 4;
            }
        }
        return true;
    }

    std::string_view m_left;
    std::string m_path, m_before, m_after;
};

// Takes the steps out of a journal's line as the parser meets them.
class StepReader : public nlohmann::json_sax<nlohmann::json>
{
public:
    FileSteps steps;
    bool hasSteps = false;

    bool null() override { return isNothing(); }
    bool boolean(bool) override { return isNothing(); }
    bool number_integer(number_integer_t) override { return isNothing(); }
    bool number_unsigned(number_unsigned_t) override { return isNothing(); }
    bool number_float(number_float_t, const string_t &) override { return isNothing(); }
    bool binary(binary_t &) override { return isNothing(); }
    bool parse_error(size_t, const std::string &, const nlohmann::detail::exception &) override
    {
        return false;
    }
    bool start_array(size_t) override
    {
        if (m_depth++ == 1 && m_key == "steps")
            return hasSteps = m_isInSteps = true;
        return !m_isInSteps;
    }
    bool end_array() override
    {
        m_isInSteps &= --m_depth > 1;
        return true;
    }
    bool start_object(size_t) override
    {
        m_fields.clear();
        return ++m_depth <= 3 || !m_isInSteps;
    }
    bool end_object() override { return --m_depth != 2 || !m_isInSteps || takeFields(); }
    bool key(string_t &name) override
    {
        m_key = std::move(name);
        return true;
    }
    bool string(string_t &value) override
    {
        if (m_isInSteps)
            m_fields.emplace_back(std::move(m_key), bytesFromJson(value));
        return !m_isInSteps || m_depth == 3;
    }

private:
    bool isNothing() const { return !m_isInSteps; } // only texts belong there

    std::string *field(std::string_view name)
    {
        for (auto &[known, value] : m_fields) {
            if (known == name)
                return &value;
        }
        return nullptr;
    }

    bool takeFields()
    {
        FileStep step;
        auto *before = field("before"), *after = field("after");
        if (auto *swapped = field("swap")) {
            auto *other = field("with");
            if (!other || !before || !after)
                return false;
            step = {FileStep::Kind::Swap, std::move(*swapped), std::move(*other), {}, {}, true, true};
        } else if (auto *moved = field("move")) {
            auto *other = field("to");
            if (!other)
                return false;
            step = {FileStep::Kind::Move, std::move(*moved), std::move(*other), {}, {}, true, true};
        } else if (auto *path = field("text")) {
            step = {FileStep::Kind::Text, std::move(*path), {}, {}, {}, before != nullptr, after != nullptr};
        } else {
            return false;
        }
        if (step.kind != FileStep::Kind::Move) {
            step.before = before ? std::move(*before) : "";
            step.after = after ? std::move(*after) : "";
        }
        if (!staysBelow(step.path) || !staysBelow(step.other))
            return false;
        steps.add(step);
        return true;
    }

    int m_depth = 0;
    bool m_isInSteps = false;
    std::string m_key;
    std::vector<std::pair<std::string, std::string>> m_fields;
};

} // namespace

void appendStepJson(std::string &json, const StepView &step)
{
    json += '{';
    const auto field = [&](std::string_view key, std::string_view value) {
        if (json.back() != '{')
            json += ',';
        appendQuoted(json, key);
        json += ':';
        if (isAscii(value) && !value.starts_with('l')) // what needs no mark, as nearly all
            appendQuoted(json, value);
        else
            appendQuoted(json, bytesToJson(std::string(value)));
    };
    switch (step.kind) {
    case FileStep::Kind::Swap:
        field("swap", step.path);
        field("with", step.other);
        field("before", step.before);
        field("after", step.after);
        break;
    case FileStep::Kind::Move:
        field("move", step.path);
        field("to", step.other);
        break;
    case FileStep::Kind::Text:
        field("text", step.path);
        if (step.wasThere)
            field("before", step.before);
        if (step.staysThere)
            field("after", step.after);
        break;
    }
    json += '}';
}

std::optional<FileSteps> stepsInJson(std::string_view text)
{
    if (auto steps = QuickReader(text).run())
        return steps;
    StepReader reader;
    if (!nlohmann::json::sax_parse(text, &reader) || !reader.hasSteps)
        return std::nullopt;
    return std::move(reader.steps);
}

} // namespace armature
