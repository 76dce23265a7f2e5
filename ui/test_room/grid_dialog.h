#pragma once
// Which two settings a grid goes over, and with which values.

#include "ui/test_room/test_plans.h"

#include <QDialog>

#include <map>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace armature::ui {

// Values to choose from, for axes that have such: what is shown and what is written.
using AxisOffers = std::map<Axis, std::vector<std::pair<QString, QString>>>;

class GridDialog : public QDialog
{
    Q_OBJECT

public:
    explicit GridDialog(AxisOffers offers, QWidget *parent = nullptr);
    AxisChoice across() const { return choice(0); }
    AxisChoice down() const { return choice(1); }

private:
    AxisChoice choice(int which) const;
    void showCount();
    void offer(int which);
    void take(int which, const QString &value, bool isTaken);

    const AxisOffers m_offers;
    QComboBox *m_axes[2];
    QLineEdit *m_values[2];
    QToolButton *m_choose[2];
    QLabel *m_count;
};

} // namespace armature::ui
