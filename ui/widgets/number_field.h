#pragma once
// A number that keeps all its decimals and shows those that matter: 0.5 as 0.50, 0.3333 as it is.

#include <QDoubleSpinBox>

namespace armature::ui {

class NumberField : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit NumberField(QWidget *parent = nullptr);

protected:
    QString textFromValue(double value) const override;
};

} // namespace armature::ui
