#pragma once
// What a choice of goal or of the device's memory sets.

#include <QtGlobal>

#include <cstdint>

namespace armature::ui {

struct Goal
{
    const char *title;
    int64_t steps, validation, checkpointing;
};
inline constexpr Goal kGoals[] = {{QT_TRANSLATE_NOOP("armature::ui::TrainPage", "A first look, 500 steps"), 500, 100, 100},
                           {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "Ordinary, 5,000 steps"), 5000, 250, 250},
                           {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "Thorough, 20,000 steps"), 20000, 1000, 1000}};

struct Memory
{
    const char *title;
    int64_t batch, accumulation;
    bool isCheckpointing;
};
inline constexpr Memory kMemories[] = {{QT_TRANSLATE_NOOP("armature::ui::TrainPage", "24 GB and more"), 4, 1, false},
                                {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "12 to 16 GB"), 2, 2, true},
                                {QT_TRANSLATE_NOOP("armature::ui::TrainPage", "8 GB"), 1, 4, true}};

} // namespace armature::ui
