#pragma once
// The engine's sentences in the language of the window. core/ knows no translations and says everything in
// English; the sentences that people meet most are known here by their pattern and said again.

#include <QString>
#include <QStringList>

#include <string_view>

namespace armature::ui {

// As it is where no pattern fits, or where the window speaks English.
QString inWords(std::string_view text);

// The patterns, in English; %1, %2 and so on stand for what is put in.
QStringList coreSentences();

} // namespace armature::ui
