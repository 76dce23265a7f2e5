#pragma once
// One row per option of a training run. The command line, the JSON files and the studio's form are made from
// these rows, so they cannot disagree.
//
// Adding an option: a field with its default in train_options.h, a row in the schema_*.cpp of its section,
// and a line in tests/core/config/schema_test.cpp. Nothing else: help text, parsing, range check and JSON
// follow from the row.

#include "core/base/result.h"
#include "core/config/train_options.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace armature {

enum class OptionKind { Text, Folder, File, Integer, Number, Switch, Choice, TextList, FileList };
enum class OptionSection {
    Models,
    Data,
    Run,
    Optimiser,
    Loss,
    Checkpoints,
    Validation,
    Reporting,
    Compatibility
};
// Who needs to see it: everyone, who tunes a run, who knows why.
enum class OptionLevel { Essential, Tuning, Expert };

using OptionMember =
    std::variant<std::string TrainOptions::*, int64_t TrainOptions::*, uint64_t TrainOptions::*,
                 double TrainOptions::*, bool TrainOptions::*, std::vector<std::string> TrainOptions::*>;

struct OptionRange
{
    double minimum = -std::numeric_limits<double>::infinity(); // included
    double maximum = std::numeric_limits<double>::infinity();  // included, unless belowMaximum
    bool belowMaximum = false;
    int64_t multipleOf = 1; // integers only
};

struct OptionRow
{
    std::string_view key; // diffusers' name where it has one
    OptionMember member;
    OptionKind kind = OptionKind::Text;
    OptionSection section = OptionSection::Run;
    OptionLevel level = OptionLevel::Expert;
    std::string_view label; // for a form
    std::string_view help;  // one or two sentences for artists
    std::string_view unit = {};
    OptionRange range = {};
    std::vector<std::string_view> choices = {}; // of a Choice, the default among them
    std::string_view emptyMeans =
        {}; // what 0 or an empty text does, e.g. "all"; only where the default is that
};

// All rows in the order of a form, section by section.
std::span<const OptionRow> trainSchema();
const OptionRow *findOption(std::string_view key);
std::vector<std::string> optionKeys();
std::string_view sectionTitle(OptionSection section);

// The field's value, and the field set from a value. null sets the default, as None does in diffusers.
// Errors: BadInput for a wrong type (numbers in quotes included), a value outside the range or not among the
// choices.
nlohmann::json optionValue(const OptionRow &row, const TrainOptions &options);
Status setOption(const OptionRow &row, const nlohmann::json &value, TrainOptions &options);

// The JSON value that a word of the command line stands for. For lists the value of one item.
// Errors: BadInput where the word is no number, or neither true nor false.
Result<nlohmann::json> optionFromText(const OptionRow &row, std::string_view text);

// The default as a person reads it: "512 px", "all", "on".
std::string defaultText(const OptionRow &row);

// Whether `value` is in the row's range, as an error that names the key and the range.
Status checkRange(const OptionRow &row, double value);

// Keys whose values differ, in the schema's order.
std::vector<std::string> differingOptions(const TrainOptions &a, const TrainOptions &b);

} // namespace armature
