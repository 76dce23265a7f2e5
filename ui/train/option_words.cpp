#include "ui/train/option_words.h"

#include "ui/widgets/engine_labels.h"

namespace armature::ui {

QString defaultWords(const OptionRow &row)
{
    if (!row.emptyMeans.empty())
        return inLabels(row.emptyMeans);
    const std::string text = defaultText(row);
    const std::string unit = row.unit.empty() ? std::string() : ' ' + std::string(row.unit);
    if (unit.empty() || !text.ends_with(unit))
        return inLabels(text); // "on" and "off" are words, numbers and names stay
    return QString::fromStdString(text.substr(0, text.size() - unit.size())) + QLatin1Char(' ') + inLabels(row.unit);
}

} // namespace armature::ui
