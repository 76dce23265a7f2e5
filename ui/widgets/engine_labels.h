#pragma once
// What the engine calls its options, its annotators and their settings, in the language of the window. core/
// and preprocess/ know no translations: their labels, help texts and units are the English words that are
// looked up here. Keys and values (learning_rate, fp16, dpmpp_2m_karras) stay as they are in every language.

#include <QString>
#include <QStringList>

#include <string_view>

namespace armature {
struct Recipe;
}

namespace armature::ui {

// As it is where it is unknown, or where the window speaks English.
QString inLabels(std::string_view english);

// recipeText() with the annotators' titles in the language of the window.
QString recipeWords(const Recipe &recipe);

QStringList engineLabels(); // all that are known, in English

} // namespace armature::ui
