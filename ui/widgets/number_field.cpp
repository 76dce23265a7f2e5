#include "ui/widgets/number_field.h"

namespace armature::ui {

namespace {

constexpr int kKept = 6, kShown = 2; // decimals

} // namespace

NumberField::NumberField(QWidget *parent) : QDoubleSpinBox(parent) { setDecimals(kKept); }

QString NumberField::textFromValue(double value) const
{
    QString text = QDoubleSpinBox::textFromValue(value);
    for (int left = kKept - kShown; left > 0 && text.endsWith(QLatin1Char('0')); --left)
        text.chop(1);
    return text;
}

} // namespace armature::ui
