#pragma once
// Several pictures that belong on one sheet: a grid over two settings, or the proof that the condition
// matters.

#include "ui/test_room/test_runner.h"

#include <QStringList>

#include <vector>

namespace armature::ui {

enum class Axis {
    None,
    Scale,
    Start,
    End,
    Guidance,
    Steps,
    Scheduler,
    Seed,
    Size,
    Fit,
    GuessMode,
    Prompt,
    NegativePrompt,
    Base,
    ControlNet,
    Condition, // the last
};

inline constexpr int kMaxSheetPictures = 100;

QString axisTitle(Axis axis);
// Values are prompts or paths: they may hold commas.
bool isTextAxis(Axis axis);
// What its field says while it is empty: "0, 0.5, 1".
QString axisExample(Axis axis);

struct AxisChoice
{
    Axis axis = Axis::None;
    QString values; // separated by commas, prompts and paths by lines or '|'
};

struct SheetPlan
{
    QString title;
    QStringList columns, rows;   // labels
    std::vector<TestTask> tasks; // rows from left to right
};

// Errors: BadInput, naming the value that cannot be used.
Result<SheetPlan> gridPlan(const TestSettings &settings, const AxisChoice &across, const AxisChoice &down);
// The same seed with the true condition, another one (the same mirrored, where there is none) and none.
SheetPlan proofPlan(const TestSettings &settings, const std::filesystem::path &otherCondition);

// Pictures in the plan's order; null ones stay grey. The sheet as it is saved.
QImage drawSheet(const SheetPlan &plan, const std::vector<QImage> &pictures);

} // namespace armature::ui
