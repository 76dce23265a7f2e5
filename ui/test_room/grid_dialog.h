#pragma once
// Which two settings a grid goes over, and with which values.

#include "ui/test_room/test_plans.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;

namespace armature::ui {

class GridDialog : public QDialog
{
    Q_OBJECT

public:
    explicit GridDialog(QWidget *parent = nullptr);
    AxisChoice across() const { return choice(0); }
    AxisChoice down() const { return choice(1); }

private:
    AxisChoice choice(int which) const;
    void showCount();

    QComboBox *m_axes[2];
    QLineEdit *m_values[2];
    QLabel *m_count;
};

} // namespace armature::ui
