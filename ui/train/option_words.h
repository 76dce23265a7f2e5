#pragma once
// The schema's labels, helps and units in the language of the window: core/ says them in English, they are known here word for word.

#include "core/config/schema.h"

#include <QString>
#include <QStringList>

namespace armature::ui {

// As it is where it is not known, or where the window speaks English.
QString optionWords(std::string_view english);
QString defaultWords(const OptionRow &row); // "512 px", "all", "on"
QStringList optionTexts();                  // all that are known, in English; a test holds them against the schema

} // namespace armature::ui
