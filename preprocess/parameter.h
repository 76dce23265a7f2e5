#pragma once
// What can be set on an annotator: one description, from which the command line, recipes and the studio's
// form follow.

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace armature {

enum class ParameterType { Int, Float, Bool, Choice };

struct Parameter
{
    std::string name;  // "low_threshold"; on the command line --low_threshold
    std::string label; // "Low threshold"
    ParameterType type = ParameterType::Float;
    nlohmann::json initial;          // the default: a number, true or false, or one of the choices
    double minimum = 0, maximum = 0; // of numbers, both included
    double step = 1;                 // of a slider; values between are allowed
    std::vector<std::string> choices = {};
    std::string unit = {}; // "px", "%"
    std::string help = {}; // one sentence for artists
};

// Name to value, an object.
using ParameterValues = nlohmann::json;

ParameterValues defaultParameters(const std::vector<Parameter> &schema);

// `given` with the defaults of what it leaves out. Errors: BadInput for a name that is not in the schema
// (with the nearest one), a wrong type or a value out of range, naming both. `owner`: whose parameters they
// are, for messages.
Result<ParameterValues> completeParameters(const std::vector<Parameter> &schema, const ParameterValues &given,
                                           const std::string &owner);

// The value that a word of the command line stands for. Errors: BadInput.
Result<nlohmann::json> parameterFromText(const Parameter &parameter, std::string_view text);

// "1 to 255", "on or off", "standard, xdog or hed".
std::string rangeText(const Parameter &parameter);

} // namespace armature
