#include "ui/test_room/grid_dialog.h"

#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace armature::ui {

GridDialog::GridDialog(QWidget *parent) : QDialog(parent), m_count(new QLabel(this))
{
    setWindowTitle(tr("A grid over two settings"));
    auto *form = new QFormLayout;
    const QString titles[] = {tr("Across"), tr("Down")};
    const Axis first[] = {Axis::Scale, Axis::None};
    for (int which = 0; which < 2; ++which) {
        m_axes[which] = new QComboBox(this);
        m_values[which] = new QLineEdit(this);
        m_axes[which]->setAccessibleName(titles[which]);
        m_values[which]->setAccessibleName(tr("%1: values").arg(titles[which]));
        m_values[which]->setMinimumWidth(320);
        for (int axis = int(Axis::None); axis <= int(Axis::Condition); ++axis)
            m_axes[which]->addItem(axisTitle(Axis(axis)), axis);
        form->addRow(titles[which], m_axes[which]);
        form->addRow(tr("Values"), m_values[which]);
        connect(m_axes[which], &QComboBox::currentIndexChanged, this, [this, which](int axis) {
            m_values[which]->setText(axisExample(Axis(axis)));
            m_values[which]->setEnabled(Axis(axis) != Axis::None);
        });
        m_axes[which]->setCurrentIndex(-1);
        m_axes[which]->setCurrentIndex(int(first[which]));
    }
    for (QLineEdit *values : m_values)
        connect(values, &QLineEdit::textChanged, this, &GridDialog::showCount);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *make = buttons->addButton(tr("Make the grid"), QDialogButtonBox::AcceptRole);
    makePrimary(make);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(m_count);
    column->addWidget(buttons);
    showCount();
}

AxisChoice GridDialog::choice(int which) const
{
    return {Axis(m_axes[which]->currentData().toInt()), m_values[which]->text()};
}

void GridDialog::showCount()
{
    const auto plan = gridPlan({}, across(), down());
    m_count->setText(plan ? tr("%n picture(s)", nullptr, int(plan->tasks.size()))
                          : QString::fromStdString(plan.error().message));
}

} // namespace armature::ui
