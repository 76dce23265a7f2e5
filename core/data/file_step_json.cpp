// The steps of a change as the journal writes them down.
#include "core/data/file_step.h"
#include "core/data/json_bytes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <utility>

namespace armature {

namespace fs = std::filesystem;

namespace {

void appendQuoted(std::string &json, std::string_view text)
{
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\')
            (json += '\\') += c;
        else if (uint8_t(c) < 0x20)
            fmt::format_to(std::back_inserter(json), "\\u{:04x}", uint8_t(c));
        else
            json += c;
    }
    json += '"';
}

// Takes the steps out of a journal's line as the parser meets them.
class StepReader : public nlohmann::json_sax<nlohmann::json>
{
public:
    std::vector<FileStep> steps;
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
        // A journal that came with a foreign dataset must not reach out of it.
        for (const auto *name : {&step.path, &step.other}) {
            if (!staysBelow(*name))
                return false;
        }
        steps.push_back(std::move(step));
        return true;
    }

    static bool staysBelow(const std::string &name)
    {
        if (!name.starts_with('/') && name.find("..") == std::string::npos)
            return true;
        const auto normal = fs::path(name).lexically_normal();
        return !normal.is_absolute() && (normal.empty() || *normal.begin() != "..");
    }

    int m_depth = 0;
    bool m_isInSteps = false;
    std::string m_key;
    std::vector<std::pair<std::string, std::string>> m_fields;
};

} // namespace

void appendStepJson(std::string &json, const FileStep &step)
{
    json += '{';
    const auto field = [&](std::string_view key, const std::string &value) {
        if (json.back() != '{')
            json += ',';
        appendQuoted(json, key);
        json += ':';
        appendQuoted(json, bytesToJson(value));
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

std::optional<std::vector<FileStep>> stepsInJson(std::string_view text)
{
    StepReader reader;
    if (!nlohmann::json::sax_parse(text, &reader) || !reader.hasSteps)
        return std::nullopt;
    return std::move(reader.steps);
}

} // namespace armature
