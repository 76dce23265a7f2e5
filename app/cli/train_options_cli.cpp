#include "app/cli/train_options_cli.h"

#include "core/config/nearest_name.h"
#include "core/config/refused_options.h"
#include "core/config/schema.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

namespace armature {

namespace {

bool isList(const OptionRow &row)
{
    return row.kind == OptionKind::TextList || row.kind == OptionKind::FileList;
}

// As in Python's argparse, a word with a space in it is a value even when it begins with dashes.
bool isOption(const std::string &word)
{
    return word.size() > 2 && word.starts_with("--") && word.find_first_of(" \t\n") == std::string::npos;
}

bool isTrueOrFalse(std::string word)
{
    std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
    return word == "true" || word == "false";
}

// Walks over the words once; flags are collected as JSON and applied after the config files.
class ArgumentReader
{
public:
    ArgumentReader(const std::vector<std::string> &words, const std::vector<std::string_view> &ownOptions)
        : m_words(words), m_ownOptions(ownOptions)
    {
    }

    Status read()
    {
        while (m_next < m_words.size()) {
            const std::string &word = m_words[m_next++];
            if (isOption(word))
                ARMATURE_CHECK(readOption(word));
            else if (word.size() > 1 && word.front() == '-' &&
                     !std::isdigit(static_cast<unsigned char>(word[1])))
                return unknownOption(word.substr(1), word);
            else
                positionals.push_back(word);
        }
        return {};
    }

    nlohmann::ordered_json flags = nlohmann::ordered_json::object();
    std::vector<std::string> configFiles;
    std::vector<std::string> positionals;

private:
    Status readOption(const std::string &word)
    {
        const size_t equals = word.find('=');
        const std::string key = word.substr(2, equals == std::string::npos ? equals : equals - 2);
        std::optional<std::string> attached;
        if (equals != std::string::npos)
            attached = word.substr(equals + 1);
        if (auto refusal = refusedOption(key))
            return fail(std::move(*refusal));
        if (key == "config") {
            ARMATURE_TRY(std::string file, oneValue(key, attached));
            configFiles.push_back(std::move(file));
            return {};
        }
        const OptionRow *row = findOption(key);
        if (!row)
            return unknownOption(key, "--" + key);
        if (isList(*row))
            return readList(*row, attached);
        std::string text = "true";
        if (row->kind != OptionKind::Switch) {
            ARMATURE_TRY(text, oneValue(key, attached));
        } else if (attached) {
            text = *attached;
        } else if (m_next < m_words.size() && isTrueOrFalse(m_words[m_next])) {
            text = m_words[m_next++];
        }
        ARMATURE_TRY(nlohmann::json value, optionFromText(*row, text));
        flags[key] = std::move(value); // given twice, the last counts, as in argparse
        return {};
    }

    Result<std::string> oneValue(const std::string &key, const std::optional<std::string> &attached)
    {
        if (attached)
            return *attached;
        if (m_next == m_words.size() || isOption(m_words[m_next])) {
            return fail(ErrorCode::BadInput, fmt::format("--{} needs a value.", key),
                        fmt::format("Write --{} VALUE, or leave it out.", key));
        }
        return m_words[m_next++];
    }

    Status readList(const OptionRow &row, const std::optional<std::string> &attached)
    {
        const std::string key(row.key);
        auto &list = flags[key];
        if (!list.is_array())
            list = nlohmann::json::array();
        ARMATURE_TRY(std::string first, oneValue(key, attached));
        list.push_back(std::move(first));
        while (!attached && m_next < m_words.size() && !isOption(m_words[m_next]))
            list.push_back(m_words[m_next++]);
        return {};
    }

    Status unknownOption(const std::string &key, const std::string &asWritten) const
    {
        std::vector<std::string> known = optionKeys();
        for (const std::string_view own : m_ownOptions)
            known.emplace_back(own.substr(std::min(own.find_first_not_of('-'), own.size())));
        known.insert(known.end(), {"config", "help"});
        return fail(ErrorCode::BadInput, fmt::format("There is no option {}.", asWritten),
                    fmt::format("Did you mean --{}? --help lists all.", nearestName(key, known)));
    }

    const std::vector<std::string> &m_words;
    const std::vector<std::string_view> &m_ownOptions;
    size_t m_next = 0;
};

Status checkPositionals(const std::vector<std::string> &given, const std::vector<std::string_view> &names)
{
    if (given.size() > names.size()) {
        return fail(
            ErrorCode::BadInput, fmt::format("'{}' belongs to no option.", given[names.size()]),
            "Options are written --name value; put quotes around a text or a path that contains spaces.");
    }
    if (given.size() < names.size()) {
        return fail(ErrorCode::BadInput, fmt::format("{} is missing.", names[given.size()]),
                    fmt::format("Give {}, in this order.", fmt::join(names, " ")));
    }
    return {};
}

std::string placeholder(const OptionRow &row)
{
    switch (row.kind) {
    case OptionKind::Folder:
        return " DIR";
    case OptionKind::File:
        return " FILE";
    case OptionKind::Integer:
        return " N";
    case OptionKind::Number:
        return " X";
    case OptionKind::Switch:
        return " [true|false]";
    case OptionKind::Choice:
        return fmt::format(" {}", fmt::join(row.choices, "|"));
    case OptionKind::TextList:
        return " TEXT...";
    case OptionKind::FileList:
        return " FILE...";
    default:
        return " TEXT";
    }
}

std::string wrapped(std::string_view text, size_t indent, size_t width)
{
    std::string lines(indent, ' ');
    size_t column = indent;
    for (size_t start = 0; start < text.size();) {
        const size_t end = std::min(text.find(' ', start), text.size());
        const size_t length = end - start;
        if (column > indent && column + 1 + length > width) {
            lines += "\n" + std::string(indent, ' ');
            column = indent;
        }
        if (column > indent) {
            lines += ' ';
            ++column;
        }
        lines += text.substr(start, length);
        column += length;
        start = end + 1;
    }
    return lines + "\n";
}

} // namespace

void acceptTrainOptions(CLI::App &command)
{
    command.allow_extras();
    command.footer(trainOptionsHelp());
}

Result<TrainArguments> parseTrainArguments(const std::vector<std::string> &arguments, TrainPurpose purpose,
                                           const std::vector<std::string_view> &positionalNames,
                                           const std::vector<std::string_view> &ownOptions)
{
    ArgumentReader reader(arguments, ownOptions);
    ARMATURE_CHECK(reader.read());
    ARMATURE_CHECK(checkPositionals(reader.positionals, positionalNames));
    TrainArguments result;
    for (const std::string &file : reader.configFiles)
        ARMATURE_CHECK(applyTrainConfigFile(file, result.given));
    ARMATURE_CHECK(applyTrainConfig(nlohmann::json(reader.flags), result.given));
    ARMATURE_CHECK(validate(result.given.options, purpose));
    result.positionals = std::move(reader.positionals);
    return result;
}

std::string trainOptionsHelp()
{
    constexpr size_t kWidth = 100;
    std::string help =
        "--config FILE\n" + wrapped("A JSON object of the options below; flags take precedence.", 8, kWidth);
    std::optional<OptionSection> section;
    for (const OptionRow &row : trainSchema()) {
        if (row.section != section) {
            section = row.section;
            help += fmt::format("\n{}:\n", sectionTitle(row.section));
        }
        help += fmt::format("  --{}{}  (default: {})\n", row.key, placeholder(row), defaultText(row));
        help += wrapped(row.help, 8, kWidth);
    }
    help += "\n" + wrapped(fmt::format("Known from diffusers and refused, each with what to do instead: {}.",
                                       fmt::join(refusedOptionKeys(), ", ")),
                           0, kWidth);
    return help;
}

} // namespace armature
