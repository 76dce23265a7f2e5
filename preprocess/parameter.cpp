#include "preprocess/parameter.h"

#include "core/config/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace armature {

namespace {

std::string numberText(double value) { return fmt::format("{}", value); }

tl::unexpected<Error> wrongType(const Parameter &parameter, const std::string &given)
{
    return fail(ErrorCode::BadInput,
                fmt::format("--{} is {}, but it takes {}.", parameter.name, given, rangeText(parameter)));
}

Result<nlohmann::json> checkedNumber(const Parameter &parameter, const nlohmann::json &value)
{
    if (!value.is_number())
        return wrongType(parameter, value.dump());
    const auto number = value.get<double>();
    if (!std::isfinite(number) || number < parameter.minimum || number > parameter.maximum)
        return fail(ErrorCode::BadInput, fmt::format("--{} is {}, outside of {}.", parameter.name,
                                                     numberText(number), rangeText(parameter)));
    if (parameter.type == ParameterType::Float)
        return nlohmann::json(number);
    if (number != std::floor(number))
        return wrongType(parameter, numberText(number));
    return nlohmann::json(int64_t(number));
}

Result<nlohmann::json> checked(const Parameter &parameter, const nlohmann::json &value)
{
    switch (parameter.type) {
    case ParameterType::Int:
    case ParameterType::Float:
        return checkedNumber(parameter, value);
    case ParameterType::Bool:
        if (!value.is_boolean())
            return wrongType(parameter, value.dump());
        return value;
    case ParameterType::Choice:
        break;
    }
    if (!value.is_string())
        return wrongType(parameter, value.dump());
    const auto word = value.get<std::string>();
    const auto &choices = parameter.choices;
    if (std::find(choices.begin(), choices.end(), word) == choices.end())
        return fail(
            ErrorCode::BadInput,
            fmt::format("--{} cannot be {}; it takes {}.", parameter.name, word, rangeText(parameter)),
            fmt::format("Did you mean {}?", nearestName(word, choices)));
    return value;
}

} // namespace

ParameterValues defaultParameters(const std::vector<Parameter> &schema)
{
    auto values = ParameterValues::object();
    for (const auto &parameter : schema)
        values[parameter.name] = parameter.initial;
    return values;
}

Result<ParameterValues> completeParameters(const std::vector<Parameter> &schema, const ParameterValues &given,
                                           const std::string &owner)
{
    auto values = defaultParameters(schema);
    if (!given.is_object())
        return fail(ErrorCode::BadInput, "The parameters of " + owner + " are no JSON object.");
    for (const auto &[name, value] : given.items()) {
        const auto parameter = std::find_if(schema.begin(), schema.end(),
                                            [&](const Parameter &one) { return one.name == name; });
        if (parameter == schema.end()) {
            std::vector<std::string> names;
            for (const auto &one : schema)
                names.push_back(one.name);
            const auto nearest = nearestName(name, names);
            return fail(ErrorCode::BadInput, fmt::format("{} has no parameter {}.", owner, name),
                        nearest.empty() ? "It has none at all." : fmt::format("Did you mean --{}?", nearest));
        }
        ARMATURE_TRY(values[name], checked(*parameter, value));
    }
    return values;
}

Result<nlohmann::json> parameterFromText(const Parameter &parameter, std::string_view text)
{
    const std::string word(text);
    switch (parameter.type) {
    case ParameterType::Int:
    case ParameterType::Float: {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || end != text.data() + text.size())
            return wrongType(parameter, word.empty() ? "empty" : word);
        return checked(parameter, number);
    }
    case ParameterType::Bool:
        for (const auto *yes : {"true", "on", "yes", "1"})
            if (word == yes)
                return nlohmann::json(true);
        for (const auto *no : {"false", "off", "no", "0"})
            if (word == no)
                return nlohmann::json(false);
        return wrongType(parameter, word);
    case ParameterType::Choice:
        break;
    }
    return checked(parameter, word);
}

std::string rangeText(const Parameter &parameter)
{
    const auto unit = parameter.unit.empty() ? "" : " " + parameter.unit;
    switch (parameter.type) {
    case ParameterType::Int:
        return fmt::format("a whole number from {} to {}{}", numberText(parameter.minimum),
                           numberText(parameter.maximum), unit);
    case ParameterType::Float:
        return fmt::format("a number from {} to {}{}", numberText(parameter.minimum),
                           numberText(parameter.maximum), unit);
    case ParameterType::Bool:
        return "true or false";
    case ParameterType::Choice:
        break;
    }
    std::string text;
    for (std::size_t i = 0; i < parameter.choices.size(); ++i)
        text += (i == 0 ? "" : i + 1 == parameter.choices.size() ? " or " : ", ") + parameter.choices[i];
    return text;
}

} // namespace armature
