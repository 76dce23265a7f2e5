#pragma once
// An option's default as a person reads it, in the language of the window.

#include "core/config/schema.h"

#include <QString>

namespace armature::ui {

QString defaultWords(const OptionRow &row); // "512 px", "all", "on"

} // namespace armature::ui
